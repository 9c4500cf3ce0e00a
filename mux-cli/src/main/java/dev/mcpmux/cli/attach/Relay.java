package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.ExitCode;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/**
 * One open session: two threads, each of which copies one direction with a buffer of its own, so
 * that a frame of any size costs no memory here.
 */
final class Relay {

  static final int CHUNK_BYTES = 64 * 1024;

  /** How long a daemon may be silent after the client's input has ended. */
  private static final long END_MILLIS = 30_000;

  private final SocketChannel daemon;
  private final ReadableByteChannel in;
  private final DaemonToClient output;

  Relay(SocketChannel daemon, ReadableByteChannel in, WritableByteChannel out) {
    this.daemon = daemon;
    this.in = in;
    this.output = new DaemonToClient(daemon, out);
  }

  static Relay overStandardStreams(SocketChannel daemon) {
    return new Relay(
        daemon,
        new FileInputStream(FileDescriptor.in).getChannel(),
        new FileOutputStream(FileDescriptor.out).getChannel());
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
    complain("the daemon has gone away, and this session with it (its log may say why)");
    return ExitCode.DAEMON_GONE;
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
    daemon.close();
  }

  private static void complain(String message) {
    System.err.println("mcpmux: " + message);
  }
}
