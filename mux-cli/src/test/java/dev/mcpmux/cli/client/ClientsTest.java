package dev.mcpmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where clients have their files. */
class ClientsTest {

  private static final Path HOME = Path.of("/home/ann");

  private static List<String> files(String id, boolean mac, String... variables) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return Clients.named(id).orElseThrow().userFiles(new Machine(environment, HOME, mac)).stream()
        .map(file -> file.path().toString())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "claude-code, /home/ann/.claude.json",
    "claude-desktop, /home/ann/.config/Claude/claude_desktop_config.json",
    "cursor, /home/ann/.cursor/mcp.json",
    "vscode, /home/ann/.config/Code/User/mcp.json",
    "copilot, /home/ann/.copilot/mcp-config.json",
    "windsurf, /home/ann/.codeium/windsurf/mcp_config.json",
    "gemini, /home/ann/.gemini/settings.json",
    "qwen, /home/ann/.qwen/settings.json",
    "codex, /home/ann/.codex/config.toml",
    "opencode, /home/ann/.config/opencode/opencode.jsonc",
    "zed, /home/ann/.config/zed/settings.json",
    "junie, /home/ann/.junie/mcp/mcp.json",
    "cline, /home/ann/.cline/data/settings/cline_mcp_settings.json",
    "goose, /home/ann/.config/goose/config.yaml",
    "amp, /home/ann/.config/amp/settings.json",
    "kiro, /home/ann/.kiro/settings/mcp.json",
    "droid, /home/ann/.factory/mcp.json",
    "continue, /home/ann/.continue/config.yaml",
  })
  void aUsersFileIsWhereTheClientHasIt(String id, String path) {
    assertThat(files(id, false)).contains(path);
  }

  @ParameterizedTest
  @CsvSource({
    "claude-code, CLAUDE_CONFIG_DIR, /x, /x/.claude.json",
    "copilot, COPILOT_HOME, /x, /x/mcp-config.json",
    "codex, CODEX_HOME, /x, /x/config.toml",
    "gemini, GEMINI_CLI_HOME, /x, /x/.gemini/settings.json",
    "opencode, XDG_CONFIG_HOME, /x, /x/opencode/opencode.json",
    "vscode, XDG_CONFIG_HOME, /x, /x/Code/User/mcp.json",
    "cline, CLINE_DIR, /x, /x/data/settings/cline_mcp_settings.json",
    "cline, CLINE_DATA_DIR, /x, /x/settings/cline_mcp_settings.json",
    "cline, CLINE_MCP_SETTINGS_PATH, /x/y.json, /x/y.json",
  })
  void aVariableMovesIt(String id, String variable, String value, String path) {
    assertThat(files(id, false, variable, value)).contains(path);
  }

  @Test
  void programsWithWindowsHaveOtherPlacesOnMacOs() {
    String support = "/home/ann/Library/Application Support/";
    assertThat(files("claude-desktop", true))
        .containsExactly(support + "Claude/claude_desktop_config.json");
    assertThat(files("vscode", true)).contains(support + "Code/User/mcp.json");
    assertThat(files("zed", true)).containsExactly("/home/ann/.config/zed/settings.json");
  }

  @ParameterizedTest
  @CsvSource({
    "/w/shop/.mcp.json, claude-code",
    "/w/shop/.cursor/mcp.json, cursor",
    "/w/shop/.vscode/mcp.json, vscode",
    "/w/shop/.github/mcp.json, copilot",
    "/w/shop/.codex/config.toml, codex",
    "/w/shop/opencode.json, opencode",
    "/w/shop/.roo/mcp.json, roo",
    "/w/shop/.kiro/settings/mcp.json, kiro",
  })
  void aFileOfAProjectIsKnownByItsPath(String path, String id) {
    Optional<ClientFile> file = Clients.at(Path.of(path), new Machine(Map.of(), HOME, false));

    assertThat(file).isPresent();
    assertThat(file.get().client().id()).isEqualTo(id);
    assertThat(file.get().project()).contains(Path.of("/w/shop"));
  }

  @Test
  void aFileInTheHomeDirectoryIsTheUsersOwn() {
    Optional<ClientFile> file =
        Clients.at(HOME.resolve(".cursor/mcp.json"), new Machine(Map.of(), HOME, false));

    assertThat(file.orElseThrow().scope()).isEqualTo(Scope.USER);
  }

  @Test
  void serversOfClaudeCodeAreForAllProjectsOrForOne() {
    Client claude = Clients.named("claude-code").orElseThrow();
    ClientFile file = new ClientFile(claude, HOME.resolve(".claude.json"), Optional.empty());
    Map<String, Object> project = Map.of("disabledMcpServers", List.of("off"));

    List<Container> all = file.containers(Map.of("projects", Map.of("/w/shop", project)));

    assertThat(all)
        .containsExactly(
            new Container(List.of("mcpServers"), Scope.USER, Optional.empty(), Set.of()),
            new Container(
                List.of("projects", "/w/shop", "mcpServers"),
                Scope.LOCAL,
                Optional.of(Path.of("/w/shop")),
                Set.of("off")));
  }

  @Test
  void namesAreOnesThatPeopleCanType() {
    assertThat(Clients.all()).extracting(Client::id).allMatch(id -> id.matches("[a-z-]+"));
    assertThat(Clients.named("claude")).isEmpty();
  }
}
