package dev.mcpmux.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as Claude Code 2.1.332 makes them, by {@code claude plugin install}. */
class OutOfReachTest {

  private static final String PLUGINS = ".claude/plugins/";

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void installPlugins() throws IOException {
    home = TestHome.empty(temporary);
    plugin("alpha", ".mcp.json", "{\"mcpServers\": {\"one\": {\"command\": \"cat\"}}}");
    plugin("bare", ".mcp.json", "{\"two\": {\"command\": \"cat\"}}");
    plugin("beta", ".claude-plugin/plugin.json", "{\"mcpServers\": {\"three\": {}}}");
    plugin("other", ".claude-plugin/plugin.json", "{\"mcpServers\": \"./servers.json\"}");
    plugin("other", "servers.json", "{\"mcpServers\": {\"four\": {}}}");
    plugin("off", ".mcp.json", "{\"mcpServers\": {\"nobody\": {\"command\": \"cat\"}}}");
    home.write(
        PLUGINS + "known_marketplaces.json",
        "{\"mk\": {\"installLocation\": \"%s\"}}".formatted(home.path("market")));
    home.write(
        "market/.claude-plugin/marketplace.json",
        "{\"plugins\": [{\"name\": \"gamma\", \"mcpServers\": {\"five\": {}}},"
            + " {\"name\": \"unknown\", \"mcpServers\": {\"nobody\": {}}}]}");
    StringBuilder installed = new StringBuilder("{\"version\": 2, \"plugins\": {");
    for (String name : new String[] {"alpha", "bare", "beta", "other", "off", "gamma"}) {
      installed.append(
          "%s\"%s@mk\": [{\"scope\": \"user\", \"installPath\": \"%s\"}]"
              .formatted(
                  installed.toString().endsWith("{") ? "" : ", ",
                  name,
                  home.path("cache/" + name)));
    }
    home.write(PLUGINS + "installed_plugins.json", installed + "}}");
    home.write(".claude/settings.json", "{\"enabledPlugins\": {\"off@mk\": false}}");
  }

  private void plugin(String name, String file, String text) throws IOException {
    home.write("cache/" + name + "/" + file, text);
  }

  @Test
  void serversOfPluginsAreNamedAsClaudeCodeNamesThem() throws IOException {
    assertThat(home.setup().replaceAll("\\s+", " "))
        .contains(
            "out of reach, as they come with plugins of Claude Code: plugin:alpha:one,"
                + " plugin:bare:two, plugin:beta:three, plugin:gamma:five and plugin:other:four.")
        .contains("--mcp-config")
        .doesNotContain("nobody");
  }

  @Test
  void serversOfExtensionsAreNamedAsWell() throws IOException {
    home.write(
        ".gemini/extensions/maps/gemini-extension.json",
        "{\"name\": \"maps\", \"mcpServers\": {\"geo\": {\"command\": \"npx\"}}}");

    assertThat(home.setup("gemini")).contains("plugins of Gemini CLI: maps:geo.");
  }

  @Test
  void whoHasNoPluginsIsToldOfNone() throws IOException {
    home.write(PLUGINS + "installed_plugins.json", "{broken");

    assertThat(home.setup()).doesNotContain("plugins");
  }
}
