package dev.mcpmux.cli.tap;

import dev.mcpmux.cli.schema.Tree;
import dev.mcpmux.core.text.Printable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where an answer is another than the one that was recorded. What was hidden in the recording is
 * equal to anything.
 */
final class Differences {

  private static final int MAX = 5;
  private static final int MAX_VALUE = 48;

  /** What stands in a recording in place of a secret: the daemon writes it there. */
  static final String HIDDEN = "•••";

  private final List<String> found = new ArrayList<>();

  private Differences() {}

  /**
   * @param name what both are called
   * @return a line each, at most a few
   */
  static List<String> of(String name, Tree expected, Tree got) {
    Differences differences = new Differences();
    differences.compare(name, expected, got);
    List<String> found = differences.found;
    return found.size() <= MAX ? found : found.subList(0, MAX);
  }

  private void compare(String path, Tree expected, Tree got) {
    if (expected == null || got == null) {
      if (expected != got) {
        add(
            path,
            expected == null ? "nothing" : shown(expected),
            got == null ? "nothing" : shown(got));
      }
    } else if (expected.value() instanceof Map<?, ?> && got.value() instanceof Map<?, ?> other) {
      Set<String> names = new LinkedHashSet<>(expected.asObject().keySet());
      other.keySet().forEach(name -> names.add((String) name));
      names.forEach(name -> compare(path + "." + name, expected.get(name), got.get(name)));
    } else if (expected.value() instanceof List<?> one && got.value() instanceof List<?> other) {
      if (one.size() != other.size()) {
        add(path, one.size() + " elements", String.valueOf(other.size()));
      }
      for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
        compare(path + "[" + i + "]", (Tree) one.get(i), (Tree) other.get(i));
      }
    } else if (!same(expected.value(), got.value())) {
      add(path, shown(expected), shown(got));
    }
  }

  private static boolean same(Object expected, Object got) {
    if (expected instanceof String text && text.contains(HIDDEN)) {
      return true;
    }
    if (expected instanceof BigDecimal one && got instanceof BigDecimal other) {
      return one.compareTo(other) == 0;
    }
    return expected == null ? got == null : expected.equals(got);
  }

  private void add(String path, String expected, String got) {
    found.add(Printable.line(path, MAX_VALUE) + ": expected " + expected + ", got " + got);
  }

  private static String shown(Tree tree) {
    if (tree.value() instanceof Map<?, ?>) {
      return "an object";
    } else if (tree.value() instanceof List<?>) {
      return "an array";
    }
    String text = tree.value() instanceof String string ? '"' + string + '"' : "" + tree.value();
    return Printable.line(text, MAX_VALUE);
  }
}
