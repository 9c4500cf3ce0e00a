package dev.mcpmux.cli.logs;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * A line of a log.
 *
 * @param time null where it says none itself
 * @param source whose log it is
 * @param text what it says behind the time
 */
record LogLine(Instant time, String source, String text) {

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
  private static final int LOCAL_CHARS = 23;
  private static final Pattern STDERR = Pattern.compile("\\d+ stderr: ");

  /** A server's line says its time in UTC, the daemon's in that of the place. */
  static LogLine of(String line, String source) {
    int space = line.indexOf(' ');
    try {
      if (space > 0 && line.charAt(space - 1) == 'Z') {
        return new LogLine(
            Instant.parse(line.substring(0, space)), source, line.substring(space + 1));
      }
      if (line.length() > LOCAL_CHARS && line.charAt(LOCAL_CHARS) == ' ') {
        Instant time =
            LocalDateTime.parse(line.substring(0, LOCAL_CHARS), LOCAL)
                .atZone(ZoneId.systemDefault())
                .toInstant();
        return new LogLine(time, source, line.substring(LOCAL_CHARS + 1));
      }
    } catch (DateTimeParseException e) {
      // it says none
    }
    return new LogLine(null, source, line);
  }

  /** The same, with that time. */
  LogLine at(Instant moment) {
    return new LogLine(moment, source, text);
  }

  /** Whether a server has written it to stderr; else it is of mcpmux, or of its stdout. */
  boolean isStderr() {
    return STDERR.matcher(text).lookingAt();
  }

  String stderr() {
    return STDERR.matcher(text).replaceFirst("");
  }

  /** For people: the time of the place, whose it is, and what it says. */
  String shown() {
    return LOCAL.format(time.atZone(ZoneId.systemDefault())) + " " + source + " " + text;
  }
}
