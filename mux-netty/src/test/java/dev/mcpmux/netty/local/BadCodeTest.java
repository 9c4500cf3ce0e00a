package dev.mcpmux.netty.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.Resource;
import dev.mcpmux.core.api.server.ResourceContents;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionListener;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.peer.Failure;
import dev.mcpmux.netty.MuxServer;
import dev.mcpmux.netty.NoLeaks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Handlers, listeners and executors that do what they should not: others go on. */
@ExtendWith(NoLeaks.class)
class BadCodeTest {
  private final McpServer server =
      McpServer.named("any", "1")
          .tool(Tool.named("say"), (arguments, call) -> ToolResult.text("said"));
  private final List<ExecutorService> executors = new ArrayList<>();
  private MuxServer mux;

  private void start(ServerMount mount) throws Exception {
    mux = MuxServer.builder().mount("any", mount).build();
    mux.start();
  }

  @AfterEach
  void stop() throws Exception {
    mux.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    executors.forEach(ExecutorService::shutdownNow);
  }

  private <E extends ExecutorService> E kept(E executor) {
    executors.add(executor);
    return executor;
  }

  private McpSession open(SessionOptions options) throws Exception {
    return get(mux.openSession(options));
  }

  private McpSession open() throws Exception {
    return open(SessionOptions.server("any"));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private static String say(McpSession session) throws Exception {
    return get(session.callTool("say", Json.EMPTY_OBJECT)).text();
  }

  private static McpException failure(CompletableFuture<?> future) throws Exception {
    Throwable failure = get(future.handle((value, thrown) -> thrown));
    assertThat(Failure.cause(failure)).isInstanceOf(McpException.class);
    return (McpException) Failure.cause(failure);
  }

  @SuppressWarnings("unchecked")
  private static <X extends Throwable> void throwUnchecked(Throwable any) throws X {
    throw (X) any;
  }

  @Test
  void an_exception_without_a_message_that_can_be_had_fails_its_call_alone() throws Exception {
    server.tool(
        Tool.named("bad"),
        (arguments, call) -> {
          throw new McpException(1, "bad") {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
              throw new IllegalStateException("on purpose");
            }
          };
        });
    start(ServerMount.of(server));
    try (McpSession session = open()) {
      for (int i = 0; i < 20; i++) {
        assertThat(failure(session.callTool("bad", Json.EMPTY_OBJECT)).code())
            .isEqualTo(McpException.INTERNAL_ERROR);
      }
      assertThat(say(session)).isEqualTo("said");
    }
  }

  @Test
  void a_checked_exception_of_a_listener_takes_nothing_else_with_it() throws Exception {
    start(ServerMount.of(server));
    CountDownLatch told = new CountDownLatch(1);
    SessionListener listener =
        new SessionListener() {
          @Override
          public void onNotification(String method, Json params) {
            told.countDown();
            BadCodeTest.<RuntimeException>throwUnchecked(new IOException("on purpose"));
          }
        };
    try (McpSession session = open(SessionOptions.server("any").listener(listener))) {
      server.tool(Tool.named("more"), (arguments, call) -> ToolResult.text("more"));
      assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(say(session)).isEqualTo("said");
    }
  }

  @Test
  void a_checked_exception_of_who_is_asked_is_an_error_of_the_answer() throws Exception {
    asking();
    start(ServerMount.of(server));
    SessionListener listener =
        new SessionListener() {
          @Override
          public CompletionStage<Json> onRequest(String method, Json params) {
            BadCodeTest.<RuntimeException>throwUnchecked(new IOException("on purpose"));
            return null;
          }
        };
    try (McpSession session =
        open(SessionOptions.server("any").listener(listener, "elicitation"))) {
      assertThat(failure(session.callTool("ask", Json.EMPTY_OBJECT)).getMessage())
          .contains("the client failed");
      assertThat(say(session)).isEqualTo("said");
    }
  }

  private void asking() {
    server.asyncTool(
        Tool.named("ask"),
        (arguments, call) ->
            call.ask("elicitation/create", Json.parse("{\"message\": \"sure?\"}"))
                .thenApply(answer -> ToolResult.text(answer.get("action").text("none"))));
  }

