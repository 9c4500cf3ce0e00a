package dev.mcpmux.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of text in columns that are as wide as they need to be. */
public final class TextTable {

  private static final String GAP = "  ";
  private static final int NARROWEST = 9;

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
    return text(Integer.MAX_VALUE);
  }

  /** With cells cut where the lines would be longer than this, those of the widest column first. */
  public String text(int columns) {
    int[] widths = widths();
    shrink(widths, columns);
    StringBuilder out = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String cell = cut(row[i], widths[i]);
        String padding = " ".repeat(widths[i] - width(cell));
        line.append(i == 0 ? "" : GAP);
        line.append(alignment.charAt(i) == 'r' ? padding + cell : cell + padding);
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  private int[] widths() {
    int[] widths = new int[alignment.length()];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], width(row[i]));
      }
    }
    return widths;
  }

  private void shrink(int[] widths, int columns) {
    int all = IntStream.of(widths).sum() + GAP.length() * (widths.length - 1);
    for (int much = all - columns; much > 0; much--) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= NARROWEST) {
        return;
      }
      widths[widest]--;
    }
  }

  /** Of a path the end says most. */
  private static String cut(String cell, int width) {
    if (width(cell) <= width) {
      return cell;
    }
    return cell.startsWith("/")
        ? "…" + cell.substring(cell.offsetByCodePoints(cell.length(), 1 - width))
        : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
