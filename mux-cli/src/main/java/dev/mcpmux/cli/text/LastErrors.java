package dev.mcpmux.cli.text;

import dev.mcpmux.core.text.Printable;
import java.util.List;
import java.util.Map;

/** The last thing that went wrong at each server, in a line. */
final class LastErrors {

  private LastErrors() {}

  /**
   * @param lately what is told of servers apart from this
   * @return empty for none; else with an empty line at the end
   */
  static String of(
      List<Map<String, Object>> servers, List<Map<String, Object>> lately, Colours colours) {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> server : ServerOrder.sorted(servers)) {
      if (server.get("lastError") instanceof Map<?, ?> error && !isTold(server, error, lately)) {
        text.append(colours.bad(line(server, error).stripTrailing())).append('\n');
      }
    }
    return text.isEmpty() ? "" : colours.strong("LAST ERRORS") + "\n" + text + "\n";
  }

  private static boolean isTold(
      Map<String, Object> server, Map<?, ?> error, List<Map<String, Object>> lately) {
    String what = String.valueOf(error.get("what"));
    return lately.stream()
        .filter(trace -> String.valueOf(server.get("name")).equals(trace.get("server")))
        .anyMatch(trace -> String.valueOf(trace.get("what")).startsWith(what));
  }

  private static String line(Map<String, Object> server, Map<?, ?> error) {
    Map<String, Object> numbers = Numbers.of(server);
    long failed = Numbers.failed(numbers);
    String share =
        failed == 0 ? "" : "; " + failed + " of " + Numbers.calls(numbers) + " calls failed";
    String start = "  " + Printable.line(String.valueOf(server.get("name")), 24) + ": ";
    String when = ", " + ago(error.get("secondsAgo")) + " ago" + share;
    int room = Math.max(8, Paragraph.COLUMNS - start.length() - when.length() - 1);
    return start + Printable.line(String.valueOf(error.get("what")), room) + when;
  }

  static String ago(Object seconds) {
    try {
      return Durations.show(Long.parseLong(String.valueOf(seconds)));
    } catch (NumberFormatException e) {
      return "some time";
    }
  }
}
