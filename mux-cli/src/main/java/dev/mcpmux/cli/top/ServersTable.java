package dev.mcpmux.cli.top;

import dev.mcpmux.cli.text.Amounts;
import dev.mcpmux.cli.text.Durations;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.Numbers;
import dev.mcpmux.cli.text.ServerOrder;
import dev.mcpmux.cli.top.Table.Cell;
import dev.mcpmux.cli.top.Table.Column;
import dev.mcpmux.cli.top.Table.Row;
import dev.mcpmux.cli.top.Table.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A row for each server: those come first that are broken, then those that are used most. */
final class ServersTable {

  private static final int BARS = 8;
  private static final int WIDE_BARS = 30;

  private ServersTable() {}

  static Table of(Snapshot snapshot, Rates rates, Look look) {
    int bars = look.isWide() ? WIDE_BARS : BARS;
    List<Column> columns =
        List.of(
            new Column("SERVER", false, 0, 0),
            new Column("STATE", false, 11, 0),
            new Column("SESS", true, 4, 1),
            new Column("CALLS/S", true, 7, 1),
            new Column("LATELY", true, bars, 4),
            new Column("OPEN", true, 5, 1),
            new Column("WAIT", true, 4, 7),
            new Column("CALLS", true, 6, 6),
            new Column("FAIL", true, 5, 2),
            new Column("P95", true, 6, 1),
            new Column("MEMORY", true, 6, 2),
            new Column("CPU", true, 5, 5),
            new Column("UPTIME", true, 7, 8),
            new Column("PID", true, 8, 9));
    List<Map<String, Object>> servers = ServerOrder.sorted(snapshot.servers());
    double max = 0;
    for (Map<String, Object> server : servers) {
      for (double rate : rates.history(server)) {
        max = Math.max(max, rate);
      }
    }
    List<Row> rows = new ArrayList<>();
    for (Map<String, Object> server : servers) {
      rows.add(row(server, rates, look.bars(rates.history(server), bars, max)));
    }
    return new Table(columns, rows);
  }

  private static Row row(Map<String, Object> server, Rates rates, String bars) {
    String name = String.valueOf(server.get("name"));
    List<Map<String, Object>> processes = JsonTree.objects(server, "processes");
    Map<String, Object> numbers = Numbers.of(server);
    long sessions = sum(processes, "sessions");
    long memory = sum(processes, "memoryKib");
    double cpu = rates.cpu(server);
    String state = state(server, processes);
    List<Cell> cells =
        List.of(
            Cell.text(name),
            Cell.text(state + (processes.size() > 1 ? " x" + processes.size() : "")),
            Cell.number(sessions == 0 ? Numbers.NONE : Amounts.count(sessions), sessions),
            Figures.rate(rates.server(server)),
            Cell.number(bars, rates.server(server)),
            Figures.count(numbers, "open"),
            Figures.count(numbers, "waiting"),
            Figures.count(numbers, "calls"),
            Figures.failed(numbers),
            Figures.p95(numbers),
            Cell.number(memory == 0 ? Numbers.NONE : Amounts.kib(memory), memory),
            Cell.number(cpu < 0.005 ? Numbers.NONE : Math.round(cpu * 100) + "%", cpu),
            uptime(processes),
            processes.size() == 1 ? Cell.text(processes.get(0).get("pid")) : Cell.text(null));
    return new Row(name, name, cells, tone(state, processes.isEmpty()));
  }

  /** Of several processes that of the one in the worst. */
  private static String state(Map<String, Object> server, List<Map<String, Object>> processes) {
    List<String> states =
        processes.stream().map(process -> String.valueOf(process.get("state"))).toList();
    return states.stream()
        .filter(ServerOrder::isBad)
        .findFirst()
        .or(() -> states.stream().filter(ServerOrder::isOdd).findFirst())
        .or(() -> states.stream().findFirst())
        .orElseGet(() -> ServerOrder.idle(server));
  }

  private static Tone tone(String state, boolean idle) {
    if (ServerOrder.isBad(state)) {
      return Tone.BAD;
    }
    if (ServerOrder.isOdd(state)) {
      return Tone.ODD;
    }
    return idle ? Tone.DIM : Tone.PLAIN;
  }

  private static Cell uptime(List<Map<String, Object>> processes) {
    long seconds =
        processes.stream()
            .mapToLong(process -> Numbers.number(process, "uptimeSeconds"))
            .max()
            .orElse(0);
    return Cell.number(processes.isEmpty() ? Numbers.NONE : Durations.show(seconds), seconds);
  }

  private static long sum(List<Map<String, Object>> processes, String name) {
    return processes.stream().mapToLong(process -> Numbers.number(process, name)).sum();
  }
}
