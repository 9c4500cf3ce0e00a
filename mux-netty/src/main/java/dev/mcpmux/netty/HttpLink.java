package dev.mcpmux.netty;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.netty.http.HttpSession;
import io.netty.buffer.ByteBuf;

/** A session that came over HTTP: many channels, a stream for each POST. */
final class HttpLink extends SessionLink {

  private final HttpSession session;

  HttpLink(int number, HttpSession session) {
    super(number);
    this.session = session;
  }

  @Override
  boolean isOpen() {
    return session.isOpen();
  }

  @Override
  boolean isWritable() {
    return session.isWritable();
  }

  @Override
  void write(int stream, ByteBuf line) {
    session.write(stream, line);
  }

  @Override
  void flush() {
    session.flush();
  }

  @Override
  long unsentBytes() {
    return session.unsentBytes();
  }

  /** What it owes is bounded by its requests in flight, each of which has a connection. */
  @Override
  void setReads(boolean reads) {}

  @Override
  void close(CloseCause cause) {
    session.close(cause);
  }
}
