package dev.mcpmux.cli.text;

import java.util.List;
import java.util.Map;

/** Which servers have several processes where one might do, and why, in a hint each. */
final class Apartness {

  private Apartness() {}

  /** Empty for none; else it begins with an empty line. */
  static String hint(List<Map<String, Object>> servers) {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> server : servers) {
      List<Map<String, Object>> processes = JsonTree.objects(server, "processes");
      String reason = reason(processes);
      boolean running = processes.stream().anyMatch(each -> !StatusTable.isInProcess(each));
      if (running && processes.size() > 1 && reason != null) {
        String start = text.isEmpty() ? "\n" : "";
        text.append(start)
            .append(
                Paragraph.of(
                    "",
                    "  ",
                    server.get("name")
                        + " has "
                        + processes.size()
                        + " processes, as one "
                        + reason
                        + " (all reasons: mcpmux status --why)"));
      }
    }
    return text.toString();
  }

  /** The first; null for none. */
  private static String reason(List<Map<String, Object>> processes) {
    for (Map<String, Object> process : processes) {
      if (process.get("apart") instanceof Map<?, ?> apart
          && apart.get("because") instanceof List<?> because
          && !because.isEmpty()) {
        return String.valueOf(because.get(0));
      }
    }
    return null;
  }
}
