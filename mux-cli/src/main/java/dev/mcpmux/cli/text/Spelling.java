package dev.mcpmux.cli.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody meant who wrote another. */
public final class Spelling {

  private Spelling() {}

  /** The known word that differs in a few letters at most; empty for none. */
  public static Optional<String> nearest(String word, Collection<String> known) {
    String lower = word.toLowerCase(Locale.ROOT);
    int allowed = Math.min(2, Math.max(1, word.length() / 3));
    return known.stream()
        .filter(each -> distance(lower, each.toLowerCase(Locale.ROOT)) <= allowed)
        .min(Comparator.comparingInt(each -> distance(lower, each.toLowerCase(Locale.ROOT))));
  }

  /** What is put behind a complaint. */
  public static String didYouMean(String word) {
    return "; did you mean \"" + word + "\"?";
  }

  /** How many letters must be put in, left out, replaced, or swapped with the next. */
  private static int distance(String one, String other) {
    int[][] steps = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          steps[i][j] = i + j;
          continue;
        }
        int replaced = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int least = Math.min(steps[i - 1][j], steps[i][j - 1]) + 1;
        steps[i][j] = Math.min(least, steps[i - 1][j - 1] + replaced);
        boolean swapped =
            i > 1
                && j > 1
                && one.charAt(i - 1) == other.charAt(j - 2)
                && one.charAt(i - 2) == other.charAt(j - 1);
        if (swapped) {
          steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
        }
      }
    }
    return steps[one.length()][other.length()];
  }
}
