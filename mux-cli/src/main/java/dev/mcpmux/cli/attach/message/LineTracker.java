package dev.mcpmux.cli.attach.message;

import java.nio.ByteBuffer;

/**
 * Notices, in a stream of bytes that comes in pieces, the lines that begin with the byte 0x1E. Such
 * lines are between relay and daemon. Keeps no buffer; not thread safe.
 */
public final class LineTracker {

  public static final byte CONTROL = 0x1E;
  public static final byte LF = '\n';

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long CONTROLS = ONES * CONTROL;

  private byte last = LF;

  /** The next byte begins a line. */
  public void reset() {
    last = LF;
  }

  /** Whether the next byte begins a line. */
  public boolean atLineStart() {
    return last == LF;
  }

  /**
   * The index of the first 0x1E, from the buffer's position on, that begins a line; the buffer's
   * limit if there is none. Expects every byte before the position to have been {@link #passed}.
   */
  public int nextControl(ByteBuffer buffer) {
    int start = buffer.position();
    int limit = buffer.limit();
    for (int i = start; i < limit; i++) {
      // whole words first: this byte occurs in no JSON text, so there is nearly never a match
      while (i + Long.BYTES <= limit && !holdsControl(buffer.getLong(i))) {
        i += Long.BYTES;
      }
      if (i < limit && buffer.get(i) == CONTROL && (i == start ? last : buffer.get(i - 1)) == LF) {
        return i;
      }
    }
    return limit;
  }

  /** Takes note that the bytes between the position and {@code end} are done with. */
  public void passed(ByteBuffer buffer, int end) {
    if (end > buffer.position()) {
      last = buffer.get(end - 1);
    }
  }

  private static boolean holdsControl(long word) {
    long zeros = word ^ CONTROLS;
    return ((zeros - ONES) & ~zeros & HIGH_BITS) != 0;
  }
}
