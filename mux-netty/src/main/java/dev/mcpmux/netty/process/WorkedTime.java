package dev.mcpmux.netty.process;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time in which things could be done, for who asks often. When the machine was paused, those
 * who are waited for were so too: of a long time between two questions little counts.
 */
final class WorkedTime {
  /** Who asks asks more often than that. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final LongSupplier clock;
  private long asked;
  private long worked;

  WorkedTime(LongSupplier clock) {
    this.clock = clock;
    this.asked = clock.getAsLong();
  }

  /** In nanoseconds, since it was made. */
  long now() {
    long now = clock.getAsLong();
    worked += Math.min(now - asked, MOST_NANOS);
    asked = now;
    return worked;
  }
}
