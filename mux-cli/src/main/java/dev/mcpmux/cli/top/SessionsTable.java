package dev.mcpmux.cli.top;

import dev.mcpmux.cli.text.Numbers;
import dev.mcpmux.cli.top.Table.Cell;
import dev.mcpmux.cli.top.Table.Column;
import dev.mcpmux.cli.top.Table.Row;
import dev.mcpmux.cli.top.Table.Tone;
import java.util.List;
import java.util.Map;

/** A row for each session, in the order in which they came. */
final class SessionsTable {

  private static final List<Column> COLUMNS =
      List.of(
          new Column("SESSION", true, 7, 0),
          new Column("CLIENT", false, 14, 1),
          new Column("SERVER", false, 14, 0),
          new Column("CALLS/S", true, 7, 2),
          new Column("CALLS", true, 6, 5),
          new Column("OPEN", true, 5, 1),
          new Column("FAIL", true, 5, 2),
          new Column("P95", true, 6, 2),
          new Column("RELAY", true, 8, 6),
          new Column("PROJECT", false, 0, 0));

  private SessionsTable() {}

  static Table of(Snapshot snapshot, Rates rates) {
    return new Table(
        COLUMNS, snapshot.sessions().stream().map(session -> row(session, rates)).toList());
  }

  private static Row row(Map<String, Object> session, Rates rates) {
    Map<String, Object> numbers = Numbers.of(session);
    String id = String.valueOf(session.get("id"));
    List<Cell> cells =
        List.of(
            Cell.number(id, Numbers.number(session, "id")),
            Cell.text(session.get("client")),
            Cell.text(session.get("server")),
            Figures.rate(rates.session(session)),
            Figures.count(numbers, "calls"),
            Figures.count(session, "inFlight"),
            Figures.failed(numbers),
            Figures.p95(numbers),
            Cell.text(session.get("pid")),
            Cell.text(session.get("project")));
    boolean lacks = session.containsKey("without");
    return new Row(id, String.valueOf(session.get("server")), cells, lacks ? Tone.ODD : Tone.PLAIN);
  }
}
