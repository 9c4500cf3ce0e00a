package dev.mcpmux.cli.attach;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Copies the client's input to the daemon, and tells it when that has ended. A line of the client
 * that looks like a control line goes on behind a space, which makes it the parse error that it
 * would be without mcpmux. Owns its one buffer; used by one thread.
 */
final class ClientToDaemon {

  private static final byte[] LINE_END = {LineTracker.LF};
  private static final byte[] SPACE = {' '};
  private static final byte[] END = "\u001e{\"end\":true}\n".getBytes(StandardCharsets.UTF_8);

  private final ReadableByteChannel client;
  private final WritableByteChannel daemon;
  private final LineTracker lines = new LineTracker();

  ClientToDaemon(ReadableByteChannel client, WritableByteChannel daemon) {
    this.client = client;
    this.daemon = daemon;
  }

  /** Returns when the client's input has ended and the daemon has been told. */
  void run() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Relay.CHUNK_BYTES);
    while (Streams.read(client, buffer.clear()) >= 0) {
      pass(buffer.flip());
    }
    if (!lines.atLineStart()) {
      Streams.write(daemon, ByteBuffer.wrap(LINE_END));
    }
    Streams.write(daemon, ByteBuffer.wrap(END));
  }

  private void pass(ByteBuffer buffer) throws IOException {
    int limit = buffer.limit();
    while (buffer.hasRemaining()) {
      int control = lines.nextControl(buffer);
      if (control == buffer.position()) {
        Streams.write(daemon, ByteBuffer.wrap(SPACE));
        control++;
      }
      lines.passed(buffer, control);
      Streams.write(daemon, buffer.limit(control));
      buffer.limit(limit);
    }
  }
}
