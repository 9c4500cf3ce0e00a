package dev.mcpmux.core.words;

import dev.mcpmux.core.api.server.LogLevel;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;

/**
 * The levels of log messages as they stand in frames.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/logging#log-levels">2025-11-25/server/utilities/logging#log-levels</a>
 */
public final class LevelNames {
  private static final LogLevel[] ALL = LogLevel.values();

  private LevelNames() {}

  /** Null when it is the name of none. */
  public static LogLevel level(String name) {
    for (LogLevel level : ALL) {
      if (level.wireName().equals(name)) {
        return level;
      }
    }
    return null;
  }

  /** The level that a frame names; null when it names none. */
  public static LogLevel of(FrameView frame) {
    return frame.is(Field.LEVEL, ValueType.STRING) ? level(frame.text(Field.LEVEL)) : null;
  }
}
