package dev.mcpmux.netty.log;

import dev.mcpmux.core.text.Printable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The daemon's own log: the {@link System.Logger} named {@code dev.mcpmux}. Off the hot path. */
public final class Log {

  private static final Logger LOGGER = System.getLogger("dev.mcpmux");

  private Log() {}

  public static void info(String message) {
    log(Level.INFO, shown(message), null);
  }

  public static void warn(String message) {
    log(Level.WARNING, shown(message), null);
  }

  /** A peer that is quoted writes no line that looks like ours. */
  private static String shown(String message) {
    return Printable.lines(message).replace("\n", "\n  ");
  }

  /** A mistake of ours, with its stack trace. */
  public static void bug(String what, Throwable cause) {
    log(Level.ERROR, what, cause);
  }

  /** What a library or a program has to say, which may quote a peer. */
  public static void foreign(String message, Throwable cause) {
    log(Level.WARNING, shown(message), cause);
  }

  /** There may be no memory for a line either, and whoever logs must go on. */
  private static void log(Level level, String message, Throwable cause) {
    try {
      LOGGER.log(level, message, cause);
    } catch (Throwable e) {
      // nobody is left to be told
    }
  }
}
