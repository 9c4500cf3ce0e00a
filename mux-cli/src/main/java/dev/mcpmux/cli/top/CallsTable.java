package dev.mcpmux.cli.top;

import dev.mcpmux.cli.top.Table.Cell;
import dev.mcpmux.cli.top.Table.Column;
import dev.mcpmux.cli.top.Table.Row;
import dev.mcpmux.cli.top.Table.Tone;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A row for each call that has no answer yet, the oldest first. */
final class CallsTable {

  private static final List<Column> COLUMNS =
      List.of(
          new Column("AGE", true, 7, 0),
          new Column("STATE", false, 9, 2),
          new Column("SERVER", false, 14, 0),
          new Column("CALL", false, 0, 0),
          new Column("SESSION", true, 7, 0),
          new Column("CLIENT", false, 18, 1),
          new Column("ID", false, 12, 3),
          new Column("SERVER ID", true, 9, 4),
          new Column("PID", true, 8, 5));

  private CallsTable() {}

  static Table of(Snapshot snapshot) {
    Map<String, Object> clients = new HashMap<>();
    snapshot
        .sessions()
        .forEach(session -> clients.put(String.valueOf(session.get("id")), session.get("client")));
    return new Table(COLUMNS, snapshot.calls().stream().map(call -> row(call, clients)).toList());
  }

  private static Row row(Map<String, Object> call, Map<String, Object> clients) {
    String session = String.valueOf(call.get("session"));
    String server = String.valueOf(call.get("server"));
    List<Cell> cells =
        List.of(
            Figures.age(call),
            Cell.text(call.containsKey("serverId") ? "at server" : "waiting"),
            Cell.text(server),
            Cell.text(Figures.what(call)),
            Cell.text(session),
            Cell.text(clients.get(session)),
            Cell.text(call.get("id")),
            Cell.text(call.get("serverId")),
            Cell.text(call.get("process")));
    return new Row(
        session + " " + server + " " + call.get("id"),
        server,
        cells,
        Figures.isSlow(call) ? Tone.ODD : Tone.PLAIN);
  }
}
