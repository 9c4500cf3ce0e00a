package dev.mcpmux.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
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
  String statusName() {
    return name().toLowerCase(Locale.ROOT);
  }

  IoHandlerFactory ioHandlerFactory() {
    return this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  ServerChannel newServerChannel() {
    return this == EPOLL
        ? new EpollServerDomainSocketChannel()
        : new NioServerDomainSocketChannel();
  }

  /** One that listens already; epoll only. */
  ServerChannel inheritedServerChannel(int descriptor) {
    return new EpollServerDomainSocketChannel(descriptor, true);
  }

  ServerChannel newTcpServerChannel() {
    return this == EPOLL ? new EpollServerSocketChannel() : new NioServerSocketChannel();
  }

  /** Makes TCP channels that a loop can carry. */
  static ChannelFactory<Channel> tcpChannels(EventLoop loop) {
    return loop instanceof IoEventLoop io && io.isCompatible(EpollIoHandle.class)
        ? EpollSocketChannel::new
        : NioSocketChannel::new;
  }

  /** The number of a channel's descriptor; -1 where that cannot be told. */
  static int descriptor(Channel channel) {
    return channel instanceof UnixChannel unix ? unix.fd().intValue() : -1;
  }

  SocketAddress address(Path socket) {
    return this == EPOLL
        ? new DomainSocketAddress(socket.toFile())
        : UnixDomainSocketAddress.of(socket);
  }
}
