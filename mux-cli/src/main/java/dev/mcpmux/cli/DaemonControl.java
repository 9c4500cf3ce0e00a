package dev.mcpmux.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One control call to a running daemon, see {@code docs/attach-protocol.md}. */
public final class DaemonControl implements AutoCloseable {

  private static final long ANSWER_MILLIS = 60_000;

  private final SocketChannel channel;
  private final String answer;

  private DaemonControl(SocketChannel channel, String answer) {
    this.channel = channel;
    this.answer = answer;
  }

  /**
   * Makes the call {@code status} or {@code stop}; null if no daemon runs.
   *
   * @throws IOException if the daemon does not answer or refuses
   */
  public static DaemonControl call(Home home, String control) throws IOException {
    SocketChannel channel = DaemonSocket.connect(home);
    if (channel == null) {
      return null;
    }
    String hello =
        "{\"mcpmux\":1,\"control\":\""
            + control
            + "\",\"pid\":"
            + ProcessHandle.current().pid()
            + "}\n";
    ByteBuffer bytes = ByteBuffer.wrap(hello.getBytes(StandardCharsets.UTF_8));
    DaemonSocket.Line line = DaemonSocket.ask(channel, bytes, ANSWER_MILLIS);
    if (line == null) {
      channel.close();
      throw new IOException("the daemon closed the connection without an answer");
    }
    String refusal = RawJson.string(line.text(), "error", "message");
    if (refusal != null) {
      channel.close();
      throw new IOException(refusal);
    }
    return new DaemonControl(channel, line.text());
  }

  /** One JSON object. */
  public String answer() {
    return answer;
  }

  /** Waits until the daemon closes the connection, or breaks it with its own end. */
  public void awaitClose() {
    try {
      while (DaemonSocket.readLine(channel) != null) {
        // only the end is of interest
      }
    } catch (IOException e) {
      // it is gone as well
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
