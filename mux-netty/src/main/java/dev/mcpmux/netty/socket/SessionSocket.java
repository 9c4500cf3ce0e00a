package dev.mcpmux.netty.socket;

import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.io.AcceptGuard;
import dev.mcpmux.netty.io.Channels;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Where sessions come in: a socket of its own, which appears and goes with this server, or one that
 * a supervisor has listened with before this server was there and goes on listening with when it
 * has gone. Nobody comes in before {@link #accept}. Touches the disk: never on the event loop, but
 * for {@link #close}.
 */
public final class SessionSocket {

  private final Path path;
  private final OptionalInt inherited;
  private final SocketFile file;
  private Path bindPath;
  private Channel listening;

  /**
   * @param path null to listen nowhere
   * @param inherited the descriptor that the supervisor has handed on; empty for a socket of its
   *     own
   */
  public SessionSocket(Path path, OptionalInt inherited) {
    this.path = path;
    this.inherited = inherited;
    this.file = path == null ? null : new SocketFile(path);
  }

  /**
   * Makes the place where it is to be.
   *
   * @throws AlreadyRunningException when somebody accepts connections there
   */
  public void prepare() throws IOException {
    if (hasFile()) {
      bindPath = file.prepare();
    }
  }

  /**
   * @param connections makes the pipelines of those who come in
   */
  public void listen(
      EventLoopGroup group, Transport transport, ChannelInitializer<Channel> connections)
      throws IOException {
    if (path == null) {
      return;
    }
    ServerBootstrap bootstrap =
        new ServerBootstrap().group(group).handler(new AcceptGuard()).childHandler(connections);
    ChannelFuture listens;
    if (inherited.isPresent()) {
      // those who wait in its queue already must not come in yet
      listens =
          bootstrap
              .channelFactory(() -> Channels.inheritedServerChannel(inherited.getAsInt()))
              .option(ChannelOption.AUTO_READ, false)
              .register();
    } else {
      listens =
          bootstrap
              .channelFactory(() -> Channels.newServerChannel(transport))
              .bind(Channels.address(transport, bindPath));
    }
    listening = listens.awaitUninterruptibly().channel();
    if (!listening.isActive()) {
      throw new IOException("cannot listen on " + path, listens.cause());
    }
  }

  /** Lets sessions in. */
  public void accept() throws IOException {
    if (inherited.isPresent()) {
      listening.eventLoop().execute(() -> listening.config().setAutoRead(true));
    } else if (hasFile()) {
      file.publish();
    }
  }

  private boolean hasFile() {
    return file != null && inherited.isEmpty();
  }

  public void close() {
    if (listening != null) {
      listening.close();
    }
  }

  /** Removes the file, unless it is somebody else's. */
  public void removeFile() {
    if (hasFile()) {
      file.remove();
    }
  }
}
