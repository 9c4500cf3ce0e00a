package dev.mcpmux.cli.check;

import java.util.concurrent.TimeUnit;

/** What is left of the time that a check may take. */
final class Deadline {

  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  static Deadline in(long millis) {
    return new Deadline(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** The one of the two that is sooner. */
  Deadline within(long millis) {
    Deadline other = in(millis);
    return other.end - end < 0 ? other : this;
  }

  /** Milliseconds, 0 when it has passed. */
  long left() {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
  }
}
