package dev.mcpmux.core.words;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;
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

  public String wireName() {
    return wireName;
  }

  /** Null when it is the name of none. */
  public static LogLevel named(String name) {
    for (LogLevel level : ALL) {
      if (level.wireName.equals(name)) {
        return level;
      }
    }
    return null;
  }

  /** The level that a frame names; null when it names none. */
  public static LogLevel of(FrameView frame) {
    return frame.is(Field.LEVEL, ValueType.STRING) ? named(frame.text(Field.LEVEL)) : null;
  }
}
