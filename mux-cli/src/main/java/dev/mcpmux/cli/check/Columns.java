package dev.mcpmux.cli.check;

import dev.mcpmux.cli.text.Paragraph;

/** Text of at most 80 columns, in rows of a word and what is said of it. */
final class Columns {

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
    out.append(Paragraph.of(first, further, text));
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
