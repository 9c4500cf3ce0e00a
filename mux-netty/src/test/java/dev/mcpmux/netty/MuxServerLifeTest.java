package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.netty.config.AlreadyRunningException;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.TapHistory;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A server is told to start, change and stop in odd orders: it never hangs, and leaves nothing. */
@ExtendWith(NoLeaks.class)
class MuxServerLifeTest {
  private static final MuxConfig OTHER = MuxConfig.empty().withServers(Map.of(), Set.of("any"));

  private static final HttpConfig HTTP = HttpConfig.on(new InetSocketAddress("127.0.0.1", 0));

  @TempDir Path directory;
  private Set<Thread> threadsBefore;
  private Set<Path> temporaryBefore;
  private final McpServer server =
      McpServer.named("any", "1")
          .tool(Tool.named("say"), (arguments, call) -> ToolResult.text("said"));

  @BeforeEach
  void look() throws Exception {
    threadsBefore = threads();
    temporaryBefore = temporary();
  }

  @AfterEach
  void nothing_is_left() throws Exception {
    Await.until(
        "all loops have ended",
        () -> threads().stream().filter(each -> !threadsBefore.contains(each)).findAny().isEmpty());
    assertThat(temporary()).isEqualTo(temporaryBefore);
  }

  /** Those that stay: pools whose threads leave when they are idle for a while do not count. */
  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> each.getName().startsWith("mcpmux-loop"))
        .collect(Collectors.toSet());
  }

  private static Set<Path> temporary() throws Exception {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(path -> path.getFileName().toString().matches("mcpmux\\d+"))
          .collect(Collectors.toSet());
    }
  }

  private MuxServerBuilder builder() {
    return MuxServer.builder().mount("any", ServerMount.of(server));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void what_is_asked_before_the_start_is_refused_with_words() throws Exception {
    MuxServer mux = builder().build();
    List<Runnable> asked =
        List.of(
            mux::status,
            mux::statusJson,
            mux::pages,
            mux::handOver,
            () -> mux.reconfigure(OTHER),
            () -> mux.openSession(SessionOptions.server("any")),
            () -> mux.idleTimeout(Duration.ofDays(1)),
            () -> mux.usage(null),
            () -> mux.tapHistory(TapHistory.NONE));
    for (Runnable each : asked) {
      assertThatThrownBy(each::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("start comes first");
    }
    get(mux.stop());
  }

  @Test
  void one_that_was_stopped_before_its_start_does_not_start() throws Exception {
    MuxServer mux = builder().build();
    get(mux.stop());
    get(mux.stop());
    assertThatThrownBy(mux::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stopped");
    get(mux.closed());
  }

  @Test
  void it_starts_once_and_a_second_start_changes_nothing() throws Exception {
    MuxServer mux = builder().build();
    mux.start();
    assertThatThrownBy(mux::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already");
    try (McpSession session = get(mux.openSession(SessionOptions.server("any")))) {
      assertThat(get(session.callTool("say", Json.EMPTY_OBJECT)).text()).isEqualTo("said");
    }
    get(mux.stop());
    assertThatThrownBy(mux::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void what_is_asked_of_one_that_has_ended_fails_or_does_nothing() throws Exception {
    MuxServer mux = builder().build();
    mux.start();
    get(mux.stop());
    get(mux.stop());
    get(mux.handOver());
    assertThat(mux.status().toCompletableFuture()).isCompletedExceptionally();
    assertThat(mux.statusJson().toCompletableFuture()).isCompletedExceptionally();
    assertThat(mux.reconfigure(OTHER).toCompletableFuture()).isCompletedExceptionally();
    mux.idleTimeout(Duration.ofMillis(1));
    mux.usage(() -> {});
    mux.tapHistory(TapHistory.NONE);
    assertThatThrownBy(() -> mux.listenHttp(HTTP, "secret")).hasMessageContaining("stopping");
    assertThatThrownBy(() -> get(mux.openSession(SessionOptions.server("any"))))
        .hasCauseInstanceOf(SessionClosedException.class);
    server.close(); // tells nobody
  }

  @Test
  void a_start_that_fails_leaves_nothing_and_can_be_stopped() throws Exception {
    Path socket = directory.resolve("home/mcpmux.sock");
    MuxServer first = MuxServer.builder(socket).build();
    first.start();
    MuxServer second = MuxServer.builder(socket).mount("any", ServerMount.of(server)).build();
    assertThatThrownBy(second::start).isInstanceOf(AlreadyRunningException.class);
    get(second.closed());
    get(second.stop());
    assertThatThrownBy(second::start).isInstanceOf(IllegalStateException.class);

    Path file = Files.createFile(directory.resolve("file"));
    MuxServer third = builder().stateDirectory(file.resolve("state")).build();
    assertThatThrownBy(third::start).isInstanceOf(java.io.IOException.class);
    get(third.closed());
    assertThat(get(first.status()).sessions()).isEmpty();
    get(first.stop());
  }

  @Test
  void whoever_ends_his_own_view_of_the_end_ends_nobody_elses() throws Exception {
    MuxServer mux = builder().build();
    mux.start();
    assertThat(mux.closed().toCompletableFuture().complete(null)).isTrue();
    assertThat(mux.closed().toCompletableFuture()).isNotDone();
    get(mux.stop());
  }

  @Test
  void stops_and_changes_at_the_same_time_by_many_threads_all_come_to_an_end() throws Exception {
    ExecutorService many = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 20; round++) {
        MuxServer mux = builder().build();
        CountDownLatch together = new CountDownLatch(1);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        List<Runnable> odd =
            List.of(
                mux::stop,
                mux::stop,
                () -> mux.reconfigure(OTHER),
                () -> mux.openSession(SessionOptions.server("any")),
                mux::status,
                mux::handOver);
        for (Runnable each : odd) {
          all.add(
              CompletableFuture.runAsync(
                  () -> {
                    try {
                      together.await();
                      each.run();
                    } catch (IllegalStateException e) {
                      assertThat(e).hasMessage("start comes first");
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                  },
                  many));
        }
        together.countDown();
        try {
          mux.start();
        } catch (IllegalStateException e) {
          assertThat(e).hasMessageContaining("before its start");
        }
        for (CompletableFuture<Void> each : all) {
          get(each);
        }
        get(mux.closed());
      }
    } finally {
      many.shutdownNow();
    }
  }

  @Test
  void it_may_be_stopped_and_changed_by_a_callback_on_its_own_loop() throws Exception {
    MuxServer mux = builder().build();
    mux.start();
    CountDownLatch goOn = new CountDownLatch(1);
    server.tool(
        Tool.named("wait"),
        (arguments, call) -> {
          goOn.await();
          return ToolResult.text("done");
        });
    McpSession session = get(mux.openSession(SessionOptions.server("any").on(Runnable::run)));
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    CompletionStage<Void> stopped =
        session
            .callTool("wait", Json.EMPTY_OBJECT)
            .thenCompose(
                said -> {
                  try {
                    mux.listenHttp(HTTP, "secret");
                  } catch (Exception e) {
                    refused.complete(e);
                  }
                  mux.reconfigure(OTHER);
                  mux.openSession(SessionOptions.server("any"));
                  return mux.stop();
                });
    goOn.countDown(); // only now, or this thread runs the callback
    assertThat(get(refused)).isInstanceOf(IllegalStateException.class);
    get(stopped);
    assertThat(get(session.closed())).isNotNull();
  }

  @Test
  void when_the_loop_has_ended_by_itself_what_waits_fails_and_nothing_is_left() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    server.tool(
        Tool.named("wait"),
        (arguments, call) -> {
          goOn.await();
          return ToolResult.text("too late");
        });
    List<String> told = new ArrayList<>();
    MuxServer mux = builder().whenBroken(() -> told.add("broken")).build();
    mux.start();
    McpSession session = get(mux.openSession(SessionOptions.server("any")));
    CompletableFuture<ToolResult> waits = session.callTool("wait", Json.EMPTY_OBJECT);

    mux.loopBroken(new IllegalStateException("on purpose"));

    get(mux.closed());
    assertThat(told).containsExactly("broken");
    assertThatThrownBy(() -> get(waits)).hasCauseInstanceOf(SessionClosedException.class);
    assertThat(get(session.closed()).reason()).isEqualTo("stopping");
    assertThatThrownBy(() -> get(session.ping())).isNotNull();
    server.close(); // its connection has ended, and nobody is left to be told
    goOn.countDown();
    get(mux.stop());
  }

  @Test
  void no_socket_stays_when_the_loop_has_ended_by_itself(@TempDir Path home) throws Exception {
    Path socket = home.resolve("mcpmux.sock");
    MuxServer mux = MuxServer.builder(socket).build();
    mux.start();
    assertThat(socket).exists();

    mux.loopBroken(new IllegalStateException("on purpose"));

    get(mux.closed());
    assertThat(socket).doesNotExist();
  }
}
