package dev.mcpmux.netty;

import io.netty.channel.epoll.Epoll;

/** Which kind of channels this machine gets: epoll where its native library loads, else NIO. */
public enum Transport {
  EPOLL,
  NIO;

  /** Epoll where it works, on Linux with the native library for this processor. */
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }
}
