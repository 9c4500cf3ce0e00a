package dev.mcpmux.cli.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The processes of a server as rows of a table. Its connections in the daemon's own process differ
 * in nothing that can be seen, and there may be one for each session: those of one state are one
 * row.
 */
final class ProcessRows {

  private ProcessRows() {}

  /**
   * @param processes as the status has them
   */
  static List<Map<String, Object>> of(List<Map<String, Object>> processes) {
    List<Map<String, Object>> rows = new ArrayList<>();
    Map<Object, Map<String, Object>> inProcess = new LinkedHashMap<>();
    for (Map<String, Object> process : processes) {
      if (!StatusTable.isInProcess(process)) {
        rows.add(process);
        continue;
      }
      Map<String, Object> row = inProcess.get(process.get("state"));
      if (row == null) {
        Map<String, Object> first = new LinkedHashMap<>(process);
        inProcess.put(process.get("state"), first);
        rows.add(first);
      } else {
        add(row, process);
      }
    }
    return rows;
  }

  private static void add(Map<String, Object> row, Map<String, Object> process) {
    long sessions = Numbers.number(row, "sessions") + Numbers.number(process, "sessions");
    long uptime =
        Math.max(Numbers.number(row, "uptimeSeconds"), Numbers.number(process, "uptimeSeconds"));
    row.put("sessions", String.valueOf(sessions));
    row.put("uptimeSeconds", String.valueOf(uptime));
    long calls =
        Numbers.number(Numbers.of(row), "calls") + Numbers.number(Numbers.of(process), "calls");
    row.put("numbers", Map.of("calls", String.valueOf(calls))); // times cannot be put together
  }
}
