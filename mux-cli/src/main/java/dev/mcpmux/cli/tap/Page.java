package dev.mcpmux.cli.tap;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/**
 * Where lines are printed: those that came together at once, as each write costs more than a line.
 * For people it leaves out what they could not read anyway, and says how much.
 */
final class Page {

  private static final int MAX_CHARS = 64 * 1024;

  /** Messages in a second that a person, or a terminal, gets to see in the long run. */
  private static final int PER_SECOND = 100;

  /** As many as there may be at once before some are left out. */
  private static final int MAX_SAVED = 2000;

  /** As many as there have to be room for until some are shown again. */
  private static final int TOGETHER = 50;

  private static final long SECOND = 1_000_000_000;

  private final PrintStream out;
  private final LongSupplier clock;
  private final StringBuilder text = new StringBuilder();
  private long lookedAt;
  private double room = MAX_SAVED;
  private long leftOut;

  private Page(PrintStream out, LongSupplier clock) {
    this.out = out;
    this.clock = clock;
    this.lookedAt = clock == null ? 0 : clock.getAsLong();
  }

  /** Nothing is left out. */
  static Page whole(PrintStream out) {
    return new Page(out, null);
  }

  /**
   * For people.
   *
   * @param clock in nanoseconds
   */
  static Page readable(PrintStream out, LongSupplier clock) {
    return new Page(out, clock);
  }

  /** Whether one more message is shown; else it is counted. */
  boolean hasRoom() {
    if (clock == null) {
      return true;
    }
    long now = clock.getAsLong();
    room = Math.min(MAX_SAVED, room + (double) (now - lookedAt) / SECOND * PER_SECOND);
    lookedAt = now;
    if (room < (leftOut > 0 ? TOGETHER : 1)) {
      leftOut++;
      return false;
    }
    room--;
    if (leftOut > 0) {
      line("… " + leftOut + " messages are not shown: more came than one can read");
      leftOut = 0;
    }
    return true;
  }

  void line(String line) {
    text.append(line).append('\n');
  }

  boolean isFull() {
    return text.length() > MAX_CHARS;
  }

  /** Returns whether anybody still reads. */
  boolean print() {
    out.print(text);
    text.setLength(0);
    return !out.checkError();
  }
}
