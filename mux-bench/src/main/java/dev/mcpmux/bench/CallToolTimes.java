package dev.mcpmux.bench;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;

/**
 * What a call through {@code call_tool} takes in the core more than the same call under the tool's
 * own name, in a session that has all servers too: a call, read and passed on, and its reply. The
 * two take turns, in one process.
 *
 * <pre>java -cp mux-bench/target/mux-bench.jar dev.mcpmux.bench.CallToolTimes [BYTES [ROUNDS]]
 * </pre>
 *
 * BYTES is the length of an argument.
 */
public final class CallToolTimes implements MuxActions {
  private static final int OWN_NAME = 1;
  private static final int FOUND = 2;
  private static final long NANOS_OF_ROUND = 50_000_000;

  private static final String TOOLS =
      "{\"tools\":[{\"name\":\"create_issue\",\"description\":\"Creates an issue\",\"inputSchema\":"
          + "{\"type\":\"object\",\"properties\":{\"title\":{\"type\":\"string\",\"description\":"
          + "\"what it is about\"},\"body\":{\"type\":\"string\"},\"labels\":{\"type\":\"array\","
          + "\"items\":{\"type\":\"string\"}},\"number\":{\"type\":\"integer\"}},\"required\":"
          + "[\"title\"],\"additionalProperties\":false},\"annotations\":{\"readOnlyHint\":true}}]}";

  private static final byte[] REPLY_HEAD =
      "{\"jsonrpc\":\"2.0\",\"id\":".getBytes(StandardCharsets.UTF_8);
  private static final byte[] REPLY_TAIL =
      bytes(",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"created\"}]}}");
  private static final int ID_DIGITS = 12;

  private final ByteBuffer reply = ByteBuffer.allocateDirect(1000);
  private final FrameScanner replyScanner = new FrameScanner();
  private final Mux mux;
  private long now = System.nanoTime();
  private long lastId;
  private final Queue<Runnable> later = new ArrayDeque<>();
  private byte[] forwarded = {};
  private int upstream;
  private int answers;

  private CallToolTimes() {
    ServerConfig server =
        new ServerConfig(
            "tracker", new LaunchTemplate.Program(List.of("server")), SharingPolicy.defaults());
    mux =
        new Mux(
            new MuxConfig(Map.of("tracker", server), Limits.defaults().withoutCatalog()),
            this,
            MuxListener.NONE);
    mux.onStateLoaded("traits", null, System.nanoTime());
    open(OWN_NAME, false);
    open(FOUND, true);
  }

  private void open(int session, boolean finds) {
    SessionHello hello =
        new SessionHello(new Target.All(List.of(), finds, ""), "/project", Map.of());
    mux.onSessionOpen(session, hello, System.nanoTime());
    fromSession(
        session,
        line(
            0,
            "initialize",
            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":"
                + "{\"name\":\"bench\",\"version\":\"1\"}}"));
    if (session == OWN_NAME) {
      mux.onUpstreamStarted(upstream, System.nanoTime());
      runLater();
      answer(
          1,
          "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{\"listChanged\":true}},"
              + "\"serverInfo\":{\"name\":\"bench\",\"version\":\"1\"}}");
    }
    fromSession(session, bytes("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"));
    fromSession(session, call(session, 1, "x")); // asks for the list first
    answer(id(), TOOLS);
    answer(id(), "{}");
  }

  private static byte[] call(int session, long id, String text) {
    String arguments = "{\"title\":\"" + text + "\",\"labels\":[\"bug\",\"ui\"],\"number\":12}";
    return line(
        id,
        "tools/call",
        session == FOUND
            ? "{\"name\":\"call_tool\",\"arguments\":{\"name\":\"tracker__create_issue\","
                + "\"arguments\":"
                + arguments
                + "},\"_meta\":{\"progressToken\":"
                + id
                + "}}"
            : "{\"name\":\"tracker__create_issue\",\"arguments\":"
                + arguments
                + ",\"_meta\":{\"progressToken\":"
                + id
                + "}}");
  }

  private static byte[] line(long id, String method, String params) {
    return bytes(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\""
            + method
            + "\",\"params\":"
            + params
            + "}");
  }

