package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.client.Client;
import dev.mcpmux.cli.client.ClientFile;
import dev.mcpmux.cli.client.Clients;
import dev.mcpmux.cli.client.Container;
import dev.mcpmux.cli.client.Machine;
import dev.mcpmux.cli.client.Scope;
import dev.mcpmux.cli.client.Start;
import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.EditException;
import dev.mcpmux.cli.edit.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A file with servers of which only the text is known: what it is shows in what it says. */
final class Foreign {

  /** The members that have servers, and one client that writes them so. */
  private static final Map<List<String>, String> KEYS = new LinkedHashMap<>();

  static {
    KEYS.put(List.of("mcpServers"), "cursor");
    KEYS.put(List.of("servers"), "vscode");
    KEYS.put(List.of("mcp", "servers"), "opencode");
    KEYS.put(List.of("mcp"), "opencode");
    KEYS.put(List.of("context_servers"), "zed");
    KEYS.put(List.of("mcp_servers"), "codex");
    KEYS.put(List.of("amp.mcpServers"), "amp");
    KEYS.put(List.of("extensions"), "goose");
  }

  private Foreign() {}

  /**
   * @throws IOException if it cannot be understood; the message is for people
   */
  static List<Found> entries(Path path, byte[] bytes, Machine machine) throws IOException {
    ConfigText text = parse(path, bytes);
    Optional<ClientFile> known = Clients.at(path, machine);
    if (known.isPresent()) {
      Survey survey = Survey.of(known.get(), bytes);
      if (survey.problem().isEmpty() && !survey.entries().isEmpty()) {
        return survey.entries();
      }
    }
    for (Map.Entry<List<String>, String> key : KEYS.entrySet()) {
      boolean list = text.format() == Format.YAML && key.getValue().equals("cursor");
      Client client = Clients.named(list ? "continue" : key.getValue()).orElseThrow();
      List<Found> found = entries(path, text, key.getKey(), client);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return entries(path, text, List.of(), Clients.named("cursor").orElseThrow());
  }

  private static ConfigText parse(Path path, byte[] bytes) throws IOException {
    boolean yaml = path.toString().matches(".*\\.ya?ml");
    List<String> problems = new ArrayList<>();
    for (Format format : yaml ? List.of(Format.YAML) : List.of(Format.JSONC, Format.TOML)) {
      try {
        return ConfigText.of(bytes, format);
      } catch (EditException e) {
        problems.add((format == Format.JSONC ? "JSON" : format) + " (" + e.withPlace() + ")");
      }
    }
    try {
      return ConfigText.of(bytes, Format.YAML); // last, as almost every text is that
    } catch (EditException e) {
      String all = String.join(" nor ", problems);
      throw new IOException(path + ": " + (yaml ? "no " : "neither ") + all);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Found> entries(Path path, ConfigText text, List<String> key, Client client) {
    List<Found> all = new ArrayList<>();
    Object at = key.isEmpty() ? text.tree() : text.get(key);
    if (at instanceof Map<?, ?> servers) {
      Container container = new Container(key, Scope.USER, Optional.empty(), Set.of());
      ClientFile file = new ClientFile(client, path, Optional.empty());
      servers.forEach(
          (name, value) -> {
            if (value instanceof Map<?, ?> members
                && !(client.shape().read((Map<String, Object>) members) instanceof Start.Unclear)) {
              all.add(
                  new Found(file, container, String.valueOf(name), (Map<String, Object>) members));
            }
          });
    }
    return all;
  }

  /** Everything moves that the config can say; nothing is wrapped. */
  static Verdict judge(Host host, Found found) {
    return Judge.forImport(host).judge(found);
  }
}
