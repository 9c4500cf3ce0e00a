package dev.mcpmux.cli.attach.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mcpmux.cli.home.DaemonSocket;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;

/** A daemon whose every word a test chooses; only the socket is real. */
public final class FakeDaemon implements AutoCloseable {

  private final ServerSocketChannel listening;

  public FakeDaemon(Path homeDirectory) throws IOException {
    Home home = Home.of(homeDirectory.toString(), Map.of());
    PrivateDirectory.create(home.runtime());
    listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(home.socket()));
  }

  /** The next relay that connects, after its hello. */
  public Session accept() throws IOException {
    SocketChannel channel = listening.accept();
    return new Session(channel, DaemonSocket.readLine(channel).text());
  }

  /** Whether anybody connects in so many milliseconds; if so, the connection is closed. */
  public boolean acceptsWithin(long millis) throws Exception {
    listening.configureBlocking(false);
    try {
      long deadline = System.nanoTime() + millis * 1_000_000;
      while (System.nanoTime() < deadline) {
        SocketChannel channel = listening.accept();
        if (channel != null) {
          channel.close();
          return true;
        }
        Thread.sleep(10);
      }
      return false;
    } finally {
      listening.configureBlocking(true);
    }
  }

  /** The next connection, of which nothing has been read. */
  public SocketChannel acceptUnread() throws IOException {
    return listening.accept();
  }

  /** One connection; a line that is read does not take what is behind it along. */
  public static final class Session implements AutoCloseable {

    private final SocketChannel channel;
    private final String hello;
    private final ByteBuffer read = ByteBuffer.allocate(8192).limit(0);

    Session(SocketChannel channel, String hello) {
      this.channel = channel;
      this.hello = hello;
    }

    public SocketChannel channel() {
      return channel;
    }

    /** The relay's first line. */
    public String hello() {
      return hello;
    }

    public void send(String text) throws IOException {
      Streams.write(channel, ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    /** -1 at the end. */
    public int readByte() throws IOException {
      if (!read.hasRemaining()) {
        int n = Streams.read(channel, read.clear());
        read.flip();
        if (n < 0) {
          return -1;
        }
      }
      return read.get() & 0xff;
    }

    public String readLine() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = readByte(); b != '\n'; b = readByte()) {
        if (b < 0) {
          throw new EOFException(line.toString(UTF_8));
        }
        line.write(b);
      }
      return line.toString(UTF_8);
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
