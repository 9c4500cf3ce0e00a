package dev.mcpmux.cli.tap;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Gives up when one thing has been waited for too long: a server that answers nothing. */
final class Patience implements AutoCloseable {

  static final long SECONDS = 60;

  private final LongSupplier clock;
  private final Runnable over;
  private final Thread thread = new Thread(this::run, "patience");
  private volatile long begun;

  /**
   * @param clock in nanoseconds
   * @param over makes whoever waits go on
   */
  Patience(LongSupplier clock, Runnable over) {
    this.clock = clock;
    this.over = over;
    this.begun = clock.getAsLong();
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Something else is waited for from now on. */
  void beginAnew() {
    begun = clock.getAsLong();
  }

  /** How long it still waits; nothing is left at 0 or below. */
  long leftNanos() {
    return TimeUnit.SECONDS.toNanos(SECONDS) - (clock.getAsLong() - begun);
  }

  private void run() {
    try {
      for (long left = leftNanos(); left > 0; left = leftNanos()) {
        TimeUnit.NANOSECONDS.sleep(left);
      }
      over.run();
    } catch (InterruptedException e) {
      // it was in time
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
