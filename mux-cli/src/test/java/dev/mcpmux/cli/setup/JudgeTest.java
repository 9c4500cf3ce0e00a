package dev.mcpmux.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of an entry, and what is said of it. */
class JudgeTest {

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
        // client's file | entry | what is said
        ".cursor/mcp.json | {'command':'a-mcp'} | x  moves",
        ".cursor/mcp.json | {'command':'a-mcp','disabled':true} | x  stays: off",
        ".config/zed/settings.json | {'command':'a','enabled':false} | x  stays: off",
        ".cursor/mcp.json | {'command':'/usr/bin/mcpmux','args':['attach','y']} | x  stays: uses mcpmux already",
        ".cursor/mcp.json | {'url':'https://a.example/mcp'} | x  stays: remote: no process to share; --remote moves it",
        ".cursor/mcp.json | {'url':'https://a.example/mcp','headers':{'X-Key':'abc'}} | x  stays: remote, with credentials inside",
        ".cursor/mcp.json | {'url':'https://u:p@a.example/mcp'} | x  stays: remote, with credentials inside",
        ".claude.json | {'type':'http','url':'https://a.example/','headersHelper':'/bin/h'} | x  stays: remote, and the client signs in (headersHelper)",
        ".claude.json | {'type':'http','url':'https://a.example/','oauth':{'clientId':'c'}} | x  stays: remote, and the client signs in (oauth)",
        ".config/Code/User/mcp.json | {'command':'a','env':{'T':'${input:t}'}} | x  stays: ${input:…} is asked for by the client; --wrap can share it",
        ".config/Code/User/mcp.json | {'command':'a','sandboxEnabled':true} | x  stays: the client runs it in a sandbox",
        ".cursor/mcp.json | {'command':'a','envFile':'.env'} | x  is wrapped: only the client reads its envFile",
        ".cursor/mcp.json | {'command':'a','args':['${workspaceFolder}/x']} | x  is wrapped: only the client knows ${workspaceFolder}",
        ".cursor/mcp.json | {'command':'a','args':['.']} | x  is wrapped: its command counts from the client's directory",
        ".config/Claude/claude_desktop_config.json | {'command':'a','args':['${X}']} | x  is wrapped: only the client knows ${…} as a text",
        ".cursor/mcp.json | {'args':['a']} | x  stays: it names neither a program nor a URL",
        ".cursor/mcp.json | ['a'] | x  stays: it is no object",
        ".copilot/mcp-config.json | {'command':'a','env':{'T':'${T:-d}'}} | x  is wrapped: the client hands on no variable that has a default",
      })
  void anEntryBecomesWhatTheTableSays(String file, String entry, String said) throws IOException {
    String key =
        file.contains("zed") ? "context_servers" : file.contains("Code") ? "servers" : "mcpServers";
    String text = "{\"" + key + "\": {\"x\": " + entry.replace('\'', '"') + "}}";
    home.write(file, text).variable("T", "t");

    String screen = home.setup();

    assertThat(screen.replaceAll("\n    (?=\\S)", " ")).contains(said.strip() + "\n");
    if (said.contains("stays")) {
      assertThat(home.read(file)).isEqualTo(text);
    }
  }

  @Test
  void aUsersEntryOfClaudeCodeThatCountsFromTheProjectIsSharedPerProject() throws IOException {
    home.write(
        ".claude.json", "{\"mcpServers\": {\"x\": {\"command\": \"a\", \"args\": [\".\"]}}}");

    home.setup();

    assertThat(home.read(".config/mcpmux/config.json")).contains("\"share\": \"project\"");
  }

  @Test
  void anEntryOfAProjectBelowTheTopOfItsWorkTreeRunsWhereItDid() throws IOException {
    Files.createDirectories(home.path("mono/.git"));
    Path project = home.path("mono/web");
    home.in("mono/web")
        .write(
            "mono/web/.cursor/mcp.json",
            "{\"mcpServers\": {\"x\": {\"command\": \"./bin/x\", \"args\": []}}}");

    home.setup("mono/web/.cursor/mcp.json".replace("mono/web/", ""));

    assertThat(home.read(".config/mcpmux/config.json"))
        .contains("\"cwd\": \"" + project + "\"")
        .doesNotContain("share");
  }

  @Test
  void remoteServersWithoutCredentialsMoveWhereThatIsAskedFor() throws IOException {
    home.write(
        ".claude.json",
        "{\"mcpServers\": {\"x\": {\"type\": \"http\", \"url\": \"https://a.example/mcp\","
            + " \"headers\": {\"Authorization\": \"Bearer ${T}\"}, \"timeout\": 5}}}");

    home.setup(new Options(Options.Mode.MOVE, true, true, false, false));

    assertThat(home.read(".config/mcpmux/config.json"))
        .contains("https://a.example/mcp", "Bearer ${T}", "\"type\": \"http\"");
    assertThat(home.read(".claude.json"))
        .contains("\"type\": \"stdio\"", "\"attach\", \"x\"", "\"timeout\": 5")
        .doesNotContain("url", "headers");
  }

  @Test
  void aListOfAllowedCommandsKeepsEntriesAsTheyAre() throws IOException {
    home.write(".claude.json", "{\"mcpServers\": {\"x\": {\"command\": \"a\"}}}");
    home.write(".claude/settings.json", "{\"allowedMcpServers\": [{\"serverCommand\": [\"a\"]}]}");

    assertThat(home.setup().replace("\n   ", ""))
        .contains("allowedMcpServers names commands, and would block mcpmux");
  }

  @Test
  void aVariableThatTheClientWouldDropStaysInItsEntry() throws IOException {
    home.write(
        ".copilot/mcp-config.json",
        "{\"mcpServers\": {\"x\": {\"type\": \"local\", \"command\": \"a\","
            + " \"env\": {\"TOKEN\": \"${MY_TOKEN}\", \"MODE\": \"fast\"}}}}");

    home.setup();

    assertThat(home.read(".copilot/mcp-config.json").replaceAll("\\s", ""))
        .contains("\"env\":{\"MY_TOKEN\":\"${MY_TOKEN}\"}");
    assertThat(home.read(".config/mcpmux/config.json"))
        .contains("\"TOKEN\": \"${MY_TOKEN}\"", "\"MODE\": \"fast\"");
  }

  @Test
  void aVariableOfTheShellThatBelongsToTheServerReachesItAsBefore() throws IOException {
    home.variable("STRIPE_API_KEY", "s").variable("OTHER_KEY", "o");
    home.write(
        ".claude.json",
        "{\"mcpServers\": {\"pay\": {\"command\": \"npx\", \"args\": [\"-y\", \"@stripe/mcp\"]}}}");

    home.setup();

    assertThat(home.read(".config/mcpmux/config.json"))
        .contains("\"passEnv\": [\"STRIPE_API_KEY\"]");
  }
}
