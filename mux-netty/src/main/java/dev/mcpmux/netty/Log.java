package dev.mcpmux.netty;

import dev.mcpmux.core.Printable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The daemon's own log: the {@link System.Logger} named {@code dev.mcpmux}. Off the hot path. */
final class Log {

  private static final Logger LOGGER = System.getLogger("dev.mcpmux");

  private Log() {}

  static void info(String message) {
    LOGGER.log(Level.INFO, shown(message));
  }

  static void warn(String message) {
    LOGGER.log(Level.WARNING, shown(message));
  }

  /** A peer that is quoted writes no line that looks like ours. */
  private static String shown(String message) {
    return Printable.lines(message).replace("\n", "\n  ");
  }

  /** A mistake of ours, with its stack trace. */
  static void bug(String what, Throwable cause) {
    LOGGER.log(Level.ERROR, what, cause);
  }
}
