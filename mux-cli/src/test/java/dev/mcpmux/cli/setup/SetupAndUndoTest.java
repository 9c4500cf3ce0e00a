package dev.mcpmux.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home directory with the files of eighteen clients, some of them in an odd state. */
class SetupAndUndoTest {

  private static final List<String> SECRETS =
      List.of(
          "ghp_madeUp", "hunter2", "p-4711", "BSA-made-up", "madeup-token", "sk-ant-not-a-real");

  private static final String WINDSURF = ".codeium/windsurf/mcp_config.json";
  private static final String CONFIG = ".config/mcpmux/config.json";

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void makeHome() throws IOException {
    home = TestHome.ofClients(temporary);
    // as an editor of Windows has it
    String cursor = home.read(".cursor/mcp.json").replace("\n", "\r\n");
    home.write(".cursor/mcp.json", "\uFEFF" + cursor);
    home.write(".junie/mcp/mcp.json", home.read(".junie/mcp/mcp.json").replace("\n", "\r\n"));
    // as those have it who keep such files elsewhere
    Files.createDirectories(home.path("dotfiles"));
    move(".config/opencode/opencode.jsonc", "dotfiles/opencode.jsonc");
    Files.createSymbolicLink(
        home.path(".config/opencode/opencode.jsonc"), Path.of("../../dotfiles/opencode.jsonc"));
    move(".config/zed", "dotfiles/zed");
    Files.createSymbolicLink(home.path(".config/zed"), home.path("dotfiles/zed"));
    home.mode(".gemini/settings.json", "rw-r-----");
    home.mode(".claude.json", "rw-------");
    // not to be read, also by root, who may read everything
    Files.delete(home.path(".qwen/settings.json"));
    Files.createDirectory(home.path(".qwen/settings.json"));
    home.mode(WINDSURF, "r--r--r--");
  }

  private void move(String from, String to) throws IOException {
    Files.move(home.path(from), home.path(to));
  }

  @Test
  void everyByteModeAndLinkIsAsBeforeAfterSetupAndUndo() throws IOException {
    Map<String, String> before = home.everything();

    home.setup();
    Map<String, String> between = home.everything();
    home.undo();

    assertThat(changed(before, between)).hasSizeGreaterThanOrEqualTo(13);
    assertThat(home.everything()).isEqualTo(before);
    assertThat(home.isDone()).isTrue();
  }

  private static Set<String> changed(Map<String, String> before, Map<String, String> after) {
    Set<String> names = new TreeSet<>(after.keySet());
    names.removeIf(name -> after.get(name).equals(before.get(name)));
    return names;
  }

  @Test
  void whatCannotBeReadOrWrittenIsLeftAloneAndSaidSo() throws IOException {
    String windsurf = home.read(WINDSURF);

    String screen = home.setup();

    assertThat(home.isDone()).isFalse();
    assertThat(home.read(WINDSURF)).isEqualTo(windsurf);
    assertThat(screen)
        .contains("~/.qwen/settings.json\n  left alone: it is a directory")
        .contains("~/" + WINDSURF + "\n  left alone: it is read-only");
  }

