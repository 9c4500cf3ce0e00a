package dev.mcpmux.core.find;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The names that somebody may have meant who gave one that there is not. */
public final class NearestNames {
  private static final int MAX_NAMES = 3;
  private static final int MAX_CHARS = 80;

  /** Those of about the same length, of which each takes some microseconds to compare. */
  private static final int MAX_COMPARED = 500;

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
    if (wanted.isEmpty() || own.length() > MAX_CHARS) {
      return;
    }
    int prefix = Math.max(0, name.length() - own.length());
    int count = own.codePoints().filter(Character::isLetterOrDigit).map(Character::charCount).sum();
    int most = Math.max(1, (count + 1) / 4);
    if (count > wanted.length() + most || count < wanted.length() - prefix - most) {
      return; // of most names, before anything is copied
    }
    String its = letters(own);
    String asked = without(name.substring(0, prefix));
    if (Math.abs(asked.length() - its.length()) > most || ++compared > MAX_COMPARED) {
      return;
    }
    int distance = distance(asked, its, most);
    if (distance <= most) {
      near.add(new Near(name, distance));
    }
  }

  /** What is wanted, without a server's name in front. */
  private String without(String prefix) {
    String letters = letters(prefix);
    return wanted.startsWith(letters) ? wanted.substring(letters.length()) : wanted;
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
    StringBuilder letters = new StringBuilder();
    name.toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(letters::appendCodePoint);
    return letters.toString();
  }

  /**
   * How many letters are to be put in, left out or replaced.
   *
   * @param most a greater distance is not looked for
   */
  private static int distance(String one, String other, int most) {
    int[] last = new int[one.length() + 1];
    for (int i = 0; i < last.length; i++) {
      last[i] = i;
    }
    for (int i = 1; i <= other.length(); i++) {
      int[] row = new int[last.length];
      row[0] = i;
      int least = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = last[j - 1] + (other.charAt(i - 1) == one.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
        least = Math.min(least, row[j]);
      }
      if (least > most) {
        return least;
      }
      last = row;
    }
    return last[one.length()];
  }
}
