package dev.mcpmux.netty.http;

import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.netty.drive.SessionLink;
import io.netty.buffer.ByteBuf;

/** A session that came over HTTP: many channels, a stream for each POST. */
final class HttpLink extends SessionLink {

  private final HttpSession session;

  HttpLink(int number, HttpSession session) {
    super(number);
    this.session = session;
  }

  @Override
  protected boolean isOpen() {
    return session.isOpen();
  }

  @Override
  protected boolean isWritable() {
    return session.isWritable();
  }

  @Override
  protected void write(int stream, ByteBuf line) {
    session.write(stream, line);
  }

  @Override
  protected void state(SessionState state) {
    session.state(state);
  }

  @Override
  protected void flush() {
    session.flush();
  }

  @Override
  protected long unsentBytes() {
    return session.unsentBytes();
  }

  /** What it owes is bounded by its requests in flight, each of which has a connection. */
  @Override
  protected void setReads(boolean reads) {}

  @Override
  protected void close(CloseCause cause) {
    session.close(cause);
  }
}
