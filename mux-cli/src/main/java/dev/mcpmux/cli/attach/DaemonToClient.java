package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.RawJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Copies what the daemon sends to the client, less the control lines. Owns its one buffer; used by
 * one thread, except for {@link #lastReadNanos}.
 */
final class DaemonToClient {

  /** A control line is short; of a longer one the rest is skipped. */
  private static final int MAX_CONTROL_BYTES = 64 * 1024;

  private final ReadableByteChannel daemon;
  private final WritableByteChannel client;
  private final LineTracker lines = new LineTracker();
  private final ByteArrayOutputStream control = new ByteArrayOutputStream(0);
  private boolean inControl;
  private volatile long lastReadNanos = System.nanoTime();

  /** How a session ended. */
  enum End {
    /** The daemon closed it with a cause. */
    CLOSED,
    /** The connection closed without a word. */
    CONNECTION_ENDED,
    /** The client reads no more. */
    CLIENT_GONE
  }

  private String closeReason = "";
  private String closeMessage = "";

  DaemonToClient(ReadableByteChannel daemon, WritableByteChannel client) {
    this.daemon = daemon;
    this.client = client;
  }

  /** The reason word of the daemon's close line. */
  String closeReason() {
    return closeReason;
  }

  String closeMessage() {
    return closeMessage;
  }

  /** When the daemon last sent something. */
  long lastReadNanos() {
    return lastReadNanos;
  }

  /**
   * Returns when the session is over.
   *
   * @param first what has been read behind the daemon's answer already, ready to be read
   */
  End run(ByteBuffer first) {
    ByteBuffer buffer = first;
    while (true) {
      try {
        if (pass(buffer)) {
          return End.CLOSED;
        }
      } catch (IOException e) {
        return End.CLIENT_GONE;
      }
      if (buffer == first) {
        buffer = ByteBuffer.allocateDirect(Relay.CHUNK_BYTES);
      }
      try {
        if (Streams.read(daemon, buffer.clear()) < 0) {
          return End.CONNECTION_ENDED;
        }
      } catch (IOException e) {
        return End.CONNECTION_ENDED;
      }
      lastReadNanos = System.nanoTime();
      buffer.flip();
    }
  }

  /** Whether the session was closed. */
  private boolean pass(ByteBuffer buffer) throws IOException {
    int limit = buffer.limit();
    while (buffer.hasRemaining()) {
      if (inControl) {
        if (collect(buffer)) {
          return true;
        }
        continue;
      }
      int next = lines.nextControl(buffer);
      lines.passed(buffer, next);
      Streams.write(client, buffer.limit(next));
      buffer.limit(limit);
      inControl = next < limit;
    }
    return false;
  }

  /** Takes the bytes of a control line; whether it closed the session. */
  private boolean collect(ByteBuffer buffer) {
    while (buffer.hasRemaining()) {
      byte b = buffer.get();
      if (b == LineTracker.LF) {
        inControl = false;
        String line = control.toString(StandardCharsets.UTF_8);
        control.reset();
        return closes(line.substring(1));
      }
      if (control.size() < MAX_CONTROL_BYTES) {
        control.write(b);
      }
    }
    return false;
  }

  private boolean closes(String json) {
    if (RawJson.find(json, "close") == null) {
      return false;
    }
    String reason = RawJson.string(json, "close", "reason");
    String message = RawJson.string(json, "close", "message");
    closeReason = reason == null ? "" : reason;
    closeMessage = message == null ? closeReason : message;
    return true;
  }
}
