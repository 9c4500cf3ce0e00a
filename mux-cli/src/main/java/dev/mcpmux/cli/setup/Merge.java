package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.EditException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Takes back in a text that was edited since what a run had changed in it, and nothing else. */
final class Merge {

  private final ConfigText before;
  private final ConfigText after;
  private ConfigText now;

  private Merge(ConfigText before, ConfigText after, ConfigText now) {
    this.before = before;
    this.after = after;
    this.now = now;
  }

  /**
   * The text with what stood before where it says what the run wrote.
   *
   * @throws EditException if one of the three cannot be understood
   */
  static ConfigText of(ConfigText before, ConfigText after, ConfigText now) throws EditException {
    Merge merge = new Merge(before, after, now);
    merge.object(List.of());
    return merge.now;
  }

  private void object(List<String> path) throws EditException {
    Set<String> names = new LinkedHashSet<>(names(after, path));
    names.addAll(names(before, path));
    for (String name : names) {
      List<String> member = new ArrayList<>(path);
      member.add(name);
      Object old = before.get(member);
      Object written = after.get(member);
      if (Objects.equals(old, written) && before.has(member) == after.has(member)) {
        continue;
      }
      if (old instanceof Map && written instanceof Map) {
        object(member);
      } else {
        member(member, old);
      }
    }
  }

  /** Whoever has changed or removed it since meant that. */
  private void member(List<String> path, Object old) throws EditException {
    boolean asWritten =
        now.has(path) == after.has(path) && Objects.equals(now.get(path), after.get(path));
    List<String> parent = path.subList(0, path.size() - 1);
    if (!asWritten || !parent.isEmpty() && !now.has(parent)) {
      return;
    }
    now = before.has(path) ? now.set(path, old) : now.remove(path);
  }

  private static Set<String> names(ConfigText text, List<String> path) {
    Set<String> names = new LinkedHashSet<>();
    if (text.get(path) instanceof Map<?, ?> map) {
      map.keySet().forEach(name -> names.add(String.valueOf(name)));
    }
    return names;
  }
}
