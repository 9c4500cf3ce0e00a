package dev.mcpmux.netty;

import dev.mcpmux.core.CloseCause;
import io.netty.buffer.ByteBuf;

/** A session, by the transport that its client came over. */
abstract sealed class SessionLink extends Link permits SocketLink, HttpLink {

  /** The core has been told that too much is unsent, and closes it. */
  boolean outputExceeded;

  SessionLink(int number) {
    super(number);
  }

  /**
   * Writes a message with its line end, to be flushed; the buffer is taken. A failed write is not
   * looked at: the session's end tells the same.
   */
  abstract void write(int stream, ByteBuf line);

  abstract long unsentBytes();

  @Override
  public final String toString() {
    return "session " + number();
  }

  abstract void setReads(boolean reads);

  /** Closes it once what was written is flushed. */
  abstract void close(CloseCause cause);
}
