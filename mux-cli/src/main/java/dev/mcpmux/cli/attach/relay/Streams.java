package dev.mcpmux.cli.attach.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Reads and writes that wait. Standard streams may be in non-blocking mode, which whoever else has
 * them open can set at any time; the channels then transfer nothing instead of waiting.
 */
final class Streams {

  /** Of which much is moved at once. */
  static final int CHUNK_BYTES = 64 * 1024;

  private static final long PAUSE_MILLIS = 1;

  private Streams() {}

  /** Reads at least one byte; returns -1 at the end. */
  static int read(ReadableByteChannel in, ByteBuffer buffer) throws IOException {
    while (true) {
      int n = in.read(buffer);
      if (n != 0) {
        return n;
      }
      pause();
    }
  }

  /** Writes what remains of the buffer. */
  static void write(WritableByteChannel out, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (out.write(buffer) == 0) {
        pause();
      }
    }
  }

  static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }
}
