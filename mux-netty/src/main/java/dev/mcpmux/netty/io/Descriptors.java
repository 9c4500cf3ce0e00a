package dev.mcpmux.netty.io;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the process may have open, and the part of it that sessions and servers do not get: from
 * that, connections are accepted and refused, and control calls answered. The system gives out the
 * lowest number that is free, so the number of a new descriptor says how many are in use.
 *
 * <p>Where it cannot be told how many there may be, nothing is kept back.
 */
public final class Descriptors {

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final File OPEN = new File("/proc/self/fd");
  private static final String LINE = "Max open files";

  /** Of few an eighth, of many as much as a few control calls and starts need at a time. */
  private static final int MAX_MARGIN = 64;

  private static final int MIN_MARGIN = 8;

  /** What the start of one server takes for a moment, beside its pipes. */
  private static final int START = 6;

  private static final int MAX_LOOKS = 20;
  private static final long LOOK_MILLIS = 50;
  private static volatile int limit = Integer.MAX_VALUE;

  private Descriptors() {}

  /** Reads how many there may be. Not on the event loop. */
  public static void readLimit() {
    try {
      for (String line : Files.readAllLines(LIMITS)) {
        if (line.startsWith(LINE)) {
          limit = number(line.substring(LINE.length()).trim().split("\\s+")[0]);
        }
      }
    } catch (IOException e) {
      // not on this system
    }
  }

  /** How many there are to be had; a great number where that cannot be told. */
  public static int free() {
    int most = limit;
    if (most == Integer.MAX_VALUE) {
      return most;
    }
    String[] open = OPEN.list();
    return open == null ? 0 : most - open.length; // none was left to look
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return Integer.MAX_VALUE; // unlimited
    }
  }

  /** How many are kept back, of so many. */
  static int margin(int of) {
    return Math.max(MIN_MARGIN, Math.min(MAX_MARGIN, of / 8));
  }

  /**
   * Whether the descriptor of a new connection is one of those that sessions do not get: they are
   * for servers, without which sessions are of no use, and for what is kept back.
   *
   * @param descriptor its number, -1 when it is not known
   */
  public static boolean isShort(int descriptor) {
    return descriptor >= limit - keptFromSessions();
  }

  private static int keptFromSessions() {
    return 2 * margin(limit) + START;
  }

  /** Whether the descriptor of a new pipe is one of those that servers do not get either. */
  public static boolean isLast(int descriptor) {
    return descriptor >= limit - margin(limit);
  }

  /** Says so, as {@code actual (limit: n)}. */
  public static String tooMany(int descriptor) {
    return "open files: "
        + (descriptor + 1)
        + " (limit: "
        + limit
        + ", see ulimit -n, of which "
        + (isLast(descriptor) ? margin(limit) : keptFromSessions())
        + " are kept back)";
  }

  /**
   * Waits a moment where there are too few for the start of a server: connections that were refused
   * for want of them are about to go. Not on the event loop.
   *
   * @param needed how many the start takes
   */
  public static void awaitStart(int needed) {
    for (int look = 0; look < MAX_LOOKS && free() < margin(limit) + needed; look++) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
