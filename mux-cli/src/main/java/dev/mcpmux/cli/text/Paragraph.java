package dev.mcpmux.cli.text;

import dev.mcpmux.core.text.Printable;

/** Text on lines of a terminal. */
public final class Paragraph {

  public static final int COLUMNS = 80;

  private Paragraph() {}

  /**
   * Breaks a text between words so that it fits the screen; a word that is longer stays whole.
   *
   * @param first what the first line begins with
   * @param rest what the others begin with
   * @return lines, each with its end
   */
  public static String of(String first, String rest, String text) {
    StringBuilder out = new StringBuilder();
    StringBuilder line = new StringBuilder(first);
    int start = line.length();
    for (String word : Printable.line(text).strip().split(" +")) {
      boolean fits = width(line) + 1 + width(word) <= COLUMNS;
      if (line.length() > start && !fits) {
        out.append(line.toString().stripTrailing()).append('\n');
        line.setLength(0);
        line.append(rest);
        start = line.length();
      }
      line.append(line.length() > start ? " " : "").append(word);
    }
    return out.append(line.toString().stripTrailing()).append('\n').toString();
  }

  /** As much of a text as fits one line behind what stands there, with an end. */
  public static String cut(String start, String text) {
    int room = Math.max(1, COLUMNS - width(start) - 1); // of the … as well
    return start + Printable.line(text, room) + "\n";
  }

  private static int width(CharSequence text) {
    return text.toString().codePointCount(0, text.length());
  }
}
