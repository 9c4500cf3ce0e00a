package dev.mcpmux.cli.tap;

import java.util.function.LongSupplier;

/**
 * A small part of the time of one core, so that sessions do not lose the processor to who looks at
 * them. What is not used is saved up, for when much comes at once.
 */
final class TimeShare {

  /** A wait for somebody else is not made up for longer. */
  private static final long MAX_OWED_NANOS = 20_000_000;

  private final LongSupplier clock;
  private final int part;
  private final long maxSaved;
  private long lookedAt;
  private long saved;

  /**
   * @param clock in nanoseconds
   * @param part one in so many
   */
  TimeShare(LongSupplier clock, int part, long maxSavedNanos) {
    this.clock = clock;
    this.part = part;
    this.maxSaved = maxSavedNanos;
    this.lookedAt = clock.getAsLong();
    this.saved = maxSavedNanos;
  }

  /** Work begins. Returns whether there is time for it. */
  boolean begin() {
    long now = clock.getAsLong();
    saved = Math.min(maxSaved, saved + (now - lookedAt) / part);
    lookedAt = now;
    return saved > 0;
  }

  /** It has ended. */
  void end() {
    saved = Math.max(-MAX_OWED_NANOS, saved - (clock.getAsLong() - lookedAt));
  }

  boolean isLeft() {
    return saved > 0;
  }

  /** How long to do nothing until there is time again. */
  long owedNanos() {
    return saved > 0 ? 0 : -saved * part;
  }
}
