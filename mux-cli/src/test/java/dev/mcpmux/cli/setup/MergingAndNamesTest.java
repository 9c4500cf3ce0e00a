package dev.mcpmux.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which entries become one server, and what servers are called. */
class MergingAndNamesTest {

  private static final String CONFIG = ".config/mcpmux/config.json";

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void makeHome() throws IOException {
    home = TestHome.empty(temporary);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'command':'a','args':['b']} | {'args':['b'],'command':'a'} | x",
        "{'command':'a','args':[]} | {'command':'a'} | x",
        "{'command':'a','env':{}} | {'command':'a'} | x",
        "{'command':'a','env':{'A':'1','B':'2'}} | {'command':'a','env':{'B':'2','A':'1'}} | x",
        "{'command':'a','env':{'A':1}} | {'command':'a','env':{'A':'1'}} | x",
        "{'command':'npx','args':['-y','p']} | {'command':'npx','args':['--yes','p']} | x",
        "{'command':'a','env':{'T':'${T}'}} | {'command':'a','env':{'T':'${env:T}'}} | x",
        "{'command':'a','timeout':5} | {'command':'a','autoApprove':['t']} | x",
        "{'command':'a','args':['b']} | {'command':'a','args':['c']} | x,x-cursor",
        "{'command':'a','env':{'T':'1'}} | {'command':'a','env':{'T':'2'}} | x,x-cursor",
        "{'command':'a','cwd':'/a'} | {'command':'a','cwd':'/b'} | x,x-cursor",
      })
  void entriesOfTwoClientsAreOneServerIfSessionsCouldNotTellThemApart(
      String claude, String cursor, String names) throws Exception {
    home.variable("T", "t");
    home.write(".claude.json", "{\"mcpServers\": {\"x\": " + claude.replace('\'', '"') + "}}");
    home.write(".cursor/mcp.json", "{\"mcpServers\": {\"x\": " + cursor.replace('\'', '"') + "}}");

    home.setup();

    assertThat(servers()).containsExactly(names.split(","));
  }

  @Test
  void aServerOfTheConfigThatIsEqualIsUsedAsItIs() throws Exception {
    String config = "{\n  // mine\n  \"mcpServers\": {\"mine\": {\"command\": \"a\"}}\n}\n";
    home.write(CONFIG, config);
    home.write(".cursor/mcp.json", "{\"mcpServers\": {\"x\": {\"command\": \"a\"}}}");

    home.setup();

    assertThat(home.read(CONFIG)).isEqualTo(config);
    assertThat(home.read(".cursor/mcp.json")).contains("\"mine\"");
  }

  @Test
  void anotherServerOfThatNameInTheConfigOrBesideItKeepsItsName() throws Exception {
    home.write(CONFIG, "{\"mcpServers\": {\"x\": {\"command\": \"b\"}}}");
    home.write(
        ".config/mcpmux/servers.d/more.json", "{\"mcpServers\": {\"y\": {\"command\": \"b\"}}}");
    home.write(
        ".cursor/mcp.json",
        "{\"mcpServers\": {\"x\": {\"command\": \"a\"}, \"y\": {\"command\": \"c\"}}}");

    home.setup();

    assertThat(servers()).containsExactly("x", "x-cursor", "y-cursor");
  }

  @Test
  void serversOfTwoProjectsAreCalledByTheirDirectories() throws Exception {
    home.write(
        ".claude.json",
        "{\"mcpServers\": {\"db\": {\"command\": \"a\"}}, \"projects\": {"
            + "\"/w/shop\": {\"mcpServers\": {\"db\": {\"command\": \"b\"}}},"
            + "\"/w/blog\": {\"mcpServers\": {\"db\": {\"command\": \"c\"}}},"
            + "\"/v/blog\": {\"mcpServers\": {\"db\": {\"command\": \"d\"}}}}}");

    home.setup();

    assertThat(servers()).containsExactly("db", "db-shop", "db-blog", "db-blog-claude-code");
  }

  @Test
  void theUsersOwnServerHasTheNameWhereverItStands() throws Exception {
    home.write(
        ".claude.json",
        "{\"projects\": {\"/w/shop\": {\"mcpServers\": {\"db\": {\"command\": \"b\"},"
            + " \"own\": {\"command\": \"o\"}}}}}");
    home.write(".cursor/mcp.json", "{\"mcpServers\": {\"db\": {\"command\": \"a\"}}}");

    home.setup();

    assertThat(home.read(CONFIG).replaceAll("\\s", ""))
        .contains("\"db\":{\"command\":\"a\"", "\"db-shop\":{\"command\":\"b\"")
        .contains("\"own\":{\"command\":\"o\"");
  }

  @Test
  void ofTwoProjectsNoneHasThePlainNameAndASecondRunGivesTheSameNames() throws Exception {
    String text =
        "{\"projects\": {"
            + "\"/w/shop\": {\"mcpServers\": {\"db\": {\"command\": \"b\"}}},"
            + "\"/w/blog\": {\"mcpServers\": {\"db\": {\"command\": \"c\"}}}}}";
    home.write(".claude.json", text);

    home.setup();
    assertThat(servers()).containsExactly("db-shop", "db-blog");

    home.write(".claude.json", text);
    home.setup();
    assertThat(servers()).containsExactly("db-shop", "db-blog");
  }

  @ParameterizedTest
  @CsvSource({
    "github, github",
    "My Server, My-Server",
    "-x-, x",
    "a.b/c, a-b-c",
    "äöü, server",
    "a_b-C9, a_b-C9",
  })
  void aNameBecomesOneThatEveryClientTakes(String written, String valid) {
    assertThat(Names.valid(written)).isEqualTo(valid);
  }

  @Test
  void longNamesAreCutAndStayDifferent() {
    String one = Names.valid("x".repeat(100) + "1");
    String two = Names.valid("x".repeat(100) + "2");

    assertThat(one).hasSizeLessThanOrEqualTo(40).isNotEqualTo(two);
  }

  @Test
  void aNameThatIsTakenGetsOnlyAsManyWordsAsItNeeds() {
    Names names = new Names(Set.of("x", "x-a"));

    assertThat(names.free("x", List.of("a", "b"))).isEqualTo("x-a-b");
    assertThat(names.free("x", List.of("a", "b"))).isEqualTo("x-a-b-2");
    assertThat(names.free("y", List.of("a"))).isEqualTo("y");
  }

  @Test
  void laterRunsExtendTheOneEntryThatTheFirstHasMade() throws Exception {
    String entry = "\"%s\": {\"command\": \"a\", \"args\": [\"%s\"]}";
    for (String name : List.of("a", "b", "c")) {
      String file = ".cursor/mcp.json";
      String now = name.equals("a") ? "{\"mcpServers\": {}}" : home.read(file);
      String one = String.format(entry, name, name);
      home.write(
          file,
          now.replaceFirst("\\{\\s*\"mcpServers\": \\{", "{\"mcpServers\": {" + one + ",")
              .replace(",}", "}"));
      home.setup(TestHome.options(Options.Mode.AGGREGATE));
    }

    assertThat(home.read(".cursor/mcp.json"))
        .contains("\"--only\", \"a,b,c\"")
        .doesNotContain("mcpmux-servers");
  }

  @Test
  void entriesOfOthersThatHaveTheNameOfTheOneStay() throws Exception {
    String entry = "\"%s\": {\"command\": \"x\", \"disabled\": true}";
    home.write(
        ".cursor/mcp.json",
        "{\"mcpServers\": {\"a\": {\"command\": \"a\"}, "
            + String.format(entry, "mcpmux")
            + ", "
            + String.format(entry, "mcpmux-servers")
            + "}}");

    home.setup(TestHome.options(Options.Mode.AGGREGATE));

    assertThat(home.read(".cursor/mcp.json"))
        .contains(String.format(entry, "mcpmux"), String.format(entry, "mcpmux-servers"))
        .contains("\"mcpmux-servers-2\"");
  }

  @Test
  void aServerOfTheConfigWithoutTheVariablesOfTheShellDoesNotDo() throws Exception {
    home.write(CONFIG, "{\"mcpServers\": {\"pay\": {\"command\": \"a\"}}}");
    home.write(".cursor/mcp.json", "{\"mcpServers\": {\"pay\": {\"command\": \"a\"}}}");

    home.variable("PAY_TOKEN", "t").setup();

    assertThat(servers()).containsExactly("pay", "pay-cursor");
  }

  @Test
  void aClientWithEveryServerOfTheConfigGetsNoneOfAProject() throws Exception {
    String entry = "{\"command\": \"/usr/bin/mcpmux\", \"args\": [\"attach\"]}";
    home.write(".cursor/mcp.json", "{\"mcpServers\": {\"all\": " + entry + "}}");
    String db = "{\"projects\": {\"/w/p\": {\"mcpServers\": {\"db\": {\"command\": \"a\"}}}}, ";
    home.write(".claude.json", db + "\"mcpServers\": {\"x\": {\"command\": \"b\"}}}");

    String screen = home.setup("claude-code").replaceAll("\\s+", " ");

    assertThat(servers()).containsExactly("x");
    assertThat(screen)
        .contains("Cursor would get it for all projects")
        .contains("Cursor has an entry that starts `mcpmux attach`");
  }

  @Test
  void peopleAreToldHowToPassMoreVariables() throws Exception {
    home.write(".cursor/mcp.json", "{\"mcpServers\": {\"x\": {\"command\": \"a\"}}}");

    assertThat(home.setup()).contains("\"passEnv\": [\"NAME\"]");
  }

  private Set<String> servers() throws Exception {
    byte[] bytes = home.read(CONFIG).getBytes(StandardCharsets.UTF_8);
    Map<?, ?> servers = (Map<?, ?>) ConfigText.of(bytes, Format.JSONC).get(List.of("mcpServers"));
    return servers.keySet().stream()
        .map(String::valueOf)
        .collect(java.util.stream.Collectors.toCollection(java.util.LinkedHashSet::new));
  }
}
