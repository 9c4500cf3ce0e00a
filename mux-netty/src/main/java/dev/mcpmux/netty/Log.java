package dev.mcpmux.netty;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The daemon's own log: the {@link System.Logger} named {@code dev.mcpmux}. Off the hot path. */
final class Log {

  private static final Logger LOGGER = System.getLogger("dev.mcpmux");

  private Log() {}

  static void info(String message) {
    LOGGER.log(Level.INFO, message);
  }

  static void warn(String message) {
    LOGGER.log(Level.WARNING, message);
  }

  /** A mistake of ours, with its stack trace. */
  static void bug(String what, Throwable cause) {
    LOGGER.log(Level.ERROR, what, cause);
  }
}
