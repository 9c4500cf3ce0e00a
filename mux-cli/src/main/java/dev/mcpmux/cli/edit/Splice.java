package dev.mcpmux.cli.edit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Characters of a text to be replaced.
 *
 * @param from the first, from 0
 * @param to after the last
 */
record Splice(int from, int to, String replacement) {

  static Splice insert(int at, String text) {
    return new Splice(at, at, text);
  }

  static Splice delete(int from, int to) {
    return new Splice(from, to, "");
  }

  /** The text with all of them done; they must not overlap. */
  static String apply(String text, List<Splice> splices) {
    List<Splice> sorted = new ArrayList<>(splices);
    sorted.sort(Comparator.comparingInt(Splice::from));
    StringBuilder out = new StringBuilder(text.length() + 64);
    int at = 0;
    for (Splice splice : sorted) {
      out.append(text, at, splice.from()).append(splice.replacement());
      at = splice.to();
    }
    return out.append(text, at, text.length()).toString();
  }
}
