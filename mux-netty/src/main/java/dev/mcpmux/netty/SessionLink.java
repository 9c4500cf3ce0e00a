package dev.mcpmux.netty;

import dev.mcpmux.core.CloseCause;
import io.netty.buffer.ByteBuf;

/** A session, by the transport that its client came over. */
abstract sealed class SessionLink extends Link permits SocketLink, HttpLink {

  /** The core has been told that too much is unsent, and closes it. */
  boolean outputExceeded;

  /** Its connection or something of ours has failed, and it is being closed. */
  boolean failed;

  SessionLink(int number) {
    super(number);
  }

  /**
   * Writes a message with its line end, to be flushed; the buffer is taken. A failed write is not
   * looked at: the session's end tells the same.
   */
  abstract void write(int stream, ByteBuf line);

  abstract long unsentBytes();

  abstract void setReads(boolean reads);

  /** Closes it once what was written is flushed. */
  abstract void close(CloseCause cause);
}
