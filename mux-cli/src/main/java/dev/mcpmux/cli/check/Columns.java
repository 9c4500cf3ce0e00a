package dev.mcpmux.cli.check;

import dev.mcpmux.core.Printable;

/** Text of at most 80 columns, in rows of a word and what is said of it. */
final class Columns {

  private static final int WIDTH = 80;
  private static final int LABEL = 9;

  private final StringBuilder out = new StringBuilder();

  void line(String text) {
    wrap("", "  ", text);
  }

  void row(String label, String text) {
    wrap("  " + label + " ".repeat(LABEL - label.length()), " ".repeat(LABEL + 2), text);
  }

  void reason(String text) {
    wrap("  ", "  ", text);
  }

  private void wrap(String first, String further, String text) {
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : Printable.line(text).split(" ")) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        out.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(further);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