  @Test
  void as_many_handlers_as_there_are_threads_may_wait_for_the_answers_to_questions()
      throws Exception {
    int threads = 4;
    CyclicBarrier all = new CyclicBarrier(threads);
    server.tool(
        Tool.named("ask"),
        (arguments, call) -> {
          all.await(30, TimeUnit.SECONDS);
          return ToolResult.text(
              call.ask("elicitation/create", Json.parse("{\"message\": \"sure?\"}"))
                  .toCompletableFuture()
                  .get(30, TimeUnit.SECONDS)
                  .get("action")
                  .text());
        });
    start(ServerMount.of(server).on(kept(Executors.newFixedThreadPool(threads))));
    SessionListener listener =
        new SessionListener() {
          @Override
          public CompletionStage<Json> onRequest(String method, Json params) {
            return CompletableFuture.completedFuture(Json.object().put("action", "accept").build());
          }
        };
    try (McpSession session =
        open(SessionOptions.server("any").listener(listener, "elicitation"))) {
      List<CompletableFuture<ToolResult>> answers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        answers.add(session.callTool("ask", Json.EMPTY_OBJECT));
      }
      for (CompletableFuture<ToolResult> each : answers) {
        assertThat(get(each).text()).isEqualTo("accept");
      }
    }
  }

  @Test
  void handlers_that_wait_for_answers_go_on_when_their_connection_ends() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    CompletableFuture<String> heard = new CompletableFuture<>();
    server.tool(
        Tool.named("ask"),
        (arguments, call) -> {
          CompletionStage<Json> answer = call.ask("elicitation/create", Json.EMPTY_OBJECT);
          waits.countDown();
          heard.complete(answer.handle((value, thrown) -> "told").toCompletableFuture().get());
          return ToolResult.text("");
        });
    start(ServerMount.of(server).on(kept(Executors.newFixedThreadPool(1))));
    SessionListener listener =
        new SessionListener() {
          @Override
          public CompletionStage<Json> onRequest(String method, Json params) {
            return new CompletableFuture<>();
          }
        };
    try (McpSession session =
        open(SessionOptions.server("any").listener(listener, "elicitation"))) {
      session.callTool("ask", Json.EMPTY_OBJECT);
      assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();
      server.close();
      assertThat(get(heard)).isEqualTo("told");
    }
  }

  @Test
  void calls_that_were_taken_back_leave_their_places_also_where_their_answers_never_come()
      throws Exception {
    Semaphore begun = new Semaphore(0);
    server.asyncTool(
        Tool.named("never"),
        (arguments, call) -> {
          begun.release();
          return new CompletableFuture<>();
        });
    start(ServerMount.of(server).bounded(2, 3));
    try (McpSession session = open();
        McpSession other = open()) {
      for (int i = 0; i < 6; i++) {
        CompletableFuture<ToolResult> never = session.callTool("never", Json.EMPTY_OBJECT);
        assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        never.cancel(true);
        assertThat(say(session)).isEqualTo("said");
      }
      assertThat(say(other)).isEqualTo("said");
    }
  }

  @Test
  void a_handler_hears_that_its_call_was_taken_back_although_it_has_the_only_thread()
      throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    server.tool(
        Tool.named("wait"),
        (arguments, call) -> {
          call.onCancel(cancelled::countDown);
          begun.countDown();
          cancelled.await();
          return ToolResult.text("at last");
        });
    start(ServerMount.of(server).on(kept(Executors.newSingleThreadExecutor())));
    try (McpSession session = open()) {
      CompletableFuture<ToolResult> call = session.callTool("wait", Json.EMPTY_OBJECT);
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      call.cancel(true);
      assertThat(say(session)).isEqualTo("said");
    }
  }

  @Test
  void handlers_that_never_return_do_not_hide_what_the_server_has() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch goOn = new CountDownLatch(1);
    server
        .tool(
            Tool.named("hang"),
            (arguments, call) -> {
              begun.countDown();
              goOn.await();
              return ToolResult.text("at last");
            })
        .resource(
            Resource.at("note://1", "first"),
            (uri, call) -> ResourceContents.text(uri, "text/plain", "one"));
    start(ServerMount.of(server).bounded(2, 100).on(kept(Executors.newFixedThreadPool(2))));
    try (McpSession session = open();
        McpSession other = open()) {
      CompletableFuture<ToolResult> one = session.callTool("hang", Json.EMPTY_OBJECT);
      CompletableFuture<ToolResult> two = session.callTool("hang", Json.EMPTY_OBJECT);
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      server.tool(Tool.named("more"), (arguments, call) -> ToolResult.text("more"));
      assertThat(get(other.listTools())).hasSize(3);
      assertThat(get(other.listResources())).hasSize(1);
      get(other.subscribe("note://1"));
      goOn.countDown();
      assertThat(get(one).text() + get(two).text()).isEqualTo("at last".repeat(2));
    }
  }

  @Test
  void a_handler_without_a_result_fails_its_call_alone() throws Exception {
    server
        .asyncTool(
            Tool.named("nothing"), (arguments, call) -> CompletableFuture.completedFuture(null))
        .asyncTool(Tool.named("later"), (arguments, call) -> later())
        .asyncTool(Tool.named("never"), (arguments, call) -> null);
    start(ServerMount.of(server));
    try (McpSession session = open()) {
      for (String tool : List.of("nothing", "later", "never")) {
        assertThat(failure(session.callTool(tool, Json.EMPTY_OBJECT)).code())
            .isEqualTo(McpException.INTERNAL_ERROR);
      }
      assertThat(say(session)).isEqualTo("said");
    }
  }

  private static CompletionStage<ToolResult> later() {
    return CompletableFuture.supplyAsync(() -> null);
  }

  @Test
  void progress_that_is_no_number_is_not_told_and_fails_nothing() throws Exception {
    server.tool(
        Tool.named("steps"),
        (arguments, call) -> {
          call.progress(Double.NaN, 2, "one");
          call.progress(1, Double.POSITIVE_INFINITY, "two");
          return ToolResult.text("done");
        });
    start(ServerMount.of(server));
    try (McpSession session = open()) {
      List<String> told = new ArrayList<>();
      assertThat(
              get(session.callTool(
                      "steps", Json.EMPTY_OBJECT, (done, total, what) -> told.add(what)))
                  .text())
          .isEqualTo("done");
      assertThat(told).containsExactly("two");
    }
  }

  @Test
  void parameters_that_cannot_be_told_with_progress_are_refused() throws Exception {
    start(ServerMount.of(server));
    try (McpSession session = open()) {
      assertThat(
              failure(session.request("any", Json.parse("[1]"), (done, total, what) -> {}))
                  .getMessage())
          .contains("expected: an object");
    }
  }

  @Test
  void an_executor_that_is_full_for_a_moment_refuses_calls_and_keeps_the_connection()
      throws Exception {
    ThreadPoolExecutor small =
        kept(new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1)));
    start(ServerMount.of(server).on(small));
    try (McpSession session = open()) {
      CountDownLatch goOn = new CountDownLatch(1);
      CountDownLatch idle = new CountDownLatch(1);
      for (int i = 0; i < 2; i++) { // one runs, one waits
        int number = i;
        fill(
            small,
            () -> {
              goOn.await();
              if (number == 1) {
                idle.countDown();
              }
              return null;
            });
      }
      assertThat(failure(session.callTool("say", Json.EMPTY_OBJECT)).getMessage())
          .contains("server \"any\" is busy");
      goOn.countDown();
      assertThat(idle.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(say(session)).isEqualTo("said");
    }
  }

  /** What its other users give it; where there is no place yet, again. */
  private static void fill(ThreadPoolExecutor executor, Callable<Void> work) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < end) {
      try {
        executor.submit(work);
        return;
      } catch (RejectedExecutionException e) {
        Thread.yield();
      }
    }
    throw new AssertionError("there was never a place");
  }
}
