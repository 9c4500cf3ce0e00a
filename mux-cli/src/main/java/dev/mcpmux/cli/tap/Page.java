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

  /** As many as there may be at once before some are left out: all that a tap begins with. */
  private static final int MAX_SAVED = 3000;

  /** As many as there have to be room for until some are shown again. */
  private static final int TOGETHER = 50;

  /** Likewise of those that have failed, beyond that: they are what one looks for. */
  private static final int FAILED_PER_SECOND = 10;

  private static final int MAX_SAVED_FAILED = 100;

  private static final long SECOND = 1_000_000_000;

  private final PrintStream out;
  private final LongSupplier clock;
  private final StringBuilder text = new StringBuilder();
  private long lookedAt;
  private double room = MAX_SAVED;
  private double roomForFailed = MAX_SAVED_FAILED;

  /** Until there is room for some together. */
  private boolean behind;

  /** Since the last line, and whether that is said where the next line would begin. */
  private long leftOut;

  private boolean said;

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

  /**
   * Whether one more message is shown; else it is counted.
   *
   * @param failed whether it says that something has failed
   */
  boolean hasRoom(boolean failed) {
    if (clock == null) {
      return true;
    }
    long now = clock.getAsLong();
    double seconds = (double) (now - lookedAt) / SECOND;
    room = Math.min(MAX_SAVED, room + seconds * PER_SECOND);
    roomForFailed = Math.min(MAX_SAVED_FAILED, roomForFailed + seconds * FAILED_PER_SECOND);
    lookedAt = now;
    behind = room < (behind ? TOGETHER : 1);
    if (behind && failed && roomForFailed >= 1) {
      roomForFailed--;
      return true;
    }
    if (behind) {
      leftOut++;
      return false;
    }
    room--;
    return true;
  }

  /** Says how many were left out, in place of what it has said of that since the last line. */
  void sayLeftOut() {
    if (leftOut > 0) {
      text.append(said ? "\r" : "")
          .append("… ")
          .append(leftOut)
          .append(" messages are not shown: more came than one can read");
      said = true;
    }
  }

  /** Nothing more comes, or a line. */
  void end() {
    if (leftOut > 0) {
      sayLeftOut();
      text.append('\n');
      leftOut = 0;
      said = false;
    }
  }

  void line(String line) {
    end();
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
