package dev.mcpmux.cli.top;

import dev.mcpmux.core.text.Printable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a screen lists. */
record Table(List<Column> columns, List<Row> rows) {

  /** More than any has rows. */
  static final int MANY = 1_000_000;

  /** What the column takes at least that takes what is left. */
  private static final int FREE = 14;

  /**
   * @param width how wide it is; 0 for the one that takes what is left
   * @param rank those with the highest are left out first where there is no room
   */
  record Column(String title, boolean isRight, int width, int rank) {}

  /**
   * @param text for people, harmless
   * @param order what it is sorted by: a number, the largest first, or a text
   */
  record Cell(String text, Object order) {

    static Cell text(Object value) {
      String text = value == null ? "" : Printable.line(value.toString());
      return new Cell(text.isEmpty() ? "-" : text, text.toLowerCase(Locale.ROOT));
    }

    static Cell number(String shown, double number) {
      return new Cell(shown, number);
    }
  }

  /**
   * @param id what it is known by from one snapshot to the next
   * @param server whose it is; what a key does to a server it does to this one
   */
  record Row(String id, String server, List<Cell> cells, Tone tone) {

    boolean has(String text) {
      String wanted = text.toLowerCase(Locale.ROOT);
      return cells.stream().anyMatch(cell -> cell.text().toLowerCase(Locale.ROOT).contains(wanted));
    }
  }

  /** How it looks. */
  enum Tone {
    PLAIN,
    DIM,
    ODD,
    BAD
  }

  /**
   * Those that have the text, sorted.
   *
   * @param column which one to sort by; negative to leave them in their order
   */
  List<Row> shown(String filter, int column, boolean reversed) {
    List<Row> shown = new ArrayList<>(rows);
    shown.removeIf(row -> !filter.isEmpty() && !row.has(filter));
    if (column >= 0) {
      Comparator<Row> order = (a, b) -> compare(a.cells().get(column), b.cells().get(column));
      shown.sort(reversed ? order.reversed() : order);
    } else if (reversed) {
      Collections.reverse(shown);
    }
    return shown;
  }

  private static int compare(Cell a, Cell b) {
    return a.order() instanceof Double x && b.order() instanceof Double y
        ? Double.compare(y, x)
        : a.order().toString().compareTo(b.order().toString());
  }

  /** The columns for which there is room. */
  List<Integer> fitting(int width) {
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      chosen.add(i);
    }
    while (needed(chosen) > width && chosen.size() > 1) {
      chosen.remove(
          chosen.stream().max(Comparator.comparingInt(i -> columns.get(i).rank())).orElseThrow());
    }
    return chosen;
  }

  private int needed(List<Integer> chosen) {
    return chosen.stream().mapToInt(i -> Math.max(columns.get(i).width(), 0)).sum()
        + (int) chosen.stream().filter(i -> columns.get(i).width() == 0).count() * FREE
        + chosen.size()
        - 1;
  }

  /** How wide a column is in so much room. */
  int width(int column, List<Integer> chosen, int room) {
    int own = columns.get(column).width();
    return own > 0 ? own : FREE + Math.max(0, room - needed(chosen));
  }
}
