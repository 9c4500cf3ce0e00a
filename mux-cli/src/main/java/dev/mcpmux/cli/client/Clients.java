package dev.mcpmux.cli.client;

import dev.mcpmux.cli.edit.Format;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All clients that are known, in the order in which people are shown them. */
public final class Clients {

  private static final String MCP = "mcp.json";
  private static final Shape STDIO = Shape.USUAL.typed("stdio");

  private static final List<Client> ALL =
      List.of(
          new Client("claude-code", "Claude Code", machine -> List.of(claude(machine)))
              .tracedBy(machine -> List.of(machine.in("CLAUDE_CONFIG_DIR", ".claude", "")))
              .inProject(".mcp.json")
              .layout(Layout.withProjects())
              .shape(STDIO)
              .variables(Variables.PLAIN)
              .handsOnEverything()
              .namesItsProject()
              .rewritesItsFile(),
          new Client(
                  "claude-desktop",
                  "Claude Desktop",
                  machine -> List.of(machine.ofApplications("Claude/claude_desktop_config.json")))
              .withoutProjects(),
          new Client("cursor", "Cursor", machine -> List.of(machine.inHome(".cursor/mcp.json")))
              .inProject(".cursor/mcp.json")
              .variables(Variables.EDITOR)
              .handsOnEverything(),
          new Client("vscode", "VS Code", Clients::ofVsCode)
              .inProject(".vscode/mcp.json")
              .servers("servers")
              .shape(STDIO)
              .variables(Variables.EDITOR)
              .handsOnEverything(),
          new Client(
                  "copilot",
                  "Copilot CLI and VS Code's agent host",
                  machine -> List.of(machine.in("COPILOT_HOME", ".copilot", "mcp-config.json")))
              .inProject(".github/mcp.json")
              .layout(Layout.ofCopilot())
              .shape(Shape.USUAL.typed("local").withAllTools())
              .variables(Variables.DOLLAR),
          new Client(
                  "windsurf",
                  "Windsurf",
                  machine ->
                      List.of(
                          machine.inHome(".codeium/windsurf/mcp_config.json"),
                          machine.inHome(".codeium/mcp_config.json")))
              .variables(Variables.EDITOR)
              .handsOnEverything(),
          new Client(
                  "gemini",
                  "Gemini CLI",
                  machine -> List.of(machine.in("GEMINI_CLI_HOME", "", ".gemini/settings.json")))
              .inProject(".gemini/settings.json")
              .layout(Layout.withLists())
              .variables(Variables.DOLLAR),
          new Client("qwen", "Qwen Code", machine -> List.of(machine.inHome(".qwen/settings.json")))
              .inProject(".qwen/settings.json")
              .layout(Layout.withLists())
              .shape(new Shape("command", false, "env", "", "sse"))
              .rewritesItsFile()
              .variables(Variables.DOLLAR)
              .handsOnEverything(),
          new Client(
                  "codex",
                  "Codex",
                  machine -> List.of(machine.in("CODEX_HOME", ".codex", "config.toml")))
              .inProject(".codex/config.toml")
              .servers("mcp_servers")
              .format(Format.TOML),
          new Client("opencode", "OpenCode", machine -> openCode(machine.inConfig("opencode")))
              .inProject(
                  "opencode.jsonc",
                  "opencode.json",
                  ".opencode/opencode.json",
                  ".opencode/opencode.jsonc")
              .servers("mcp")
              .layout(Layout.ofOpenCode())
              .shape(new Shape("command", true, "environment", "local", "http"))
              .rewritesItsFile()
              .variables(Variables.BRACES)
              .handsOnEverything(),
          new Client("zed", "Zed", machine -> List.of(machine.inConfig("zed/settings.json")))
              .inProject(".zed/settings.json")
              .servers("context_servers")
              .handsOnEverything(),
          new Client(
                  "junie",
                  "JetBrains Junie",
                  machine -> List.of(machine.inHome(".junie/mcp/mcp.json")))
              .inProject(".junie/mcp/mcp.json"),
          new Client("cline", "Cline", Clients::ofCline)
              .tracedBy(
                  machine -> {
                    List<Path> all = new ArrayList<>(List.of(machine.inHome(".cline")));
                    all.addAll(machine.ofEditors("globalStorage/saoudrizwan.claude-dev"));
                    return all;
                  })
              .shape(new Shape("command", false, "env", "", "sse"))
              .variables(Variables.EDITOR),
          new Client(
                  "roo",
                  "Roo Code",
                  machine ->
                      machine.ofEditors(
                          "globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json"))
              .inProject(".roo/mcp.json")
              .variables(Variables.EDITOR),
          new Client("goose", "Goose", machine -> List.of(machine.inConfig("goose/config.yaml")))
              .servers("extensions")
              .format(Format.YAML)
              .shape(new Shape("cmd", false, "envs", "stdio", "http")),
          new Client("amp", "Amp", machine -> List.of(machine.inConfig("amp/settings.json")))
              .inProject(".amp/settings.json")
              .servers("amp.mcpServers")
              .variables(Variables.PLAIN),
          new Client("kiro", "Kiro", machine -> List.of(machine.inHome(".kiro/settings/mcp.json")))
              .tracedBy(machine -> List.of(machine.inHome(".kiro")))
              .inProject(".kiro/settings/mcp.json")
              .variables(Variables.PLAIN),
          new Client(
                  "droid", "Factory Droid", machine -> List.of(machine.inHome(".factory/mcp.json")))
              .shape(STDIO)
              .handsOnEverything(),
          new Client(
                  "continue",
                  "Continue",
                  machine -> List.of(machine.inHome(".continue/config.yaml")))
              .format(Format.YAML)
              .shape(STDIO));

