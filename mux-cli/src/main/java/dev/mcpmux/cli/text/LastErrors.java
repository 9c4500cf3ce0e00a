package dev.mcpmux.cli.text;

import dev.mcpmux.core.text.Printable;
import java.util.List;
import java.util.Map;

/** The last thing that went wrong at each server within an hour, in a line. */
final class LastErrors {

  private static final long MAX_SECONDS = 3600;
  private static final int MAX_NAME = 24;
  private static final int MIN_NAME = 8;

  /** What is left for what went wrong, before the name is cut further. */
  private static final int ROOM = 16;

  private LastErrors() {}

  /**
   * @param lately what is told of servers apart from this
   * @return empty for none; else with an empty line at the end
   */
  static String of(
      List<Map<String, Object>> servers, List<Map<String, Object>> lately, Colours colours) {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> server : ServerOrder.sorted(servers)) {
      if (server.get("lastError") instanceof Map<?, ?> error
          && isRecent(error.get("secondsAgo"))
          && !isTold(server, error, lately)) {
        text.append(colours.bad(line(server, error).stripTrailing())).append('\n');
      }
    }
    return text.isEmpty() ? "" : colours.strong("LAST ERRORS") + "\n" + text + "\n";
  }

  private static boolean isRecent(Object seconds) {
    try {
      return Long.parseLong(String.valueOf(seconds)) <= MAX_SECONDS;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private static boolean isTold(
      Map<String, Object> server, Map<?, ?> error, List<Map<String, Object>> lately) {
    String what = String.valueOf(error.get("what"));
    String named = "server \"" + server.get("name") + "\" " + what;
    return lately.stream()
        .filter(trace -> String.valueOf(server.get("name")).equals(trace.get("server")))
        .map(trace -> String.valueOf(trace.get("what")))
        .anyMatch(said -> said.startsWith(what) || said.startsWith(named));
  }

  private static String line(Map<String, Object> server, Map<?, ?> error) {
    Map<String, Object> numbers = Numbers.of(server);
    long failed = Numbers.failed(numbers);
    String share =
        failed == 0
            ? ""
            : "; " + Amounts.count(failed) + " of " + Numbers.calls(numbers) + " calls failed";
    String when = ", " + ago(error.get("secondsAgo")) + " ago" + share;
    int free = Paragraph.COLUMNS - "  : …".length() - when.length() - 1;
    int forName = Math.max(MIN_NAME, Math.min(MAX_NAME, free - ROOM));
    String start = "  " + Printable.line(String.valueOf(server.get("name")), forName) + ": ";
    int room = Math.max(1, Paragraph.COLUMNS - start.length() - when.length() - 1); // of the …
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
