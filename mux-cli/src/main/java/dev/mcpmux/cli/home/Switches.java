package dev.mcpmux.cli.home;

import dev.mcpmux.cli.system.PrivateDirectory;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.config.MuxConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/**
 * What {@code mcpmux enable} and {@code disable} have said of servers, kept in a file of the state
 * directory. It goes before what the config says. Not thread-safe.
 */
public final class Switches {

  private static final System.Logger LOG = System.getLogger("dev.mcpmux");
  private static final String ON = "enabled";
  private static final String OFF = "disabled";

  private final Path file;
  private Map<String, Boolean> on = new TreeMap<>();

  private Switches(Path file) {
    this.file = file;
  }

  /** A file that does not exist, or cannot be read, says nothing. */
  public static Switches load(Path file) {
    Switches switches = new Switches(file);
    try {
      Map<String, Object> top = JsonTree.parse(Files.readString(file));
      if (top.get("servers") instanceof Map<?, ?> servers) {
        servers.forEach((name, word) -> switches.on.put(String.valueOf(name), ON.equals(word)));
      }
    } catch (NoSuchFileException e) {
      // nobody has said anything yet
    } catch (IOException | JacksonException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot read " + file + ": " + e.getMessage());
    }
    return switches;
  }

  /** The config as it holds. */
  public MuxConfig over(MuxConfig config) {
    Set<String> disabled = new LinkedHashSet<>();
    for (String name : config.servers().keySet()) {
      if (!on.getOrDefault(name, !config.disabled().contains(name))) {
        disabled.add(name);
      }
    }
    return config.withServers(config.servers(), disabled);
  }

  /**
   * @param config what the config says, without this
   * @throws IOException when it cannot be kept; nothing has been said then
   */
  public void set(String server, boolean enabled, MuxConfig config) throws IOException {
    Map<String, Boolean> changed = new TreeMap<>(on);
    if (enabled == config.disabled().contains(server)) {
      changed.put(server, enabled);
    } else {
      changed.remove(server);
    }
    save(changed);
    on = changed;
  }

  /** Lines for people. */
  public List<String> notices(MuxConfig config) {
    List<String> notices = new ArrayList<>();
    on.forEach(
        (name, enabled) -> {
          if (config.servers().containsKey(name) && enabled == config.disabled().contains(name)) {
            notices.add(
                "server \""
                    + name
                    + "\" is "
                    + (enabled ? ON : OFF)
                    + " by mcpmux "
                    + (enabled ? "enable, although the config disables it" : "disable"));
          }
        });
    return notices;
  }

  private void save(Map<String, Boolean> changed) throws IOException {
    StringBuilder json = new StringBuilder("{\"version\":1,\"servers\":{");
    String comma = "";
    for (Map.Entry<String, Boolean> each : changed.entrySet()) {
      json.append(comma);
      RawJson.quote(json, each.getKey());
      json.append(":\"").append(each.getValue() ? ON : OFF).append('"');
      comma = ",";
    }
    PrivateDirectory.create(file.getParent());
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(draft, json.append("}}\n"));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
