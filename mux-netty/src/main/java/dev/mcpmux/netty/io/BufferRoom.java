package dev.mcpmux.netty.io;

import dev.mcpmux.core.port.CloseCause;

/**
 * How much all buffers of the process take together: messages that arrive, wait or are unsent,
 * whoever holds them. The allocator counts them, so nobody else need.
 *
 * <p>Any thread.
 */
public final class BufferRoom {

  /** What is smaller is not looked at when it grows. */
  private static final int LARGE_BYTES = 1 << 20;

  private static volatile long limit = Long.MAX_VALUE;

  private BufferRoom() {}

  /**
   * @param bytes {@link dev.mcpmux.core.config.Limits#maxBufferBytes}
   */
  public static void limit(long bytes) {
    limit = bytes;
  }

  public static long used() {
    return Buffers.used();
  }

  /** How much more there is than there may be; negative while there is room. */
  public static long over() {
    return used() - limit;
  }

  /** Says how much there is, as {@code actual (limit: n)}. */
  public static String full(long bytes) {
    return "bytes of all buffers: " + bytes + " (limit: " + limit + ")";
  }

  /**
   * To be called before a buffer grows in which a message is collected. By a quarter past the
   * limit, as sessions that do not read are to be closed first.
   *
   * @throws FullException when there is no room
   */
  public static void check(long capacity) {
    if (capacity >= LARGE_BYTES) {
      long bytes = used() + capacity;
      if (bytes - limit > limit / 4) {
        throw new FullException(full(bytes));
      }
    }
  }

  /** Whoever has sent a message for which there is no room is ended. */
  public static final class FullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FullException(String message) {
      super(message, null, false, false);
    }

    public CloseCause cause() {
      return new CloseCause("busy", getMessage());
    }
  }
}
