package dev.mcpmux.cli.attach;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mcpmux.cli.DaemonSocket;
import dev.mcpmux.cli.Home;
import dev.mcpmux.cli.PrivateDirectory;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;

/** A daemon whose every word a test chooses; only the socket is real. */
final class FakeDaemon implements AutoCloseable {

  private final ServerSocketChannel listening;

  FakeDaemon(Path homeDirectory) throws IOException {
    Home home = Home.of(homeDirectory.toString(), Map.of());
    PrivateDirectory.create(home.runtime());
    listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(home.socket()));
  }

  /** The next relay that connects, after its hello. */
  Session accept() throws IOException {
    SocketChannel channel = listening.accept();
    return new Session(channel, DaemonSocket.readLine(channel).text());
  }

  /** The next connection, of which nothing has been read. */
  SocketChannel acceptUnread() throws IOException {
    return listening.accept();
  }

  /**
   * @param hello the relay's first line
   */
  record Session(SocketChannel channel, String hello) implements AutoCloseable {

    void send(String text) throws IOException {
      Streams.write(channel, ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    int readByte() throws IOException {
      ByteBuffer one = ByteBuffer.allocate(1);
      Streams.read(channel, one);
      return one.get(0);
    }

    String readLine() throws IOException {
      return DaemonSocket.readLine(channel).text();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
