package dev.mcpmux.core.find;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The names that somebody may have meant who gave one that there is not. */
public final class NearestNames {
  private static final int MAX_NAMES = 3;
  private static final int MAX_COMPARED = 2_000;
  private static final int MAX_CHARS = 80;

  private record Near(String name, int distance) {}

  private final String wanted;
  private final List<Near> near = new ArrayList<>();
  private int compared;

  public NearestNames(String wanted) {
    this.wanted = letters(wanted.length() > MAX_CHARS ? wanted.substring(0, MAX_CHARS) : wanted);
  }

  /**
   * Looks at a name.
   *
   * @param own what its server calls it
   */
  public void add(String name, String own) {
    if (wanted.isEmpty() || own.length() > MAX_CHARS || ++compared > MAX_COMPARED) {
      return;
    }
    String all = letters(name);
    String its = letters(own);
    String prefix = all.endsWith(its) ? all.substring(0, all.length() - its.length()) : "";
    String asked = wanted.startsWith(prefix) ? wanted.substring(prefix.length()) : wanted;
    int distance = distance(asked, its);
    if (distance <= 1 + its.length() / 4) {
      near.add(new Near(name, distance));
    }
  }

  /** The nearest first. */
  public List<String> names() {
    return near.stream()
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .limit(MAX_NAMES)
        .map(Near::name)
        .toList();
  }

  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  /** How many letters are to be put in, left out or replaced. */
  private static int distance(String one, String other) {
    int[] last = new int[one.length() + 1];
    for (int i = 0; i < last.length; i++) {
      last[i] = i;
    }
    for (int i = 1; i <= other.length(); i++) {
      int[] row = new int[last.length];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = last[j - 1] + (other.charAt(i - 1) == one.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
      }
      last = row;
    }
    return last[one.length()];
  }
}
