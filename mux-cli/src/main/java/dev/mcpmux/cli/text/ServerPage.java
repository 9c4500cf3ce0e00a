package dev.mcpmux.cli.text;

import dev.mcpmux.core.text.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** All that the status tells of one server, as a person reads it. */
public final class ServerPage {

  private static final int MAX_ROWS = 30;

  private ServerPage() {}

  /**
   * @param status as {@link StatusTable#of} takes it
   * @param columns how wide tables may be
   * @return null when the daemon knows no server of this name
   */
  public static String of(String status, String name, int columns, Colours colours) {
    Map<String, Object> top = JsonTree.parse(status);
    for (Map<String, Object> server : JsonTree.objects(top, "servers")) {
      if (name.equals(server.get("name"))) {
        return shown(page(top, server, columns, colours), columns);
      }
    }
    return null;
  }

  private static String page(
      Map<String, Object> top, Map<String, Object> server, int columns, Colours colours) {
    StringBuilder text = new StringBuilder();
    List<Map<String, Object>> processes = ProcessRows.of(JsonTree.objects(server, "processes"));
    text.append(colours.strong(printable(server.get("name")))).append(": ");
    text.append(processes.isEmpty() ? printable(ServerOrder.idle(server)) : states(processes));
    text.append('\n');
    if (server.get("failure") instanceof String failure) {
      text.append('\n');
      failure
          .lines()
          .map(line -> shown(printable(line), columns))
          .forEach(line -> text.append(colours.bad(line)).append('\n'));
    }
    if (!processes.isEmpty()) {
      text.append('\n').append(processes(processes, columns, colours));
      text.append(Apartness.hint(List.of(server)));
    }
    text.append(CacheLines.of(processes));
    text.append(life(server)).append(lastError(server, colours));
    text.append(calls(server));
    text.append(rows("TOOL", JsonTree.objects(server, "tools"), columns, colours));
    text.append(rows("METHOD", JsonTree.objects(server, "methods"), columns, colours));
    text.append(sessions(top, server, columns, colours));
    if (processes.isEmpty() || !processes.stream().allMatch(StatusTable::isInProcess)) {
      text.append("\nWhat is in its log: mcpmux logs ").append(quoted(server.get("name")));
      text.append('\n');
    }
    return text.toString();
  }

  /** On lines of the screen if it is for one. */
  private static String shown(String text, int columns) {
    return columns == Paragraph.COLUMNS ? Paragraph.narrow(text) : text.stripTrailing();
  }

  private static String states(List<Map<String, Object>> processes) {
    List<String> states =
        processes.stream().map(process -> printable(process.get("state"))).toList();
    return processes.size() == 1
        ? states.get(0)
        : processes.size() + " processes: " + String.join(", ", states);
  }

  private static String processes(
      List<Map<String, Object>> processes, int columns, Colours colours) {
    TextTable table = new TextTable("rlrrrrrr");
    table.row("PID", "STATE", "SESSIONS", "UPTIME", "MEMORY", "TREE", "CPU", "CALLS");
    for (Map<String, Object> process : processes) {
      table.row(
          printable(process.get("pid")),
          StatusTable.state(process),
          printable(process.get("sessions")),
          Durations.show(Numbers.number(process, "uptimeSeconds")),
          Numbers.memory(process),
          Numbers.count(process, "treeProcesses"),
          process.containsKey("cpuMillis")
              ? Amounts.micros(1000 * Numbers.number(process, "cpuMillis"))
              : Numbers.NONE,
          Numbers.calls(Numbers.of(process)));
    }
    return headed(table.text(columns), colours);
  }