  @Test
  void everyEntryThatMovedIsAServerOfTheConfigAfterwards() throws Exception {
    home.setup();

    Map<String, Object> servers = servers(CONFIG, "mcpServers");
    assertThat(servers.keySet())
        .contains("memory", "github", "github-cursor", "db-shop", "db-blog", "price-list", "slack");
    for (Object server : servers.values()) {
      assertThat(server.toString()).doesNotContain(TestHome.LAUNCHER);
    }
    assertThat(Files.getPosixFilePermissions(home.path(CONFIG)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void anEntryKeepsWhatIsTheClientsOwn() throws Exception {
    home.setup();

    assertThat(servers(".claude.json", "mcpServers").get("github").toString())
        .contains("attach", "timeout=90000", "alwaysLoad=true")
        .doesNotContain("GITHUB");
    assertThat(servers(".gemini/settings.json", "mcpServers").get("slack").toString())
        .contains("trust=true", "SLACK_BOT_TOKEN=${SLACK_BOT_TOKEN}")
        .doesNotContain("T0123");
    assertThat(servers(".config/opencode/opencode.jsonc", "mcp").get("search").toString())
        .contains("[" + TestHome.LAUNCHER + ", attach, search-opencode]", "timeout=10000")
        .doesNotContain("environment");
    assertThat(servers(".config/zed/settings.json", "context_servers").get("memory").toString())
        .contains("path=" + TestHome.LAUNCHER, "source=custom");
    assertThat(
            servers(".cline/data/settings/cline_mcp_settings.json", "mcpServers")
                .get("search")
                .toString())
        .contains("type=stdio", "autoApprove=[brave_web_search]")
        .doesNotContain("BRAVE");
  }

  @Test
  void aSecondRunFindsNothingToDo() throws IOException {
    home.setup();
    Map<String, String> after = home.everything();

    String screen = home.setup();

    assertThat(screen).contains("Nothing is to be changed.").contains("uses mcpmux already");
    assertThat(home.everything()).isEqualTo(after);
  }

  @Test
  void nothingPrintedHoldsASecretOrIsWiderThanTheScreen() throws IOException {
    String all = home.setup() + home.setup();
    for (String file :
        List.of(".cursor/mcp.json", ".cline/data/settings/cline_mcp_settings.json")) {
      home.write(file, home.read(file).replaceFirst("\\{", "{ "));
    }
    all += home.undo();

    assertThat(SECRETS).noneMatch(all::contains);
    assertThat(all.lines().filter(line -> !line.contains("~/")))
        .allMatch(line -> line.codePointCount(0, line.length()) <= 80);
  }

  @Test
  void withoutAnybodyToAskNothingIsChanged() throws IOException {
    Map<String, String> before = home.everything();
    Options asking = new Options(Options.Mode.MOVE, false, false, false, false);

    String screen = home.setup(asking);

    assertThat(screen).contains("nothing was changed: there is no terminal to ask at; add --yes");
    assertThat(home.isDone()).isFalse();
    assertThat(home.everything()).isEqualTo(before);
  }

  @Test
  void aDryRunAndANoChangeNothing() throws IOException {
    Map<String, String> before = home.everything();

    home.setup(new Options(Options.Mode.MOVE, false, true, true, false));
    boolean dryRun = home.isDone();
    home.answering("n").setup(new Options(Options.Mode.MOVE, false, false, false, false));

    assertThat(dryRun).isTrue();
    assertThat(home.isDone()).isFalse();
    assertThat(home.everything()).isEqualTo(before);
  }

  @Test
  void wrappingLeavesCommandsAndSecretsWhereTheyAre() throws Exception {
    home.setup(TestHome.options(Options.Mode.WRAP));

    assertThat(Files.exists(home.path(CONFIG))).isFalse();
    assertThat(servers(".claude.json", "mcpServers").get("github").toString())
        .contains("[attach, --, npx, -y, @modelcontextprotocol/server-github]", "ghp_madeUp");
    assertThat(servers(".config/Code/User/mcp.json", "servers").get("jira").toString())
        .contains("[attach, --, uvx, mcp-atlassian]", "${input:jira-token}");
  }

  @Test
  void wrappingIsTakenBackAsWell() throws IOException {
    Map<String, String> before = home.everything();

    home.setup(TestHome.options(Options.Mode.WRAP));
    home.undo();

    assertThat(home.everything()).isEqualTo(before);
  }

  @Test
  void aggregatingGivesEachClientOneEntryForWhatItHad() throws Exception {
    Map<String, String> before = home.everything();
    home.setup(TestHome.options(Options.Mode.AGGREGATE));

    assertThat(servers(".claude.json", "mcpServers").keySet())
        .containsExactly("github", "tickets", "mcpmux"); // github has a timeout of its own
    assertThat(servers(".claude.json", "mcpServers").get("mcpmux").toString())
        .contains("[attach, --only, memory]");
    home.undo();
    assertThat(home.everything()).isEqualTo(before);
  }

  @Test
  void inYamlOnlyTheEntryChanges() throws IOException {
    String goose = home.read(".config/goose/config.yaml");
    home.setup("goose");

    assertThat(home.read(".config/goose/config.yaml"))
        .isEqualTo(
            goose
                .replace("cmd: npx", "cmd: /opt/mcpmux/bin/mcpmux")
                .replaceFirst("args: .*", "args: [\"attach\", \"memory\"]"));
    home.undo();
    assertThat(home.read(".config/goose/config.yaml")).isEqualTo(goose);
  }

  @Test
  void yamlThatCannotBeEditedIsLeftAloneAndWhatToPasteIsNamed() throws IOException {
    String goose = "x: &e {cmd: npx, args: [-y, b]}\nextensions: {memory: *e}\n";
    home.write(".config/goose/config.yaml", goose);

    assertThat(home.setup("goose"))
        .contains("left alone: it cannot be edited", "`mcpmux export goose` prints what to paste");
    assertThat(home.read(".config/goose/config.yaml")).isEqualTo(goose);
  }

  private Map<String, Object> servers(String file, String key) throws Exception {
    byte[] bytes = home.read(file).getBytes(StandardCharsets.UTF_8);
    @SuppressWarnings("unchecked")
    Map<String, Object> servers =
        (Map<String, Object>) ConfigText.of(bytes, Format.JSONC).get(List.of(key));
    return servers;
  }
}
