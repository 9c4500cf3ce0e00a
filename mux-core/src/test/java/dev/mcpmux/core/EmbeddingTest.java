package dev.mcpmux.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.McpSession;
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
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.port.UpstreamExit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The core in a program of one's own: two sessions and one server over queues, with nothing but the
 * public types. {@code docs/driver.md} shows the parts between its markers.
 */
class EmbeddingTest {

  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
          + "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},"
          + "\"clientInfo\":{\"name\":\"my-client\",\"version\":\"1\"}}}";

  private static final String SERVER_INFO =
      "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},"
          + "\"serverInfo\":{\"name\":\"my-server\",\"version\":\"1\"}}";

  private final QueueDriver driver = new QueueDriver();
  private final SessionHello hello =
      new SessionHello(new Target.AdHoc(List.of("my-server")), "/project", Map.of());

  @Test
  void two_sessions_with_the_same_id_are_served_by_one_server() {
    openTwoSessions();

    // docs/driver.md: begin
    driver.sessionWrites(1, call(7, "from session 1"));
    driver.sessionWrites(2, call(7, "from session 2"));
    driver.run(0);

    // the server sees two requests with ids of their own ...
    assertThat(driver.toServer(1))
        .containsExactly(call(2, "from session 1"), call(3, "from session 2"));

    // ... and may answer them in any order
    driver.serverWrites(1, result(3, "for session 2"));
    driver.serverWrites(1, result(2, "for session 1"));
    driver.run(0);

    assertThat(driver.toSession(1)).containsExactly(result(7, "for session 1"));
    assertThat(driver.toSession(2)).containsExactly(result(7, "for session 2"));
    // docs/driver.md: end
  }

  @Test
  void a_session_whose_input_ends_is_answered_when_the_deadline_comes() {
    openTwoSessions();
    driver.sessionWrites(1, call(7, "never answered"));
    driver.sessionInputEnds(1);

    long deadline = driver.run(0);

    assertThat(deadline).isEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
    assertThat(driver.toSession(1)).isEmpty();
    assertThat(driver.closed).doesNotContainKey(1);
    driver.run(deadline);
    assertThat(driver.toSession(1)).singleElement().asString().contains("\"id\":7,\"error\":");
    assertThat(driver.closed.get(1).reason()).isEqualTo("end-of-input");
  }

  @Test
  void a_server_that_ends_fails_what_it_has_and_is_started_again() {
    openTwoSessions();
    driver.sessionWrites(2, call(7, "lost"));
    driver.serverExits(1, new UpstreamExit("exited with code 1", List.of()));

    long backoffIsOver = driver.run(0);
    driver.run(backoffIsOver);

    assertThat(driver.toSession(2)).singleElement().asString().contains("exited with code 1");
    assertThat(driver.toServer(2)).singleElement().asString().contains("\"initialize\"");
  }

