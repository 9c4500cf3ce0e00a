package dev.mcpmux.core.port;

import dev.mcpmux.core.config.MuxConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * In what a config differs from the one before it. All servers of both are in one of the lists, in
 * the order of the new config, removed ones in that of the old.
 *
 * @param added names of servers that are new
 * @param removed names of servers that are gone
 * @param changed names of servers of which it says something else, enabled and disabled ones
 *     included
 * @param untouched names of all others
 * @param limits whether a limit is another
 * @param table whether it says something else of well-known servers, or of variables of sessions
 * @param views whether sessions with all servers see something else, or see it otherwise
 */
public record ConfigChange(
    List<String> added,
    List<String> removed,
    List<String> changed,
    List<String> untouched,
    boolean limits,
    boolean table,
    boolean views) {

  public ConfigChange {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
    untouched = List.copyOf(untouched);
  }

  public static ConfigChange between(MuxConfig before, MuxConfig after) {
    List<String> added = new ArrayList<>();
    List<String> removed = new ArrayList<>(before.servers().keySet());
    List<String> changed = new ArrayList<>();
    List<String> untouched = new ArrayList<>();
    removed.removeAll(after.servers().keySet());
    after
        .servers()
        .forEach(
            (name, server) -> {
              if (!before.servers().containsKey(name)) {
                added.add(name);
              } else if (server.equals(before.servers().get(name))
                  && before.disabled().contains(name) == after.disabled().contains(name)) {
                untouched.add(name);
              } else {
                changed.add(name);
              }
            });
    return new ConfigChange(
        added,
        removed,
        changed,
        untouched,
        !before.limits().equals(after.limits()),
        !before.rules().equals(after.rules()),
        !before.aggregate().equals(after.aggregate()));
  }

  /** Whether nothing is different. */
  public boolean isEmpty() {
    boolean servers = added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    return servers && !limits && !table && !views;
  }
}