  private Clients() {}

  public static List<Client> all() {
    return ALL;
  }

  /**
   * @param id as people type it
   */
  public static Optional<Client> named(String id) {
    return ALL.stream().filter(client -> client.id().equals(id)).findFirst();
  }

  /** Which client's file this is, of a user or of a project, by its path. */
  public static Optional<ClientFile> at(Path path, Machine machine) {
    for (Client client : ALL) {
      for (ClientFile file : client.userFiles(machine)) {
        if (file.path().equals(path)) {
          return Optional.of(file);
        }
      }
    }
    return ALL.stream().flatMap(client -> client.ofProject(path).stream()).findFirst();
  }

  private static Path claude(Machine machine) {
    return machine.in("CLAUDE_CONFIG_DIR", "", ".claude.json");
  }

  /** Each profile has a file of its own. */
  private static List<Path> ofVsCode(Machine machine) {
    List<Path> all = new ArrayList<>();
    for (Path file : machine.ofEditors(MCP).subList(0, 3)) {
      all.add(file);
      try (DirectoryStream<Path> profiles =
          Files.newDirectoryStream(file.resolveSibling("profiles"))) {
        profiles.forEach(profile -> all.add(profile.resolve(MCP)));
      } catch (IOException e) {
        // none
      }
    }
    return all;
  }

  private static List<Path> ofCline(Machine machine) {
    String name = "cline_mcp_settings.json";
    List<Path> all = new ArrayList<>();
    Path data = machine.in("CLINE_DIR", ".cline", "data");
    Path settings = machine.variable("CLINE_DATA_DIR").orElse(data).resolve("settings");
    all.add(machine.variable("CLINE_MCP_SETTINGS_PATH").orElse(settings.resolve(name)));
    all.addAll(machine.ofEditors("globalStorage/saoudrizwan.claude-dev/settings/" + name));
    return all;
  }

  /** It reads all of them. */
  private static List<Path> openCode(Path directory) {
    return List.of(
        directory.resolve("config.json"),
        directory.resolve("opencode.json"),
        directory.resolve("opencode.jsonc"));
  }
}
