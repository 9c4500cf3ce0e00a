package dev.mcpmux.netty;

import io.netty.channel.Channel;

/** A session that said hello over a socket. */
final class SessionLink extends Link {

  private final Channel channel;

  /** The core has been told that too much is unsent, and closes it. */
  boolean outputExceeded;

  SessionLink(int number, Channel channel) {
    super(number);
    this.channel = channel;
  }

  @Override
  Channel channel() {
    return channel;
  }
}