  @Test
  void a_program_has_a_session_of_the_api_on_it_without_any_thread() {
    // docs/driver.md: begin
    DrivenSession driven =
        new DrivenSession(
            SessionOptions.command("my-server").in(Path.of("/project")),
            new DrivenSession.Driver() {
              @Override
              public void frame(byte[] frame) {
                driver.sessionWrites(3, new String(frame, UTF_8));
              }

              @Override
              public void close() {
                driver.sessionCloses(3);
              }
            });
    driver.opens(3, driven.hello());
    CompletableFuture<McpSession> opened = driven.open();
    // docs/driver.md: end
    McpSession session = greeted(3, driven, opened);
    assertThat(session.greeting().get("serverInfo").get("name").text()).isEqualTo("my-server");

    Json text = Json.object().put("text", "from the program").build();
    // docs/driver.md: begin
    CompletableFuture<String> answer = session.callTool("echo", text).thenApply(ToolResult::text);
    driver.run(0);
    driver.serverWrites(1, result(2, "for the program"));
    driver.run(0);

    for (String frame : driver.toSession(3)) {
      driven.onFrame(frame.getBytes(UTF_8));
    }
    driven.deliver();
    assertThat(answer).isCompletedWithValue("for the program");
    // docs/driver.md: end
    assertThat(driver.toServer(1)).contains(call(2, "from the program"));
    assertThat(driven.unreadBytes()).isZero();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("mcpmux"));
  }

  @Test
  void a_session_of_the_api_ends_with_what_the_core_says_and_what_waits_fails() {
    List<Integer> closes = new ArrayList<>();
    DrivenSession driven = driven(3, closes);
    McpSession session = greeted(3, driven, driven.open());
    CompletableFuture<ToolResult> waits = session.callTool("echo", Json.EMPTY_OBJECT);
    driver.run(0);

    driven.onClose(new CloseCause("stopping", "it stops"));
    assertThat(waits).isNotDone(); // as it may be told within an effect
    driven.deliver();

    assertThat(waits).isCompletedExceptionally();
    assertThat(session.closed())
        .isCompletedWithValueMatching(why -> why.reason().equals("stopping"));
    assertThat(session.isOpen()).isFalse();
    assertThat(closes).isEmpty();
  }

  @Test
  void a_program_that_closes_its_session_leaves_the_core_and_another_session_stays() {
    List<Integer> closes = new ArrayList<>();
    DrivenSession leaves = driven(3, closes);
    McpSession session = greeted(3, leaves, leaves.open());
    DrivenSession stays = driven(4, closes);
    CompletableFuture<McpSession> other = stays.open();
    pump(4, stays);
    CompletableFuture<ToolResult> waits = session.callTool("echo", Json.EMPTY_OBJECT);

    session.close();
    driver.run(0);

    assertThat(waits).isCompletedExceptionally();
    assertThat(session.closed()).isCompletedWithValueMatching(why -> why.reason().equals("closed"));
    assertThat(closes).containsExactly(3);
    assertThat(other).isCompleted();
    CompletableFuture<ToolResult> goesOn = other.join().callTool("echo", Json.EMPTY_OBJECT);
    driver.run(0);
    driver.serverWrites(1, result(3, "goes on"));
    pump(4, stays);
    assertThat(goesOn).isCompletedWithValueMatching(answer -> answer.text().equals("goes on"));
  }

  private DrivenSession driven(int number, List<Integer> closes) {
    DrivenSession driven =
        new DrivenSession(
            SessionOptions.command("my-server").in(Path.of("/project")),
            new DrivenSession.Driver() {
              @Override
              public void frame(byte[] frame) {
                driver.sessionWrites(number, new String(frame, UTF_8));
              }

              @Override
              public void close() {
                closes.add(number);
                driver.sessionCloses(number);
              }
            });
    driver.opens(number, driven.hello());
    return driven;
  }

  private McpSession greeted(
      int number, DrivenSession driven, CompletableFuture<McpSession> opened) {
    driver.run(0);
    driver.serverWrites(1, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + SERVER_INFO + "}");
    pump(number, driven);
    assertThat(opened).isCompleted();
    return opened.join();
  }

  private void pump(int number, DrivenSession driven) {
    driver.run(0);
    driver.toSession(number).forEach(frame -> driven.onFrame(frame.getBytes(UTF_8)));
    driven.deliver();
  }

  @Test
  void the_page_on_embedding_shows_the_code_that_is_tested_here() throws IOException {
    String page = Files.readString(Path.of("../docs/driver.md"));
    String source = Files.readString(Path.of("src/test/java/dev/mcpmux/core/EmbeddingTest.java"));

    assertThat(blocks(page, "```java\n(.*?)```"))
        .containsExactlyInAnyOrderElementsOf(
            blocks(source, "// docs/driver.md: begin\n(.*?)// docs/driver.md: end\n"));
  }

  private void openTwoSessions() {
    // docs/driver.md: begin
    driver.opens(1, hello);
    driver.opens(2, hello);
    driver.sessionWrites(1, INITIALIZE);
    driver.sessionWrites(2, INITIALIZE);
    driver.run(0);

    // equal sessions: one server, initialized once
    assertThat(driver.toServer(1)).singleElement().asString().contains("\"id\":1,");
    driver.serverWrites(1, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + SERVER_INFO + "}");
    driver.run(0);
    // docs/driver.md: end

    for (int session : List.of(1, 2)) {
      assertThat(driver.toSession(session))
          .containsExactly("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":" + SERVER_INFO + "}");
    }
    assertThat(driver.toServer(1)).singleElement().asString().contains("notifications/initialized");
  }

  private static String call(int id, String text) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\""
        + text
        + "\"}}}";
  }

  private static String result(int id, String text) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\""
        + text
        + "\"}]}}";
  }

  private static List<String> blocks(String text, String pattern) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(found -> found.group(1).stripIndent().strip())
        .toList();
  }

  // docs/driver.md: begin
  /** Cuts the bytes of one link into frames, however they were split on their way. */
  static final class FrameReader {
    private final FrameScanner scanner = new FrameScanner();
    private ByteBuffer unread = ByteBuffer.allocate(8192);

    /** Each view is valid during its call only. */
    void read(byte[] bytes, Consumer<FrameView> frames) {
      if (unread.remaining() < bytes.length) {
        int doubled = 2 * (unread.position() + bytes.length);
        unread = ByteBuffer.allocate(doubled).put(unread.flip());
      }
      unread.put(bytes);
      int start = 0;
      while (scanner.scan(unread, start, unread.position())) {
        frames.accept(scanner.view());
        start += scanner.lineBytes();
        scanner.reset();
      }
      if (start > 0) {
        unread.flip().position(start);
        unread.compact();
      }
    }
  }

  // docs/driver.md: end

  // docs/driver.md: begin
  /** Drives a mux; queues stand where a real driver has sockets and processes. One thread. */
  static final class QueueDriver implements MuxActions {
    final Map<Integer, CloseCause> closed = new HashMap<>();
    private final Mux mux = new Mux(MuxConfig.empty(), this, MuxListener.NONE);
    private final Queue<Runnable> events = new ArrayDeque<>();
    private final Map<Integer, FrameReader> fromSessions = new HashMap<>();
    private final Map<Integer, FrameReader> fromServers = new HashMap<>();
    private final Map<Integer, Queue<String>> toSessions = new HashMap<>();
    private final Map<Integer, Queue<String>> toServers = new HashMap<>();
    private final Map<Long, byte[]> parked = new HashMap<>();
    private final Map<String, byte[]> saved = new HashMap<>();
    private long now;

    /**
     * What an event loop does when it wakes up.
     *
     * @param time in nanoseconds of any clock that only goes forward
     * @return when to wake up again if nothing happens before
     */
    long run(long time) {
      now = time;
      if (mux.nextDeadline() <= now) {
        mux.onDeadline(now);
      }
      for (Runnable event = events.poll(); event != null; event = events.poll()) {
        event.run();
      }
      return mux.nextDeadline();
    }

    // Events: what happens outside. They wait for run(), so none comes while the mux is at work.

    void opens(int session, SessionHello hello) {
      fromSessions.put(session, new FrameReader());
      toSessions.put(session, new ArrayDeque<>());
      events.add(
          () -> {
            Optional<CloseCause> refused = mux.onSessionOpen(session, hello, now);
            refused.ifPresent(cause -> closed.put(session, cause));
          });
    }

    void sessionWrites(int session, String frame) {
      deliver(
          fromSessions.get(session),
          frame,
          view -> mux.onSessionFrame(session, Mux.MAIN_STREAM, view, now));
    }

    void sessionInputEnds(int session) {
      events.add(() -> mux.onSessionInputEnd(session, now));
    }

    void sessionCloses(int session) {
      events.add(() -> mux.onSessionClose(session, now));
    }

    void serverWrites(int upstream, String frame) {
      deliver(fromServers.get(upstream), frame, view -> mux.onUpstreamFrame(upstream, view, now));
    }

    void serverExits(int upstream, UpstreamExit exit) {
      events.add(() -> mux.onUpstreamExit(upstream, exit, now));
    }

    private void deliver(FrameReader reader, String frame, Consumer<FrameView> event) {
      byte[] line = (frame + "\n").getBytes(UTF_8);
      events.add(() -> reader.read(line, event));
    }

    // Effects: what the mux wants done. A frame is copied with a few spans replaced.

    @Override
    public void loadState(String key) {
      events.add(() -> mux.onStateLoaded(key, saved.get(key), now));
    }

    @Override
    public void saveState(String key, byte[] bytes) {
      saved.put(key, bytes);
    }

    @Override
    public void loadCatalog(String key, Launch launch) {
      String program = launch.program().get(0); // better: its file's time and size as well
      events.add(() -> mux.onCatalogLoaded(key, saved.get(key), 0, program, now));
    }

    @Override
    public void saveCatalog(String key, byte[] bytes) {
      saved.put(key, bytes);
    }

    @Override
    public void forward(int upstream, FrameView frame, FrameEdits edits) {
      sendUpstream(upstream, FrameSplicer.splice(frame, edits));
    }

    @Override
    public void reply(int session, int stream, FrameView frame, FrameEdits edits) {
      send(session, stream, FrameSplicer.splice(frame, edits));
    }

    @Override
    public void send(int session, int stream, byte[] frame) {
      toSessions.get(session).add(new String(frame, UTF_8));
    }

    @Override
    public void sendUpstream(int upstream, byte[] frame) {
      toServers.get(upstream).add(new String(frame, UTF_8));
    }

    @Override
    public void park(long ticket, FrameView frame) {
      parked.put(ticket, FrameSplicer.splice(frame, new FrameEdits()));
    }

    @Override
    public void forwardParked(long ticket, int upstream, FrameEdits edits) {
      byte[] frame = parked.remove(ticket);
      byte[] edited = FrameSplicer.splice(ByteBuffer.wrap(frame), 0, frame.length, edits);
      sendUpstream(upstream, edited);
    }

    @Override
    public void dropParked(long ticket) {
      parked.remove(ticket);
    }

    @Override
    public void startUpstream(int upstream, String server, Launch launch) {
      fromServers.put(upstream, new FrameReader());
      toServers.put(upstream, new ArrayDeque<>());
      events.add(() -> mux.onUpstreamStarted(upstream, now));
    }

    @Override
    public void stopUpstream(int upstream) {
      serverExits(upstream, new UpstreamExit("exited with code 0", List.of()));
    }

    @Override
    public void closeSession(int session, CloseCause cause) {
      closed.put(session, cause);
    }

    @Override
    public void pauseReads(int session) {
      // a queue has no reads to pause; a socket stops reading here
    }

    @Override
    public void resumeReads(int session) {
      // and goes on here
    }

    /** Everything a session was sent since this was last asked. */
    List<String> toSession(int session) {
      return drain(toSessions.get(session));
    }

    List<String> toServer(int upstream) {
      return drain(toServers.get(upstream));
    }

    private static List<String> drain(Queue<String> queue) {
      List<String> all = List.copyOf(queue);
      queue.clear();
      return all;
    }
  }
  // docs/driver.md: end
}
