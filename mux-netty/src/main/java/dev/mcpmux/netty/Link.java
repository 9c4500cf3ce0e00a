package dev.mcpmux.netty;

import io.netty.channel.Channel;

/**
 * What the event loop knows of one session or upstream beside the core: its channel and what was
 * last said about it.
 */
abstract sealed class Link permits SessionLink, UpstreamLink {

  private final int number;

  /** Written to since the last flush. */
  boolean dirty;

  /** What the core was last told. */
  boolean writable = true;

  /** A change of writability waits to be told. */
  boolean writabilityQueued;

  Link(int number) {
    this.number = number;
  }

  final int number() {
    return number;
  }

  /** Null for an upstream whose process does not run yet. */
  abstract Channel channel();

  final boolean isOpen() {
    return channel() != null && channel().isActive();
  }
}
