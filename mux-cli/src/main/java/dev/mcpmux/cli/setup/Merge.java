package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.Edit;
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
  private final ConfigText now;
  private final List<Edit> edits = new ArrayList<>();

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
    return now.edited(merge.edits);
  }

  private void object(List<String> path) {
    List<List<String>> changed = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>(names(after, path));
    names.addAll(names(before, path));
    for (String name : names) {
      List<String> member = new ArrayList<>(path);
      member.add(name);
      Object old = before.get(member);
      Object written = after.get(member);
      // an object of servers that the run has made may hold those of others by now
      boolean made = path.isEmpty() && old == null && now.get(member) instanceof Map;
      if (written instanceof Map && (old instanceof Map || made)) {
        object(member);
      } else if (!Objects.equals(old, written) || before.has(member) != after.has(member)) {
        changed.add(member);
      }
    }
    // servers each for itself; but the members of one entry have a meaning together only
    boolean entry = changed.stream().anyMatch(member -> !isObject(member));
    boolean all = changed.stream().allMatch(this::isAsWritten);
    for (List<String> member : changed) {
      if (entry ? all : isAsWritten(member)) {
        edits.add(before.has(member) ? Edit.set(member, before.get(member)) : Edit.remove(member));
      }
    }
  }

  private boolean isObject(List<String> member) {
    Object value = before.has(member) ? before.get(member) : after.get(member);
    return value instanceof Map;
  }

  /** Whoever has changed or removed it since meant that. */
  private boolean isAsWritten(List<String> member) {
    List<String> parent = member.subList(0, member.size() - 1);
    return now.has(member) == after.has(member)
        && Objects.equals(now.get(member), after.get(member))
        && (parent.isEmpty() || now.has(parent));
  }

  private static Set<String> names(ConfigText text, List<String> path) {
    Set<String> names = new LinkedHashSet<>();
    if (text.get(path) instanceof Map<?, ?> map) {
      map.keySet().forEach(name -> names.add(String.valueOf(name)));
    }
    return names;
  }
}
