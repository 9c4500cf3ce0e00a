package dev.mcpmux.cli.control;

import dev.mcpmux.cli.text.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an agent sees of the daemon's status. Left out is all that is another session's: clients,
 * projects, ids, and what servers wrote to stderr, where anything may stand.
 */
final class StatusText {

  private final Map<String, Object> status;
  private final List<Map<String, Object>> servers;

  /**
   * @param status the daemon's answer
   */
  StatusText(Map<String, Object> status) {
    this.status = status;
    this.servers = JsonTree.objects(status, "servers");
  }

  boolean has(String name) {
    return servers.stream().anyMatch(server -> name.equals(server.get("name")));
  }

  String names() {
    return servers.stream()
        .map(server -> String.valueOf(server.get("name")))
        .collect(Collectors.joining(", "));
  }

  /** A line for each server, and what to do about those that fail. */
  String all() {
    List<String> lines = new ArrayList<>();
    boolean failing = false;
    for (Map<String, Object> server : servers) {
      lines.add(server.get("name") + ": " + state(server));
      if (server.get("failure") instanceof String why) {
        failing = true;
        lines.add("  failed the last time: " + withoutOutput(why));
      }
    }
    if (servers.isEmpty()) {
      lines.add("No server is configured or in use.");
    }
    List<Map<String, Object>> lately = JsonTree.objects(status, "lately");
    if (!lately.isEmpty()) {
      lines.add("Lately:");
    }
    for (Map<String, Object> trace : lately) {
      if (trace.get("server") instanceof String server) {
        lines.add(
            "  "
                + server
                + ", "
                + trace.get("secondsAgo")
                + " s ago: "
                + withoutOutput(String.valueOf(trace.get("what"))));
      }
    }
    if (failing || !lately.isEmpty()) {
      lines.add(
          "To start a server anew: restart_server. To see whether it starts at all: check_server."
              + " A missing variable or a wrong entry only the user can put right, in mcpmux's"
              + " config.");
    }
    return String.join("\n", lines);
  }

  private static String state(Map<String, Object> server) {
    List<Map<String, Object>> processes = JsonTree.objects(server, "processes");
    if (processes.isEmpty()) {
      String idle = String.valueOf(server.getOrDefault("idle", "not started"));
      boolean starts = idle.equals("not started") || idle.startsWith("stopped");
      return idle + (starts || idle.equals("catalog only") ? " (starts when it is needed)" : "");
    }
    return processes.stream()
        .map(
            process -> {
              boolean one = "1".equals(process.get("sessions"));
              return process.get("state")
                  + ", "
                  + process.get("sessions")
                  + (one ? " session" : " sessions");
            })
        .collect(Collectors.joining("; "));
  }

  /** What keeps the processes of a server apart. */
  String apart(String name) {
    List<String> lines = new ArrayList<>();
    for (Map<String, Object> server : servers) {
      if (name.equals(server.get("name"))) {
        for (Map<String, Object> process : JsonTree.objects(server, "processes")) {
          if (process.get("apart") instanceof Map<?, ?> apart
              && apart.get("because") instanceof List<?> reasons) {
            reasons.forEach(reason -> lines.add("One process " + reason + "."));
          }
        }
      }
    }
    return lines.isEmpty()
        ? name + " has one process at most: nothing is apart."
        : String.join("\n", lines);
  }

  /** A failure without the words of the server itself. */
  static String withoutOutput(String failure) {
    String shown = failure;
    for (String mark : List.of("; the end of its stderr:", "; it wrote: ")) {
      int output = shown.indexOf(mark);
      if (output >= 0) {
        shown = shown.substring(0, output);
      }
    }
    return shown.strip();
  }
}
