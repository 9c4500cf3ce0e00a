package dev.mcpmux.netty.local;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What requests that wait for their answers may take: of one connection, and of all together, so
 * that many are not more than one memory. Who comes late gets a part of what is left, so that
 * nobody has it all; and a little is always there for everybody. Thread-safe.
 */
final class Room {
  private static final long MAX_BYTES = 16L * 1024 * 1024;
  private static final long MAX_BYTES_TOGETHER = 128L * 1024 * 1024;
  private static final long ALWAYS_BYTES = 64L * 1024;

  private final AtomicLong own = new AtomicLong();
  private final AtomicLong together;
  private final long maxTogether;

  /**
   * @param together what all connections take
   * @param longest the longest request; one alone is always taken
   */
  Room(AtomicLong together, int longest) {
    this.together = together;
    this.maxTogether = Math.max(MAX_BYTES_TOGETHER, 2L * longest);
  }

  /**
   * Whether a request of so many bytes is taken.
   *
   * @return why not; null where it is
   */
  String full(int bytes) {
    long held = own.get();
    if (held >= MAX_BYTES) {
      return "bytes of requests: " + held + " (limit: " + MAX_BYTES + ")";
    }
    long share = Math.max((maxTogether - together.get()) / 2, ALWAYS_BYTES);
    return held + bytes <= share
        ? null
        : "bytes of requests: "
            + (held + bytes)
            + " (limit: "
            + share
            + ", half of what others leave)";
  }

  void take(int bytes) {
    own.addAndGet(bytes);
    together.addAndGet(bytes);
  }

  void give(int bytes) {
    take(-bytes);
  }
}
