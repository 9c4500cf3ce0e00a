package dev.mcpmux.netty;

import io.netty.buffer.ByteBuf;

/** An upstream, by the way it is carried. */
abstract sealed class UpstreamLink extends Link permits ProcessLink, RemoteLink {

  private final String server;

  UpstreamLink(int number, String server) {
    super(number);
    this.server = server;
  }

  final String server() {
    return server;
  }

  @Override
  public final String toString() {
    return server + " (upstream " + number() + ")";
  }

  /**
   * Writes a message with its line end, to be flushed; the buffer is taken. A failed write is not
   * looked at: the upstream's end tells the same.
   */
  abstract void write(ByteBuf line);

  /** Whether anything is read from it for now, where that can be chosen. */
  void setReads(boolean reads) {}

  /** Ends it, or as soon as it has begun; its end is told to the driver. */
  abstract void stop();

  /** It has answered {@code initialize}. */
  abstract void ready();

  /** It has ended, or never began. */
  abstract void ended();
}
