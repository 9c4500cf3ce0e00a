package dev.mcpmux.cli.edit;

import java.util.List;

/**
 * One change of a {@link ConfigText}.
 *
 * @param removes whether the member goes; else it gets the value
 */
public record Edit(List<String> path, Object value, boolean removes) {

  public Edit {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("no path");
    }
    path = List.copyOf(path);
  }

  public static Edit set(List<String> path, Object value) {
    return new Edit(path, value, false);
  }

  public static Edit remove(List<String> path) {
    return new Edit(path, null, true);
  }
}
