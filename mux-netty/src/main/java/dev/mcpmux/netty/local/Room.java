package dev.mcpmux.netty.local;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What requests that wait for their answers may take: of one connection, and of all together, so
 * that many are not more than one memory. Thread-safe.
 */
final class Room {
  private static final long MAX_BYTES = 16L * 1024 * 1024;
  private static final long MAX_BYTES_TOGETHER = 64L * 1024 * 1024;

  private final AtomicLong own = new AtomicLong();
  private final AtomicLong together;

  /**
   * @param together what all connections take
   */
  Room(AtomicLong together) {
    this.together = together;
  }

  /** Why nothing more is taken; null when something is, however long. */
  String full() {
    if (own.get() >= MAX_BYTES) {
      return "bytes of requests: " + own.get() + " (limit: " + MAX_BYTES + ")";
    }
    return together.get() < MAX_BYTES_TOGETHER
        ? null
        : "bytes of requests together: " + together.get() + " (limit: " + MAX_BYTES_TOGETHER + ")";
  }

  void take(int bytes) {
    own.addAndGet(bytes);
    together.addAndGet(bytes);
  }

  void give(int bytes) {
    take(-bytes);
  }
}
