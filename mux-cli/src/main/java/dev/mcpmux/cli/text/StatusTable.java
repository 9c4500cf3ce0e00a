package dev.mcpmux.cli.text;

import dev.mcpmux.core.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The daemon's status as a person reads it. */
public final class StatusTable {

  private StatusTable() {}

  /**
   * @param status the daemon's answer, as {@code docs/attach-protocol.md} describes it
   * @param why whether to say why processes of one server are apart
   * @param columns how wide tables may be; cells that do not fit are cut
   */
  public static String of(String status, boolean why, int columns, Colours colours) {
    Map<String, Object> top = JsonTree.parse(status);
    List<Map<String, Object>> servers = JsonTree.objects(top, "servers");
    List<Map<String, Object>> sessions = JsonTree.objects(top, "sessions");
    StringBuilder text = new StringBuilder(daemon(top)).append('\n');
    text.append(SharingLine.of(top)).append('\n');
    if (top.get("notices") instanceof List<?> notices) {
      notices.forEach(notice -> text.append(printable(String.valueOf(notice))).append('\n'));
      text.append('\n');
    }
    text.append(
            servers.isEmpty()
                ? "No server is configured.\n"
                : servers(servers, why, columns, colours))
        .append('\n');
    if (why) {
      text.append(reasons(servers)).append(learned(top)).append('\n');
    }
    text.append(LastErrors.of(servers, JsonTree.objects(top, "lately"), colours));
    text.append(lately(JsonTree.objects(top, "lately")));
    text.append(sessions.isEmpty() ? "Nobody is attached." : sessions(sessions, columns));
    String all = text.toString().stripTrailing();
    return columns == Paragraph.COLUMNS ? Paragraph.narrow(all) : all;
  }

  private static String daemon(Map<String, Object> top) {
    if (!(top.get("daemon") instanceof Map<?, ?> daemon)) {
      return "The daemon runs.";
    }
    return "mcpmux "
        + daemon.get("version")
        + ", pid "
        + daemon.get("pid")
        + ", up "
        + uptime(String.valueOf(daemon.get("uptimeSeconds")))
        + ", "
        + daemon.get("transport");
  }

  private static String servers(
      List<Map<String, Object>> servers, boolean why, int columns, Colours colours) {
    TextTable table = new TextTable("lrlrrrrr");
    table.row("SERVER", "PID", "STATE", "SESSIONS", "UPTIME", "MEMORY", "CALLS", "P95");
    List<String> states = new ArrayList<>(List.of(""));
    for (Map<String, Object> server : ServerOrder.sorted(servers)) {
      List<Map<String, Object>> rows = ProcessRows.of(JsonTree.objects(server, "processes"));
      if (rows.isEmpty()) {
        Map<String, Object> numbers = Numbers.of(server);
        String state = ServerOrder.idle(server);
        states.add(state);
        table.row(
            text(server, "name"),
            Numbers.NONE,
            printable(state) + restarts(server),
            Numbers.NONE,
            Numbers.NONE,
            Numbers.NONE,
            Numbers.calls(numbers),
            Numbers.latency(numbers, "p95Micros"));
      }
      for (Map<String, Object> process : rows) {
        // of the only one, what those before it had counts as well
        Map<String, Object> numbers = Numbers.of(rows.size() == 1 ? server : process);
        states.add(text(process, "state"));
        table.row(
            text(server, "name"),
            text(process, "pid"),
            state(process) + restarts(server),
            text(process, "sessions"),
            uptime(text(process, "uptimeSeconds")),
            Numbers.memory(process),
            Numbers.calls(numbers),
            Numbers.latency(numbers, "p95Micros"));
      }
    }
    return coloured(table.text(columns), states, colours)
        + failures(servers)
        + cutLists(servers)
        + (why ? "" : Apartness.hint(servers));
  }

  /** Each row in the colour of its state; the first is the heading. */
  private static String coloured(String table, List<String> states, Colours colours) {
    StringBuilder text = new StringBuilder();
    List<String> rows = table.lines().toList();
    for (int i = 0; i < rows.size(); i++) {
      String row = rows.get(i);
      text.append(i == 0 ? colours.strong(row) : ServerOrder.coloured(row, states.get(i), colours));
      text.append('\n');
    }
    return text.toString();
  }

