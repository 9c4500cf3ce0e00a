package dev.mcpmux.netty.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/** Reads lines from a channel. One thread. */
final class SocketLines {
  static final int MAX_LINE_BYTES = 64 * 1024 * 1024;
  private static final int FIRST_BYTES = 64 * 1024;

  private final ReadableByteChannel channel;
  private byte[] bytes = new byte[FIRST_BYTES];

  /** What was read and not given out: from here to {@link #end}. */
  private int start;

  private int end;

  /** How far there is no line end. */
  private int searched;

  SocketLines(ReadableByteChannel channel) {
    this.channel = channel;
  }

  /** The next one, without its end; null when none comes any more. Waits. */
  byte[] next() throws IOException {
    while (true) {
      for (; searched < end; searched++) {
        if (bytes[searched] == '\n') {
          byte[] line = Arrays.copyOfRange(bytes, start, searched);
          start = ++searched;
          return line;
        }
      }
      if (!fill()) {
        return null;
      }
    }
  }

  /** Whether all that was read has been given out, but for a part of a line. */
  boolean isDrained() {
    for (int at = searched; at < end; at++) {
      if (bytes[at] == '\n') {
        return false;
      }
    }
    return true;
  }

  private boolean fill() throws IOException {
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, end - start);
      end -= start;
      searched -= start;
      start = 0;
    }
    if (end == bytes.length) {
      if (end > MAX_LINE_BYTES) {
        throw new IOException("bytes of a message: " + end + " (limit: " + MAX_LINE_BYTES + ")");
      }
      bytes = Arrays.copyOf(bytes, Math.min(2 * bytes.length, MAX_LINE_BYTES + 1)); // and its end
    } else if (end == 0 && bytes.length > FIRST_BYTES) {
      bytes = new byte[FIRST_BYTES]; // the room of a long line is not kept
    }
    int count = channel.read(ByteBuffer.wrap(bytes, end, bytes.length - end));
    end += Math.max(count, 0);
    return count >= 0;
  }
}
