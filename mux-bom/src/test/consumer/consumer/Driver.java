package consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mcpmux.core.DrivenSession;
import dev.mcpmux.core.Mux;
import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.UpstreamExit;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** Drives the core itself, with one session of the program and a server that is a method here. */
final class Driver implements MuxActions {
  private static final int SESSION = 1;

  private final Mux mux = new Mux(MuxConfig.empty(), this, MuxListener.NONE);
  private final Queue<Runnable> events = new ArrayDeque<>();
  private final Map<Long, byte[]> parked = new HashMap<>();
  private final DrivenSession session =
      new DrivenSession(
          SessionOptions.command("greeter"),
          new DrivenSession.Driver() {
            @Override
            public void frame(byte[] frame) {
              events.add(() -> mux.onSessionFrame(SESSION, Mux.MAIN_STREAM, view(frame), 0));
            }

            @Override
            public void close() {
              events.add(() -> mux.onSessionClose(SESSION, 0));
            }
          });

  /** What the server's tool says. */
  String greeting() {
    events.add(() -> mux.onSessionOpen(SESSION, session.hello(), 0));
    CompletableFuture<String> said =
        session
            .open()
            .thenCompose(open -> open.callTool("greet", Json.EMPTY_OBJECT))
            .thenApply(ToolResult::text);
    for (Runnable event = events.poll(); event != null; event = events.poll()) {
      event.run();
      session.deliver();
    }
    return said.getNow("nothing");
  }

  private static FrameView view(byte[] frame) {
    FrameScanner scanner = new FrameScanner();
    scanner.finish(ByteBuffer.wrap(frame), 0, frame.length);
    return scanner.view();
  }

  @Override
  public void sendUpstream(int upstream, byte[] frame) {
    Json message = Json.parse(frame);
    if (message.has("id")) {
      Json result =
          message.get("method").text().equals("initialize")
              ? Json.parse(
                  "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                      + "\"serverInfo\":{\"name\":\"greeter\",\"version\":\"1\"}}")
              : ToolResult.text("Hello, driver").json();
      Json answer =
          Json.object()
              .put("jsonrpc", "2.0")
              .put("id", message.get("id"))
              .put("result", result)
              .build();
      events.add(() -> mux.onUpstreamFrame(upstream, view(answer.toBytes()), 0));
    }
  }

  @Override
  public void forward(int upstream, FrameView frame, FrameEdits edits) {
    sendUpstream(upstream, FrameSplicer.splice(frame, edits));
  }

  @Override
  public void reply(int to, int stream, FrameView frame, FrameEdits edits) {
    send(to, stream, FrameSplicer.splice(frame, edits));
  }

  @Override
  public void send(int to, int stream, byte[] frame) {
    session.onFrame(frame);
  }

  @Override
  public void park(long ticket, FrameView frame) {
    parked.put(ticket, FrameSplicer.splice(frame, new FrameEdits()));
  }

  @Override
  public void forwardParked(long ticket, int upstream, FrameEdits edits) {
    byte[] frame = parked.remove(ticket);
    sendUpstream(
        upstream, FrameSplicer.splice(ByteBuffer.wrap(frame), 0, frame.length, edits));
  }

  @Override
  public void dropParked(long ticket) {
    parked.remove(ticket);
  }

  @Override
  public void startUpstream(int upstream, String server, Launch launch) {
    events.add(() -> mux.onUpstreamStarted(upstream, 0));
  }

  @Override
  public void stopUpstream(int upstream) {
    events.add(() -> mux.onUpstreamExit(upstream, new UpstreamExit("ended", List.of()), 0));
  }

  @Override
  public void closeSession(int closed, CloseCause cause) {
    session.onClose(cause);
  }

  @Override
  public void pauseReads(int from) {
    // there is nothing to pause
  }

  @Override
  public void resumeReads(int from) {
    // nor to resume
  }

  @Override
  public void loadState(String key) {
    events.add(() -> mux.onStateLoaded(key, null, 0));
  }

  @Override
  public void saveState(String key, byte[] bytes) {
    // nothing outlives it
  }

  @Override
  public void loadCatalog(String key, Launch launch) {
    events.add(() -> mux.onCatalogLoaded(key, null, 0, "", 0));
  }

  @Override
  public void saveCatalog(String key, byte[] bytes) {
    // likewise
  }
}
