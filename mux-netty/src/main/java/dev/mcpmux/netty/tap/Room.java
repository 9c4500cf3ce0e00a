package dev.mcpmux.netty.tap;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all taps share with the history and with the requests that await their replies:
 * each of them has a bound of its own, and there may be many. Any thread.
 */
final class Room {

  private final long max;
  private final AtomicLong used = new AtomicLong();

  Room(long maxBytes) {
    this.max = maxBytes;
  }

  /** Whether there is so much; then it is taken. */
  boolean take(long bytes) {
    if (used.addAndGet(bytes) <= max) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  /** Whether there is so much now. */
  boolean has(long bytes) {
    return used.get() + bytes <= max;
  }

  void give(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}
