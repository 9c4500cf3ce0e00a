package dev.mcpmux.cli;

import dev.mcpmux.core.Printable;
import java.util.List;
import java.util.Map;

/** The daemon's status as a person reads it. */
final class StatusTable {

  private static final String NONE = "-";

  private StatusTable() {}

  /**
   * @param status the daemon's answer, as {@code docs/attach-protocol.md} describes it
   * @param why whether to say why processes of one server are apart
   */
  static String of(String status, boolean why) {
    Map<String, Object> top = JsonTree.parse(status);
    List<Map<String, Object>> servers = JsonTree.objects(top, "servers");
    List<Map<String, Object>> sessions = JsonTree.objects(top, "sessions");
    StringBuilder text = new StringBuilder(daemon(top)).append("\n\n");
    if (top.get("notices") instanceof List<?> notices) {
      notices.forEach(notice -> text.append(printable(String.valueOf(notice))).append('\n'));
      text.append('\n');
    }
    text.append(servers.isEmpty() ? "No server is configured.\n" : servers(servers)).append('\n');
    if (why) {
      text.append(reasons(servers)).append('\n');
    }
    text.append(sessions.isEmpty() ? "Nobody is attached." : sessions(sessions));
    return text.toString().stripTrailing();
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

  private static String servers(List<Map<String, Object>> servers) {
    TextTable table = new TextTable("lrlrr");
    table.row("SERVER", "PID", "STATE", "SESSIONS", "UPTIME");
    for (Map<String, Object> server : servers) {
      List<Map<String, Object>> processes = JsonTree.objects(server, "processes");
      if (processes.isEmpty()) {
        String idle = text(server, "idle");
        String state = server.containsKey("failure") && !idle.equals("off") ? "failed" : idle;
        table.row(text(server, "name"), NONE, state, NONE, NONE);
      }
      for (Map<String, Object> process : processes) {
        table.row(
            text(server, "name"),
            text(process, "pid"),
            state(process),
            text(process, "sessions"),
            uptime(text(process, "uptimeSeconds")));
      }
    }
    return table.toString() + failures(servers);
  }

  private static String state(Map<String, Object> process) {
    String url = text(process, "url");
    return text(process, "state") + (url.equals(NONE) ? "" : " at " + url);
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
        if (process.get("apart") instanceof Map<?, ?> apart
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

  /** What has no pid is a session with a remote server, or has not begun. */
  private static String who(Map<?, ?> object, String pid) {
    Object value = object.get(pid);
    if (value != null && !value.toString().isEmpty()) {
      return value.toString();
    }
    Object url = object.get("url");
    return url == null ? "another one" : printable(url.toString());
  }

  private static String sessions(List<Map<String, Object>> sessions) {
    TextTable table = new TextTable("rllrll");
    table.row("SESSION", "CLIENT", "SERVER", "RELAY", "PROJECT", "CLAUDE SESSION");
    for (Map<String, Object> session : sessions) {
      table.row(
          text(session, "id"),
          text(session, "client"),
          text(session, "server"),
          text(session, "pid"),
          text(session, "project"),
          text(session, "clientSessionId"));
    }
    return table.toString() + without(sessions);
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
    return text.isEmpty() ? NONE : text;
  }

  private static String printable(String text) {
    return Printable.line(text);
  }
}
