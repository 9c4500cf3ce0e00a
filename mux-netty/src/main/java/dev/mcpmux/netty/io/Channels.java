package dev.mcpmux.netty.io;

import dev.mcpmux.netty.config.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
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

/** Makes the channels of a {@link Transport}, and tells what they are. */
public final class Channels {

  private Channels() {}

  public static IoHandlerFactory ioHandlerFactory(Transport transport) {
    return transport == Transport.EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  public static ServerChannel newServerChannel(Transport transport) {
    return transport == Transport.EPOLL
        ? new EpollServerDomainSocketChannel()
        : new NioServerDomainSocketChannel();
  }

  /** One that listens already; epoll only. */
  public static ServerChannel inheritedServerChannel(int descriptor) {
    return new EpollServerDomainSocketChannel(descriptor, true);
  }

  public static ServerChannel newTcpServerChannel(Transport transport) {
    return transport == Transport.EPOLL
        ? new EpollServerSocketChannel()
        : new NioServerSocketChannel();
  }

  /** Makes TCP channels that a loop can carry. */
  public static ChannelFactory<Channel> tcpChannels(EventLoop loop) {
    return loop instanceof IoEventLoop io && io.isCompatible(EpollIoHandle.class)
        ? EpollSocketChannel::new
        : NioSocketChannel::new;
  }

  /** The number of a channel's descriptor; -1 where that cannot be told. */
  public static int descriptor(Channel channel) {
    return channel instanceof UnixChannel unix ? unix.fd().intValue() : -1;
  }

  public static SocketAddress address(Transport transport, Path socket) {
    return transport == Transport.EPOLL
        ? new DomainSocketAddress(socket.toFile())
        : UnixDomainSocketAddress.of(socket);
  }
}
