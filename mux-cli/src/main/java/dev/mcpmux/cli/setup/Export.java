package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.client.Client;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run of {@code mcpmux export}. */
public final class Export {

  private final Host host;

  public Export(Host host) {
    this.host = host;
  }

  /**
   * The text to paste into a client's file.
   *
   * @param names servers of the config; empty for all
   * @param aggregate whether one entry is to stand for all of them
   * @throws IOException if there is no such server; the message is for people
   */
  public String text(Client client, List<String> names, boolean aggregate) throws IOException {
    OwnConfig config = OwnConfig.read(host.config());
    for (String name : names) {
      if (!config.names().contains(name)) {
        throw new IOException("there is no server named \"" + name + "\" in " + host.config());
      }
    }
    List<String> servers = names.isEmpty() ? List.copyOf(config.names()) : names;
    if (servers.isEmpty()) {
      throw new IOException("there is no server in " + host.config());
    }
    if (aggregate) {
      List<String> words = names.isEmpty() ? host.attach() : host.only(names);
      return text(client, Map.of("mcpmux", client.shape().fresh(words)));
    }
    return text(host, client, servers);
  }

  /** The text to paste for the one entry of a profile of the config. */
  public String ofProfile(Client client, String profile) {
    return text(client, Map.of("mcpmux", client.shape().fresh(host.profile(profile))));
  }

  /** As {@link #text(Client, List, boolean)}, of servers that need not be there yet. */
  static String text(Host host, Client client, List<String> servers) {
    Map<String, Map<String, Object>> entries = new LinkedHashMap<>();
    servers.forEach(name -> entries.put(name, client.shape().fresh(host.named(name))));
    return text(client, entries);
  }

  private static String text(Client client, Map<String, Map<String, Object>> entries) {
    return switch (client.format()) {
      case JSON, JSONC -> json(client, entries);
      case TOML -> toml(entries);
      case YAML -> yaml(client, entries);
    };
  }

  private static String json(Client client, Map<String, Map<String, Object>> entries) {
    Object tree = entries;
    List<String> path = client.servers();
    for (int i = path.size() - 1; i >= 0; i--) {
      tree = Map.of(path.get(i), tree);
    }
    return Json.pretty(tree) + "\n";
  }

  private static String toml(Map<String, Map<String, Object>> entries) {
    List<String> blocks = new ArrayList<>();
    entries.forEach(
        (name, entry) -> {
          String key = name.matches("[A-Za-z0-9_-]+") ? name : Json.line(name);
          StringBuilder block = new StringBuilder("[mcp_servers." + key + "]\n");
          entry.forEach(
              (member, value) ->
                  block.append(member).append(" = ").append(Json.line(value)).append('\n'));
          blocks.add(block.toString());
        });
    return String.join("\n", blocks);
  }

  /** Strings and lists of JSON are YAML as well. */
  private static String yaml(Client client, Map<String, Map<String, Object>> entries) {
    boolean list = client.id().equals("continue");
    StringBuilder out = new StringBuilder(String.join("", client.servers()) + ":\n");
    entries.forEach(
        (name, entry) -> {
          out.append(list ? "  - name: " + Json.line(name) : "  " + Json.line(name) + ":")
              .append('\n');
          if (!list) {
            out.append("    enabled: true\n");
          }
          entry.forEach(
              (member, value) ->
                  out.append("    ")
                      .append(member)
                      .append(": ")
                      .append(Json.line(value))
                      .append('\n'));
        });
    return out.toString();
  }
}
