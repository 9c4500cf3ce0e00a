package dev.mcpmux.cli.usage;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.usage.UsageDatabase.Key;
import dev.mcpmux.cli.usage.UsageDatabase.Life;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/**
 * One of the files that the daemon leaves, JSON Lines. A line that is no JSON, as the last one is
 * where the machine has stopped too early, costs itself only.
 *
 * @param day when it was, by the calendar of this place
 */
record Batch(LocalDate day, List<Call> calls, List<Life> lives) {

  static final long VERSION = 1;

  record Call(Key key, Counts counts) {}

  /** Whether a later mcpmux has written it, which alone can read it. */
  static boolean isLater(byte[] bytes) {
    String first = new String(bytes, StandardCharsets.UTF_8).split("\n", 2)[0];
    return Counts.number(line(first).get("version")) > VERSION;
  }

  /**
   * @param bytes the whole file
   */
  static Batch parse(byte[] bytes, ZoneId zone) {
    LocalDate day = null;
    List<Call> calls = new ArrayList<>();
    List<Life> lives = new ArrayList<>();
    for (String text : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
      Map<String, Object> line = line(text);
      if (day == null) {
        if (Counts.number(line.get("version")) != VERSION) {
          break; // nothing that is ours
        }
        day = LocalDate.ofInstant(Instant.ofEpochSecond(Counts.number(line.get("at"))), zone);
      } else if (line.containsKey("method")) {
        calls.add(new Call(key(line), Counts.ofLine(line)));
      } else if (line.containsKey("server")) {
        lives.add(life(line));
      }
    }
    return new Batch(day, calls, lives);
  }

  private static Map<String, Object> line(String text) {
    try {
      return JsonTree.parse(text);
    } catch (JacksonException e) {
      return Map.of();
    }
  }

  private static Key key(Map<String, Object> line) {
    return new Key(
        text(line, "server"),
        text(line, "method"),
        text(line, "tool"),
        text(line, "client"),
        text(line, "project"),
        text(line, "session"));
  }

  private static Life life(Map<String, Object> line) {
    return new Life(
        text(line, "server"),
        Counts.number(line.get("sessions")),
        Counts.number(line.get("starts")),
        Counts.number(line.get("sessionMillis")),
        Counts.number(line.get("processMillis")));
  }

  private static String text(Map<String, Object> line, String name) {
    return line.get(name) instanceof String text ? text : "";
  }
}
