package dev.mcpmux.core.route;

import java.util.Locale;

/**
 * The levels of log messages, the least severe first.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/logging#log-levels">2025-11-25/server/utilities/logging#log-levels</a>
 */
public enum LogLevel {
  DEBUG,
  INFO,
  NOTICE,
  WARNING,
  ERROR,
  CRITICAL,
  ALERT,
  EMERGENCY;

  private static final LogLevel[] ALL = values();

  private final String wireName = name().toLowerCase(Locale.ROOT);

  String wireName() {
    return wireName;
  }

  /** Null when it is no level. */
  public static LogLevel of(String wireName) {
    for (LogLevel level : ALL) {
      if (level.wireName.equals(wireName)) {
        return level;
      }
    }
    return null;
  }
}
