package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.DaemonSocket;
import dev.mcpmux.cli.ExitCode;
import dev.mcpmux.cli.Home;
import dev.mcpmux.cli.RawJson;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * One open session: two threads, each of which copies one direction with a buffer of its own, so
 * that a frame of any size costs no memory here.
 */
final class Relay {

  static final int CHUNK_BYTES = 64 * 1024;

  /** How long a daemon may be silent after the client's input has ended. */
  private static final long END_MILLIS = 30_000;

  private static final String ALIVE = "{\"mcpmux\":1,\"control\":\"alive\"}\n";
  private static final long ALIVE_MILLIS = 5_000;

  private final SocketChannel daemon;
  private final ReadableByteChannel in;
  private final DaemonToClient output;

  private final Home home;
  private final String pid;
  private volatile boolean silent;

  Relay(
      SocketChannel daemon,
      ReadableByteChannel in,
      WritableByteChannel out,
      Home home,
      String pid) {
    this.daemon = daemon;
    this.home = home;
    this.pid = pid;
    this.in = in;
    this.output = new DaemonToClient(daemon, out);
  }

  /**
   * @param home where the daemon is
   * @param pid the daemon's, null if it did not say
   */
  static Relay overStandardStreams(SocketChannel daemon, Home home, String pid) {
    return new Relay(
        daemon,
        new FileInputStream(FileDescriptor.in).getChannel(),
        new FileOutputStream(FileDescriptor.out).getChannel(),
        home,
        pid);
  }

  /** Returns the exit code when the session is over. */
  int run(ByteBuffer first) {
    Thread input = new Input();
    input.setDaemon(true);
    input.start();
    DaemonToClient.End end = output.run(first);
    if (end == DaemonToClient.End.CLOSED) {
      return closed();
    }
    if (end == DaemonToClient.End.CLIENT_GONE) {
      return ExitCode.OK;
    }
    if (silent) {
      complain(
          "the daemon has said nothing for "
              + END_MILLIS / 1000
              + " s since the end of the input, so this session ends");
      return ExitCode.SESSION_CLOSED;
    }
    if (isAlive()) {
      complain("the daemon has closed this session's connection (its log may say why)");
      return ExitCode.SESSION_CLOSED;
    }
    complain("the daemon has gone away, and this session with it (its log may say why)");
    return ExitCode.DAEMON_GONE;
  }

  /**
   * Whether the daemon still answers, though the connection has ended without a word; one that is
   * slow to take the question or to answer does.
   */
  private boolean isAlive() {
    SocketChannel channel;
    try {
      channel = DaemonSocket.connect(home);
    } catch (IOException e) {
      return true; // who cannot be asked is not said to have gone
    }
    if (channel == null) {
      return false;
    }
    try (channel) {
      ByteBuffer question = ByteBuffer.wrap(ALIVE.getBytes(StandardCharsets.UTF_8));
      DaemonSocket.Line answer = DaemonSocket.ask(channel, question, ALIVE_MILLIS);
      String other = answer == null ? null : RawJson.find(answer.text(), "pid");
      return answer != null && (pid == null || other == null || other.equals(pid));
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private int closed() {
    if (output.closeReason().equals("end-of-input")) {
      return ExitCode.OK;
    }
    complain(output.closeMessage());
    return output.closeReason().equals("stopping") ? ExitCode.DAEMON_GONE : ExitCode.SESSION_CLOSED;
  }

  /** A class and no lambda, which would cost each session the machinery of lambdas. */
  private final class Input extends Thread {
    @Override
    public void run() {
      try {
        new ClientToDaemon(in, daemon).run();
        awaitEnd();
      } catch (IOException | InterruptedException e) {
        // the other direction sees the end of the connection, and why
      }
    }
  }

  /** Ends the session if the daemon does not: nobody may be left to end this process. */
  private void awaitEnd() throws IOException, InterruptedException {
    long end = System.nanoTime();
    long waited = 0;
    while (waited < END_MILLIS) {
      Thread.sleep(END_MILLIS - waited);
      waited = (System.nanoTime() - Math.max(end, output.lastReadNanos())) / 1_000_000;
    }
    silent = true;
    daemon.close();
  }

  private static void complain(String message) {
    System.err.println("mcpmux: " + message);
  }
}
