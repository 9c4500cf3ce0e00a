package dev.mcpmux.bench;

import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.Mux;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.meter.Meter;
import dev.mcpmux.core.meter.Usage;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** A {@link Mux} with one session and one server, both initialized. */
public final class OpenMux implements MuxActions {

  /** Beyond those for which the JDK keeps objects. */
  public static final int SESSION = 4711;

  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
          + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}\n";
  private static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";
  private static final String HANDSHAKE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
          + "\"serverInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}\n";

  /** Where frames go on. */
  public interface Ways {
    void toUpstream(FrameEdits edits);

    void toSession(FrameEdits edits);
  }

  /** Nobody takes the numbers: there are only as many rows as tools. */
  private static final Usage.Owner NOBODY =
      new Usage.Owner() {
        @Override
        public void onUse() {}

        @Override
        public void onFull() {}
      };

  public final Mux mux =
      new Mux(
          MuxConfig.empty(),
          this,
          new Usage(
              new Meter(MuxListener.NONE, System::nanoTime), System::nanoTime, NOBODY));

  private final Ways ways;
  private final Queue<Runnable> later = new ArrayDeque<>();
  private int upstream;

  public OpenMux(Ways ways) {
    this.ways = ways;
    SessionHello hello =
        new SessionHello(new Target.AdHoc(List.of("server")), "/project", Map.of());
    mux.onSessionOpen(SESSION, hello, now());
    fromSession(INITIALIZE);
    mux.onUpstreamStarted(upstream, now());
    fromUpstream(HANDSHAKE);
    fromSession(INITIALIZED);
  }

  /** The number of the one upstream. */
  public int upstream() {
    return upstream;
  }

  public static long now() {
    return System.nanoTime();
  }

  private void fromSession(String line) {
    mux.onSessionFrame(SESSION, Mux.MAIN_STREAM, scanned(line).view(), now());
    runLater();
  }

  private void fromUpstream(String line) {
    mux.onUpstreamFrame(upstream, scanned(line).view(), now());
    runLater();
  }

  private void runLater() {
    for (Runnable next = later.poll(); next != null; next = later.poll()) {
      next.run();
    }
  }

  private static FrameScanner scanned(String line) {
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    FrameScanner scanner = new FrameScanner();
    scanner.scan(bytes, 0, bytes.limit());
    return scanner;
  }

  @Override
  public void forward(int to, FrameView frame, FrameEdits edits) {
    ways.toUpstream(edits);
  }

  @Override
  public void reply(int session, int stream, FrameView frame, FrameEdits edits) {
    ways.toSession(edits);
  }

  @Override
  public void startUpstream(int number, String server, Launch launch) {
    upstream = number;
  }

  @Override
  public void loadState(String key) {
    later.add(() -> mux.onStateLoaded(key, null, now()));
  }

  @Override
  public void loadCatalog(String key, Launch launch) {
    later.add(() -> mux.onCatalogLoaded(key, null, 0, null, now()));
  }

  @Override
  public void send(int session, int stream, byte[] frame) {}

  @Override
  public void sendUpstream(int to, byte[] frame) {}

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
