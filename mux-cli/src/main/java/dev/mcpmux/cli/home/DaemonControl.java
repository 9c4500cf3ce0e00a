package dev.mcpmux.cli.home;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.ForPeople;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** One control call to a running daemon, see {@code docs/attach-protocol.md}. */
public final class DaemonControl implements AutoCloseable {

  private static final long ANSWER_MILLIS = 60_000;

  private final SocketChannel channel;
  private final DaemonSocket.Line answer;

  private DaemonControl(SocketChannel channel, DaemonSocket.Line answer) {
    this.channel = channel;
    this.answer = answer;
  }

  /** The daemon will not do it; the message is for people. */
  public static final class RefusedException extends IOException implements ForPeople {
    private static final long serialVersionUID = 1L;
    private final String reason;

    private RefusedException(String reason, String message) {
      super(message);
      this.reason = reason;
    }

    /** A stable word, see {@code docs/attach-protocol.md}. */
    public String reason() {
      return reason;
    }
  }

  /**
   * Makes a call that is about no server; null if no daemon runs.
   *
   * @throws IOException if the daemon does not answer or refuses
   */
  public static DaemonControl call(Home home, String control) throws IOException {
    return call(home, control, null);
  }

  /**
   * As {@link #call(Home, String)}.
   *
   * @param server the server that the call is about; null for none
   */
  public static DaemonControl call(Home home, String control, String server) throws IOException {
    return call(home, control, server, ANSWER_MILLIS);
  }

  /**
   * As {@link #call(Home, String, String)}.
   *
   * @param patienceMillis how long the answer may take
   */
  public static DaemonControl call(Home home, String control, String server, long patienceMillis)
      throws IOException {
    String about = server == null ? "" : ",\"server\":" + RawJson.quote(server);
    return ask(home, control, about, patienceMillis);
  }

  /** Makes a call that is answered line by line, see {@link #lines}; null if no daemon runs. */
  public static DaemonControl follow(Home home, String control, Map<String, String> options)
      throws IOException {
    String said =
        options.entrySet().stream()
            .map(each -> RawJson.quote(each.getKey()) + ":" + RawJson.quote(each.getValue()))
            .collect(Collectors.joining(",", ",\"options\":{", "}"));
    return ask(home, control, said, ANSWER_MILLIS);
  }

  private static DaemonControl ask(Home home, String control, String members, long patienceMillis)
      throws IOException {
    SocketChannel channel = DaemonSocket.connect(home);
    if (channel == null) {
      return null;
    }
    String hello =
        "{\"mcpmux\":1,\"control\":\""
            + control
            + "\""
            + members
            + ",\"pid\":"
            + ProcessHandle.current().pid()
            + "}\n";
    ByteBuffer bytes = ByteBuffer.wrap(hello.getBytes(StandardCharsets.UTF_8));
    DaemonSocket.Line line = DaemonSocket.ask(channel, bytes, patienceMillis);
    if (line == null) {
      channel.close();
      throw new IOException("the daemon closed the connection without an answer");
    }
    String refusal = RawJson.string(line.text(), "error", "message");
    if (refusal != null) {
      channel.close();
      throw new RefusedException(RawJson.string(line.text(), "error", "reason"), refusal);
    }
    return new DaemonControl(channel, line);
  }

  /** One JSON object. */
  public String answer() {
    return answer.text();
  }

  /** What comes behind the answer, until the daemon closes the connection. */
  public InputStream lines() {
    byte[] begun = new byte[answer.rest().remaining()];
    answer.rest().duplicate().get(begun);
    return new SequenceInputStream(
        new ByteArrayInputStream(begun), Channels.newInputStream(channel));
  }

  /** A member of the answer as text; null for none. */
  public String member(String name) {
    return RawJson.find(answer.text(), name);
  }

  /** The answer's {@code result}, see {@link JsonTree}. */
  public Map<String, Object> result() {
    return JsonTree.parse(RawJson.find(answer.text(), "result"));
  }

  /** Tells people that no daemon runs. Returns the exit code for that. */
  public static int complainOfNone(Home home) {
    System.err.println("mcpmux: no daemon runs (no one listens on " + home.socket() + ")");
    return ExitCode.NO_DAEMON;
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
