package dev.mcpmux.netty.config;

import io.netty.channel.epoll.Epoll;
import java.util.Locale;

/** Which kind of channels this machine gets: epoll where its native library loads, else NIO. */
public enum Transport {
  EPOLL,
  NIO;

  /** Epoll where it works, on Linux with the native library for this processor. */
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /** As {@code mcpmux status --json} shows it. */
  public String statusName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