  /** What sessions do not get of lists, and why. */
  private static String cutLists(List<Map<String, Object>> servers) {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> server : servers) {
      Set<String> lines = new LinkedHashSet<>(); // its processes mostly have the same to say
      for (Map<String, Object> process : JsonTree.objects(server, "processes")) {
        if (process.get("cutLists") instanceof List<?> cut) {
          cut.forEach(line -> lines.add(text(server, "name") + ": " + printable((String) line)));
        }
      }
      lines.forEach(line -> text.append(text.isEmpty() ? "\n" : "").append(line).append('\n'));
    }
    return text.toString();
  }

  /** What it is about, and where, if it is no process. */
  static String state(Map<String, Object> process) {
    String url = text(process, "url");
    String where = url.equals(Numbers.NONE) ? "" : " at " + url;
    return text(process, "state") + (isInProcess(process) ? " in process" : where);
  }

  /** Whether it is an object of the daemon's own program. */
  static boolean isInProcess(Map<String, Object> process) {
    return "true".equals(process.get("inProcess"));
  }

  /** How often it was started again because it had ended by itself. */
  private static String restarts(Map<String, Object> server) {
    String times = text(server, "restarts");
    return times.equals(Numbers.NONE) ? "" : ", " + Counted.of(Integer.parseInt(times), "restart");
  }

  /** What has gone wrong, each with where to look further. */
  private static String lately(List<Map<String, Object>> traces) {
    if (traces.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("LATELY\n");
    for (Map<String, Object> trace : traces) {
      String when = uptime(text(trace, "secondsAgo")) + " ago" + times(trace) + ": ";
      text.append(Paragraph.of("  ", "    ", when + said(trace)));
      if (trace.containsKey("log")) {
        text.append("    see ").append(text(trace, "log")).append('\n');
      }
    }
    return text.append('\n').toString();
  }

  private static String times(Map<String, Object> trace) {
    return text(trace, "times").equals("1") ? "" : ", " + text(trace, "times") + " times so far";
  }

  /** What is said of a server may name it already. */
  private static String said(Map<String, Object> trace) {
    String what = text(trace, "what");
    if (!trace.containsKey("server")) {
      return "refused a session: " + what;
    }
    String server = text(trace, "server");
    return what.contains("\"" + server + "\"") ? what : server + " " + what;
  }

  private static String failures(List<Map<String, Object>> servers) {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> server : servers) {
      if (server.get("failure") instanceof String failure) {
        text.append('\n');
        failure.lines().forEach(line -> text.append(printable(line)).append('\n'));
      }
    }
    return text.toString();
  }

  private static String reasons(List<Map<String, Object>> servers) {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> server : servers) {
      for (Map<String, Object> process : JsonTree.objects(server, "processes")) {
        if (!isInProcess(process)
            && process.get("apart") instanceof Map<?, ?> apart
            && apart.get("because") instanceof List<?> because) {
          text.append(who(process, "pid"))
              .append(" is not shared with the sessions of ")
              .append(who(apart, "from"))
              .append(": it\n");
          because.forEach(
              reason -> text.append("  - ").append(printable(String.valueOf(reason))).append('\n'));
        }
      }
    }
    return text.isEmpty()
        ? "No server has two processes that sessions could share.\n"
        : text.toString();
  }

  /** Which variables came out to name a session. */
  private static String learned(Map<String, Object> top) {
    StringBuilder text = new StringBuilder();
    if (top.get("learned") instanceof Map<?, ?> learned) {
      learned.forEach(
          (client, names) -> {
            text.append("Each session of ").append(printable(String.valueOf(client)));
            text.append(" had another value of these variables, so no shared process gets them:\n");
            ((List<?>) names)
                .forEach(
                    name -> text.append("  - ").append(printable(name.toString())).append('\n'));
          });
    }
    return text.toString();
  }

  /** What has no pid is a session with a remote server, or has not begun. */
  private static String who(Map<?, ?> object, String pid) {
    Object value = object.get(pid);
    if (value != null && !value.toString().isEmpty()) {
      return value.toString();
    }
    Object url = object.get("url");
    return url == null ? "another one" : printable(url.toString());
  }

  private static String sessions(List<Map<String, Object>> sessions, int columns) {
    TextTable table = new TextTable("rllrrll");
    table.row("SESSION", "CLIENT", "SERVER", "RELAY", "CALLS", "PROJECT", "CLAUDE SESSION");
    for (Map<String, Object> session : sessions) {
      table.row(
          text(session, "id"),
          text(session, "client"),
          text(session, "server"),
          text(session, "pid"),
          Numbers.calls(Numbers.of(session)),
          text(session, "project"),
          text(session, "clientSessionId"));
    }
    return table.text(columns) + without(sessions);
  }

  /** What sessions cannot be served, and why. */
  private static String without(List<Map<String, Object>> sessions) {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> session : sessions) {
      if (session.get("without") instanceof List<?> reasons) {
        for (Object reason : reasons) {
          text.append("\nsession ").append(text(session, "id")).append(": ");
          text.append(printable(String.valueOf(reason)));
        }
      }
    }
    return text.isEmpty() ? "" : text.append('\n').toString();
  }

  private static String uptime(String seconds) {
    try {
      return Durations.show((long) Double.parseDouble(seconds));
    } catch (NumberFormatException e) {
      return seconds;
    }
  }

  /** A client chose some of these: what is not printable must not reach the terminal. */
  private static String text(Map<String, Object> object, String name) {
    Object value = object.get(name);
    String text = value == null ? "" : printable(value.toString());
    return text.isEmpty() ? Numbers.NONE : text;
  }

  private static String printable(String text) {
    return Printable.line(text);
  }
}