  private static String life(Map<String, Object> server) {
    if (!(server.get("life") instanceof Map<?, ?> found)) {
      return "";
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> life = (Map<String, Object>) found;
    List<String> facts = new ArrayList<>();
    facts.add("started " + times(Numbers.number(life, "starts")));
    add(facts, life, "restarts", " of these in place of another");
    add(facts, life, "startFailures", " did not come up");
    long crashes = Numbers.number(life, "crashes");
    if (crashes > 0) {
      facts.add(Counted.of(crashes, "crash", "crashes") + reasons(life));
    }
    add(facts, life, "questionsRefused", " requests of its own refused");
    return "\n" + Paragraph.of("", "  ", "Since the daemon began: " + String.join(", ", facts));
  }

  private static void add(List<String> facts, Map<String, Object> life, String name, String what) {
    long count = Numbers.number(life, name);
    if (count > 0) {
      facts.add(count + what);
    }
  }

  private static String reasons(Map<String, Object> life) {
    List<String> reasons = new ArrayList<>();
    if (life.get("crashReasons") instanceof Map<?, ?> found) {
      found.forEach(
          (what, times) -> reasons.add(what + ("1".equals(times) ? "" : ", " + times + " times")));
    }
    return reasons.isEmpty() ? "" : " (" + String.join("; ", reasons) + ")";
  }

  private static String times(long count) {
    return count == 1 ? "once" : count + " times";
  }

  private static String lastError(Map<String, Object> server, Colours colours) {
    if (!(server.get("lastError") instanceof Map<?, ?> error)) {
      return "";
    }
    String line =
        Paragraph.of(
            "",
            "  ",
            "Last error, "
                + LastErrors.ago(error.get("secondsAgo"))
                + " ago: "
                + printable(error.get("what")));
    return colours.bad(line.stripTrailing()) + "\n";
  }

  private static String calls(Map<String, Object> server) {
    Map<String, Object> numbers = Numbers.of(server);
    if (numbers.isEmpty()) {
      return "\nNobody has called it since the daemon began.\n";
    }
    List<String> parts = new ArrayList<>();
    parts.add(Counted.of(Numbers.number(numbers, "calls"), "call", "calls"));
    part(parts, numbers, "known", " answered without it");
    part(parts, numbers, "inFlight", " in flight");
    part(parts, numbers, "waiting", " waiting");
    part(parts, numbers, "toolErrors", " failed");
    part(parts, numbers, "errors", " answered with an error");
    part(parts, numbers, "timeouts", " timed out");
    part(parts, numbers, "lost", " lost");
    part(parts, numbers, "refused", " refused by mcpmux");
    part(parts, numbers, "cancelled", " cancelled");
    parts.add(Amounts.bytes(Numbers.number(numbers, "bytesIn")) + " in");
    parts.add(Amounts.bytes(Numbers.number(numbers, "bytesOut")) + " out");
    String latency =
        numbers.containsKey("p50Micros")
            ? "; half within "
                + Numbers.latency(numbers, "p50Micros")
                + ", 95 % within "
                + Numbers.latency(numbers, "p95Micros")
                + ", 99 % within "
                + Numbers.latency(numbers, "p99Micros")
            : "";
    return "\n" + Paragraph.of("", "  ", String.join(", ", parts) + latency);
  }

  private static void part(
      List<String> parts, Map<String, Object> numbers, String name, String what) {
    long count = Numbers.number(numbers, name);
    if (count > 0) {
      parts.add(Amounts.count(count) + what);
    }
  }

  private static String rows(
      String heading, List<Map<String, Object>> rows, int columns, Colours colours) {
    if (rows.isEmpty()) {
      return "";
    }
    TextTable table = new TextTable("lrrrrrrrr");
    table.row(heading, "CALLS", "FAILED", "CANCELLED", "OPEN", "P50", "P95", "P99", "OUT");
    rows.stream()
        .sorted(
            Comparator.comparingLong((Map<String, Object> row) -> Numbers.number(row, "calls"))
                .reversed())
        .limit(MAX_ROWS)
        .forEach(
            row ->
                table.row(
                    printable(row.get("name")),
                    Numbers.calls(row),
                    Numbers.failed(row) == 0 ? Numbers.NONE : Amounts.count(Numbers.failed(row)),
                    Numbers.count(row, "cancelled"),
                    Numbers.count(row, "open"),
                    Numbers.latency(row, "p50Micros"),
                    Numbers.latency(row, "p95Micros"),
                    Numbers.latency(row, "p99Micros"),
                    Amounts.bytes(Numbers.number(row, "bytesOut"))));
    String more =
        rows.size() > MAX_ROWS
            ? "and " + (rows.size() - MAX_ROWS) + " more: mcpmux status --json\n"
            : "";
    return "\n" + headed(table.text(columns), colours) + more;
  }

  private static String sessions(
      Map<String, Object> top, Map<String, Object> server, int columns, Colours colours) {
    TextTable table = new TextTable("rlrrrrl");
    table.row("SESSION", "CLIENT", "CALLS", "FAILED", "OPEN", "P95", "PROJECT");
    boolean any = false;
    for (Map<String, Object> session : JsonTree.objects(top, "sessions")) {
      if (server.get("name").equals(session.get("server"))) {
        any = true;
        Map<String, Object> numbers = Numbers.of(session);
        table.row(
            printable(session.get("id")),
            printable(session.get("client")),
            Numbers.calls(numbers),
            Numbers.failed(numbers) == 0 ? Numbers.NONE : Amounts.count(Numbers.failed(numbers)),
            Numbers.count(numbers, "open"),
            Numbers.latency(numbers, "p95Micros"),
            printable(session.get("project")));
      }
    }
    return any ? "\n" + headed(table.text(columns), colours) : "";
  }

  private static String headed(String table, Colours colours) {
    int end = table.indexOf('\n');
    return colours.strong(table.substring(0, end)) + table.substring(end);
  }

  private static String quoted(Object name) {
    String shown = printable(name);
    return shown.matches("[A-Za-z0-9._@:/-]+") ? shown : "'" + shown.replace("'", "'\\''") + "'";
  }

  private static String printable(Object value) {
    String text = value == null ? "" : Printable.line(value.toString());
    return text.isEmpty() ? Numbers.NONE : text;
  }
}
