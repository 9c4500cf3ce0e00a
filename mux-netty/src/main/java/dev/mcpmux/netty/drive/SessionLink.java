package dev.mcpmux.netty.drive;

import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.netty.io.Buffers;
import dev.mcpmux.netty.wire.ByteBufSplicer;
import io.netty.buffer.ByteBuf;

/** A session, by the transport that its client came over. */
public abstract class SessionLink extends Link {

  /** The core has been told that too much is unsent, and closes it. */
  private boolean outputExceeded;

  protected SessionLink(int number) {
    super(number);
  }

  /** Too much is unsent: it is about to be closed. */
  final void exceedOutput() {
    outputExceeded = true;
  }

  /** Whether it is closed because too much is unsent. */
  protected final boolean isOutputExceeded() {
    return outputExceeded;
  }

  /**
   * Writes a message with its line end, to be flushed; the buffer is taken. A failed write is not
   * looked at: the session's end tells the same.
   */
  protected abstract void write(int stream, ByteBuf line);

  /** As {@link #write(int, ByteBuf)}, without its line end; nobody changes it any more. */
  protected void write(int stream, byte[] message) {
    write(stream, ByteBufSplicer.line(Buffers.ALLOCATOR, message));
  }

  /** What it takes to open it again has changed; something may be written, to be flushed. */
  protected void state(SessionState state) {}

  protected abstract long unsentBytes();

  @Override
  public final String toString() {
    return "session " + number();
  }

  protected abstract void setReads(boolean reads);

  /** Closes it once what was written is flushed. */
  protected abstract void close(CloseCause cause);
}
