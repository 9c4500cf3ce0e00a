package dev.mcpmux.cli.top;

import java.util.List;

/**
 * How a page's rows are looked at: which is chosen, how they are sorted, and which are left out.
 */
final class Listing {

  private String filter = "";
  private int sort = -1;
  private boolean reversed;
  private String chosen;
  private int place;

  String filter() {
    return filter;
  }

  void filter(String text) {
    filter = text;
  }

  /** The column that it is sorted by; negative for the order that the table has itself. */
  int sort() {
    return sort;
  }

  boolean isReversed() {
    return reversed;
  }

  void reverse() {
    reversed = !reversed;
  }

  /** Sorts by the next of so many columns; after the last comes the table's own order. */
  void sortNext(int step, int columns) {
    sort = Math.floorMod(sort + 1 + step, columns + 1) - 1;
  }

  List<Table.Row> rows(Table table) {
    return table.shown(filter, sort, reversed);
  }

  /** Where the chosen one is; if it has gone, the one that is now in its place. -1 for none. */
  int place(List<Table.Row> rows) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).id().equals(chosen)) {
        return i;
      }
    }
    return Math.min(place, rows.size() - 1);
  }

  /** Null when there is none. */
  Table.Row chosen(List<Table.Row> rows) {
    int at = place(rows);
    return at < 0 ? null : rows.get(at);
  }

  void choose(List<Table.Row> rows, int wanted) {
    place = Math.max(0, Math.min(wanted, rows.size() - 1));
    chosen = rows.isEmpty() ? null : rows.get(place).id();
  }
}