  private static byte[] bytes(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The id of what was passed on last. */
  private long id() {
    return scanned(forwarded).idAsLong();
  }

  private void answer(long id, String result) {
    FrameView reply =
        scanned(bytes("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}"));
    mux.onUpstreamFrame(upstream, reply, System.nanoTime());
    runLater();
  }

  private void fromSession(int session, byte[] frame) {
    mux.onSessionFrame(session, Mux.MAIN_STREAM, scanned(frame), System.nanoTime());
    runLater();
  }

  private void runLater() {
    for (Runnable next = later.poll(); next != null; next = later.poll()) {
      next.run();
    }
  }

  private static FrameView scanned(byte[] frame) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(frame.length).put(frame).flip();
    FrameScanner scanner = new FrameScanner();
    scanner.scan(bytes, 0, bytes.limit());
    return scanner.view();
  }

  public static void main(String[] args) {
    int length = args.length > 0 ? Integer.parseInt(args[0]) : 60;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 41;
    CallToolTimes times = new CallToolTimes();
    double[][] nanos = new double[3][rounds];
    for (int round = -20; round < rounds; round++) {
      for (int i = 0; i < 2; i++) {
        int side = (round + i) % 2 == 0 ? OWN_NAME : FOUND;
        double each = times.round(side, "x".repeat(length));
        if (round >= 0) {
          nanos[side][round] = each;
        }
      }
    }
    double own = median(nanos[OWN_NAME]);
    double found = median(nanos[FOUND]);
    System.out.printf(
        Locale.ROOT,
        "own name %.0f ns, call_tool %.0f ns, %.0f ns more%n",
        own,
        found,
        found - own);
  }

  private double round(int side, String text) {
    ByteBuffer call = ByteBuffer.allocateDirect(text.length() + 1000);
    call.put(call(side, 7, text)).flip();
    FrameScanner scanner = new FrameScanner();
    int before = answers;
    lastId = id();
    long begin = cpuNanos();
    long end = begin;
    while (end - begin < NANOS_OF_ROUND) {
      for (int i = 0; i < 20; i++) {
        scanner.reset();
        scanner.scan(call, 0, call.limit());
        mux.onSessionFrame(side, Mux.MAIN_STREAM, scanner.view(), ++now);
        reply(++lastId);
      }
      end = cpuNanos();
    }
    return (double) (end - begin) / (answers - before);
  }

  /** Of this thread: others may have the processor meanwhile. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** As {@link #answer}, with nothing made anew. */
  private void reply(long id) {
    reply.clear();
    reply.put(REPLY_HEAD);
    int at = REPLY_HEAD.length + ID_DIGITS;
    for (long rest = id, i = 0; i < ID_DIGITS; rest /= 10, i++) {
      reply.put(--at, (byte) (rest > 0 ? '0' + rest % 10 : ' '));
    }
    reply.position(REPLY_HEAD.length + ID_DIGITS);
    reply.put(REPLY_TAIL).flip();
    replyScanner.reset();
    replyScanner.scan(reply, 0, reply.limit());
    mux.onUpstreamFrame(upstream, replyScanner.view(), ++now);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  @Override
  public void forward(int to, FrameView frame, FrameEdits edits) {
    forwarded = FrameSplicer.splice(frame, edits);
  }

  @Override
  public void reply(int session, int stream, FrameView frame, FrameEdits edits) {
    throw new IllegalStateException("all sessions have all servers");
  }

  @Override
  public void startUpstream(int number, String server, Launch launch) {
    upstream = number;
  }

  @Override
  public void loadState(String key) {
    later.add(() -> mux.onStateLoaded(key, null, System.nanoTime()));
  }

  @Override
  public void loadCatalog(String key, Launch launch) {
    later.add(() -> mux.onCatalogLoaded(key, null, 0, null, System.nanoTime()));
  }

  @Override
  public void send(int session, int stream, byte[] frame) {
    answers++;
  }

  @Override
  public void sendUpstream(int to, byte[] frame) {
    forwarded = frame;
  }

  @Override
  public void park(long ticket, FrameView frame) {
    throw new IllegalStateException("the server is ready");
  }

  @Override
  public void forwardParked(long ticket, int to, FrameEdits edits) {}

  @Override
  public void dropParked(long ticket) {}

  @Override
  public void stopUpstream(int number) {}

  @Override
  public void closeSession(int session, CloseCause cause) {
    throw new IllegalStateException(cause.message());
  }

  @Override
  public void saveState(String key, byte[] bytes) {}

  @Override
  public void saveCatalog(String key, byte[] bytes) {}

  @Override
  public void pauseReads(int session) {}

  @Override
  public void resumeReads(int session) {}
}
