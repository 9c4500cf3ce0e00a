package dev.mcpmux.cli.client;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Servers that come with plugins of Claude Code, and with extensions of Gemini CLI and Qwen Code.
 * Their files belong to whoever made them, so that they are named and nothing else.
 */
public final class Plugins {

  private static final String SERVERS = "mcpServers";

  private final Machine machine;

  private Plugins(Machine machine) {
    this.machine = machine;
  }

  /** The names of such servers, as the client itself shows them, in the order of names. */
  public static Collection<String> servers(Client client, Machine machine) {
    Plugins plugins = new Plugins(machine);
    return switch (client.id()) {
      case "claude-code" -> plugins.ofClaude();
      case "gemini" -> plugins.ofExtensions(client, "gemini-extension.json");
      case "qwen" -> plugins.ofExtensions(client, "qwen-extension.json");
      default -> List.of();
    };
  }

  private Collection<String> ofClaude() {
    Path directory = machine.in("CLAUDE_CONFIG_DIR", ".claude", "");
    Map<String, Object> enabled =
        Layout.object(JsonFile.tree(directory.resolve("settings.json")), "enabledPlugins");
    Map<String, Object> markets =
        JsonFile.tree(directory.resolve("plugins/known_marketplaces.json"));
    Collection<String> names = new TreeSet<>();
    Layout.object(JsonFile.tree(directory.resolve("plugins/installed_plugins.json")), "plugins")
        .forEach(
            (id, installed) -> {
              if (!Boolean.FALSE.equals(enabled.get(id))) {
                String plugin = id.replaceFirst("@.*", "");
                Collection<String> servers = new TreeSet<>(ofMarket(id, markets));
                for (Path path : paths(installed)) {
                  servers.addAll(ofPlugin(path));
                }
                servers.forEach(server -> names.add("plugin:" + plugin + ":" + server));
              }
            });
    return names;
  }

  private static List<Path> paths(Object installed) {
    List<Path> paths = new ArrayList<>();
    for (Object each : installed instanceof List<?> list ? list : List.of()) {
      if (each instanceof Map<?, ?> map && map.get("installPath") instanceof String path) {
        path(path).ifPresent(paths::add);
      }
    }
    return paths;
  }

  private static Collection<String> ofPlugin(Path directory) {
    Collection<String> names = new TreeSet<>(ofFile(directory.resolve(".mcp.json")));
    Map<String, Object> manifest = JsonFile.tree(directory.resolve(".claude-plugin/plugin.json"));
    names.addAll(Layout.object(manifest, SERVERS).keySet());
    Object files = manifest.get(SERVERS);
    for (Object file : files instanceof List<?> list ? list : List.of(files == null ? 0 : files)) {
      if (file instanceof String name) {
        path(name).ifPresent(path -> names.addAll(ofFile(directory.resolve(path))));
      }
    }
    return names;
  }

  /** A marketplace may say what is in a plugin, in the place of that. */
  private static Collection<String> ofMarket(String id, Map<String, Object> markets) {
    int at = id.indexOf('@');
    Object place = Layout.object(markets, id.substring(at + 1)).get("installLocation");
    Collection<String> names = new TreeSet<>();
    if (at > 0 && place instanceof String text && path(text).isPresent()) {
      Map<String, Object> market =
          JsonFile.tree(path(text).get().resolve(".claude-plugin/marketplace.json"));
      for (Object each : market.get("plugins") instanceof List<?> list ? list : List.of()) {
        if (each instanceof Map<?, ?> plugin
            && id.substring(0, at).equals(plugin.get("name"))
            && plugin.get(SERVERS) instanceof Map<?, ?> servers) {
          servers.keySet().forEach(name -> names.add(String.valueOf(name)));
        }
      }
    }
    return names;
  }

  private Collection<String> ofExtensions(Client client, String manifest) {
    Collection<String> names = new TreeSet<>();
    Path settings = client.userFiles(machine).get(0).path();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(settings.resolveSibling("extensions"))) {
      for (Path extension : all) {
        ofFile(extension.resolve(manifest))
            .forEach(server -> names.add(extension.getFileName() + ":" + server));
      }
    } catch (IOException e) {
      // none
    }
    return names;
  }

  /** With the member around them or without. */
  private static Collection<String> ofFile(Path file) {
    Map<String, Object> tree = JsonFile.tree(file);
    if (tree.containsKey(SERVERS) || !file.endsWith(".mcp.json")) {
      return Layout.object(tree, SERVERS).keySet();
    }
    return tree.keySet();
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
