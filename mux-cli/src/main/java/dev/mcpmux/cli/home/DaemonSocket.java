package dev.mcpmux.cli.home;

import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** A client's end of the daemon's socket, as far as relay and commands have it in common. */
public final class DaemonSocket {

  private static final int READ_BYTES = 8192;

  /** As long as the answer to the first line may take. */
  private static final long CONNECT_MILLIS = 60_000;

  private DaemonSocket() {}

  /**
   * Connects; null if no daemon accepts.
   *
   * @throws SocketTimeoutException if there is one, and it takes nobody
   */
  public static SocketChannel connect(Home home) throws IOException {
    home.check();
    PrivateDirectory.check(home.socket().getParent());
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    Watchdog watchdog = new Watchdog(channel, CONNECT_MILLIS);
    watchdog.start();
    try {
      channel.connect(UnixDomainSocketAddress.of(home.socket()));
    } catch (ClosedChannelException e) {
      throw new SocketTimeoutException(
          "the daemon has not taken a connection for " + CONNECT_MILLIS / 1000 + " s");
    } catch (IOException e) {
      channel.close();
      return null;
    } finally {
      watchdog.interrupt();
    }
    // whose directory it is was looked at: it is ours
    checkPeer(channel, home.socket(), Files.getOwner(home.socket().getParent()));
    return channel;
  }

  /** Whoever answers will be told the whole environment. */
  static void checkPeer(SocketChannel channel, Path socket, UserPrincipal own) throws IOException {
    UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
    if (!peer.user().equals(own)) {
      channel.close();
      throw new IOException(
          "a process of another user answers on " + socket + "; nothing was sent to it");
    }
  }

  /** A line, and what was read behind it. */
  public record Line(String text, ByteBuffer rest) {}

  /**
   * Sends the first line and waits for the answer; null if the connection ends before one.
   *
   * @throws SocketTimeoutException if it takes longer; the connection is closed then
   */
  public static Line ask(SocketChannel channel, ByteBuffer request, long patienceMillis)
      throws IOException {
    Watchdog watchdog = new Watchdog(channel, patienceMillis);
    watchdog.start();
    try {
      write(channel, request);
      return readLine(channel);
    } catch (ClosedChannelException e) {
      throw new SocketTimeoutException(
          "the daemon has not answered for " + patienceMillis / 1000 + " s");
    } finally {
      watchdog.interrupt();
    }
  }

  /** One that refuses need not have read all: its answer tells why. */
  private static void write(SocketChannel channel, ByteBuffer request) throws IOException {
    try {
      while (request.hasRemaining()) {
        channel.write(request);
      }
    } catch (ClosedChannelException e) {
      throw e; // by the watchdog
    } catch (IOException e) {
      // told by the end of what can be read, at the latest
    }
  }

  /** Closes a channel after a while, because a Unix channel that waits knows no time-out. */
  private static final class Watchdog extends Thread {
    private final SocketChannel channel;
    private final long millis;

    Watchdog(SocketChannel channel, long millis) {
      this.channel = channel;
      this.millis = millis;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        Thread.sleep(millis);
        channel.close();
      } catch (InterruptedException | IOException e) {
        // answered in time, or closed already
      }
    }
  }

  /** Reads up to the first line end; null if the connection ends before one. */
  public static Line readLine(SocketChannel channel) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    while (channel.read(buffer.clear()) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        byte b = buffer.get();
        if (b == '\n') {
          return new Line(line.toString(StandardCharsets.UTF_8), buffer);
        }
        line.write(b);
      }
    }
    return null;
  }
}
