package dev.mcpmux.cli.text;

import dev.mcpmux.core.text.Printable;

/** Text on lines of a terminal. */
public final class Paragraph {

  public static final int COLUMNS = 80;

  private static final String INDENT = "    ";

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

  /**
   * Breaks those lines of a text that are too long for the screen, as tables are not; what goes on
   * is indented. A line with colours stays as it is.
   */
  static String narrow(String text) {
    StringBuilder lines = new StringBuilder();
    text.lines()
        .forEach(
            line -> {
              boolean wide = width(line) > COLUMNS && line.indexOf(Colours.ESCAPE) < 0;
              String indent = line.substring(0, line.length() - line.stripLeading().length());
              lines.append(wide ? of(indent, INDENT, line) : line + "\n");
            });
    return lines.toString().stripTrailing();
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
