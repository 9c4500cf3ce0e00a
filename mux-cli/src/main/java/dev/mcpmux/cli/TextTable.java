package dev.mcpmux.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns that are as wide as they need to be. */
public final class TextTable {

  private static final String GAP = "  ";

  private final List<String[]> rows = new ArrayList<>();
  private final String alignment;

  /**
   * @param alignment one letter per column, {@code l} or {@code r}
   */
  public TextTable(String alignment) {
    this.alignment = alignment;
  }

  public TextTable row(String... cells) {
    rows.add(cells);
    return this;
  }

  @Override
  public String toString() {
    int[] widths = new int[alignment.length()];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], width(row[i]));
      }
    }
    StringBuilder out = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String padding = " ".repeat(widths[i] - width(row[i]));
        line.append(i == 0 ? "" : GAP);
        line.append(alignment.charAt(i) == 'r' ? padding + row[i] : row[i] + padding);
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
