package dev.mcpmux.netty.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.LogLevel;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.Prompt;
import dev.mcpmux.core.api.server.PromptResult;
import dev.mcpmux.core.api.server.Resource;
import dev.mcpmux.core.api.server.ResourceContents;
import dev.mcpmux.core.api.server.ResourceTemplate;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionClosedException;
import dev.mcpmux.core.api.session.SessionListener;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.MuxClient;
import dev.mcpmux.netty.MuxServer;
import dev.mcpmux.netty.NoLeaks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions of a program, in the same process and at a daemon: they are to be the same. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@ValueSource(strings = {"in process", "at a daemon"})
class SessionsTest {

  @Parameter String way;
  @TempDir Path directory;

  private final McpServer notes = McpServer.named("notes", "1.2");
  private final CountDownLatch goOn = new CountDownLatch(1);
  private MuxServer mux;

  @BeforeEach
  void start() throws Exception {
    notes
        .tool(
            Tool.named("say").description("Says it again.").readOnly(),
            (arguments, call) -> ToolResult.text(arguments.get("text").text("")))
        .tool(
            Tool.named("slow"),
            (arguments, call) -> {
              goOn.await();
              return ToolResult.text("at last");
            })
        .tool(Tool.named("hidden"), (arguments, call) -> ToolResult.text("never"))
        .tool(
            Tool.named("steps"),
            (arguments, call) -> {
              call.progress(1, 2, "one");
              call.progress(2, 2, "two");
              return ToolResult.text("done");
            })
        .asyncTool(
            Tool.named("ask"),
            (arguments, call) ->
                call.ask("elicitation/create", Json.parse("{\"message\": \"sure?\"}"))
                    .thenApply(answer -> ToolResult.text(answer.get("action").text("none"))))
        .resource(
            Resource.at("note://1", "first"),
            (uri, call) -> ResourceContents.text(uri, "text/plain", "one"))
        .resources(
            ResourceTemplate.at("note://day/{day}", "of a day"),
            (uri, call) -> ResourceContents.text(uri, "text/plain", "day " + uri))
        .prompt(
            Prompt.named("hello").argument("who", "Whom.", true),
            (arguments, call) -> PromptResult.user("Greet " + arguments.get("who").text()));
    Map<String, ServerConfig> servers =
        Map.of("echo", EndToEnd.echo(Optional.of(directory.toString()), SharingPolicy.defaults()));
    Limits limits = Limits.defaults();
    mux =
        MuxServer.builder(directory.resolve("home/mcpmux.sock"))
            .config(new MuxConfig(servers, limits))
            .mount("notes", ServerMount.of(notes))
            .mount(
                "other",
                ServerMount.of(
                    McpServer.named("other", "1")
                        .tool(
                            Tool.named("say"), (arguments, call) -> ToolResult.text("the other"))))
            .tools("notes", new ToolFilter(List.of(), List.of("hidden")))
            .build();
    mux.start();
  }

  @AfterEach
  void stop() throws Exception {
    goOn.countDown();
    mux.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private CompletableFuture<McpSession> opening(SessionOptions options) {
    SessionOptions here = options.in(directory);
    return way.equals("in process")
        ? mux.openSession(here)
        : MuxClient.connect(directory.resolve("home/mcpmux.sock"), here);
  }

  private McpSession open(SessionOptions options) throws Exception {
    return get(opening(options));
  }

  private McpSession open() throws Exception {
    return open(SessionOptions.server("notes"));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private static Json text(String text) {
    return Json.object().put("text", text).build();
  }

  private static McpException failure(CompletableFuture<?> future) throws Exception {
    try {
      future.orTimeout(30, TimeUnit.SECONDS).join();
      throw new AssertionError("no failure");
    } catch (CompletionException e) {
      return (McpException) e.getCause();
    }
  }

  @Test
  void a_session_sees_what_the_server_has() throws Exception {
    try (McpSession session = open()) {
      assertThat(session.greeting().get("serverInfo").get("name").text()).isEqualTo("notes");
      assertThat(get(session.listTools()))
          .extracting(Tool::name)
          .containsExactly("ask", "say", "slow", "steps");
      assertThat(get(session.callTool("say", text("hello"))).text()).isEqualTo("hello");
      assertThat(get(session.listResources())).extracting(Resource::uri).containsOnly("note://1");
      assertThat(get(session.readResource("note://1")).text()).isEqualTo("one");
      assertThat(get(session.listResourceTemplates())).hasSize(1);
      assertThat(get(session.readResource("note://day/7")).text()).isEqualTo("day note://day/7");
      assertThat(get(session.listPrompts())).extracting(Prompt::name).containsExactly("hello");
      assertThat(
              get(session.getPrompt("hello", Json.object().put("who", "Ada").build()))
                  .messages()
                  .get(0)
                  .get("content")
                  .get("text")
                  .text())
          .isEqualTo("Greet Ada");
      assertThat(get(session.ping())).isEqualTo(Json.EMPTY_OBJECT);
      assertThat(get(session.setLogLevel(LogLevel.ERROR))).isEqualTo(Json.EMPTY_OBJECT);
    }
  }

  @Test
  void errors_have_their_code_and_filters_hold() throws Exception {
    try (McpSession session = open()) {
      assertThat(failure(session.callTool("missing", Json.EMPTY_OBJECT)).code())
          .isEqualTo(McpException.INVALID_PARAMS);
      assertThat(failure(session.callTool("hidden", Json.EMPTY_OBJECT)).getMessage())
          .doesNotContain("never");
      assertThat(failure(session.readResource("note://2")).data())
          .isEqualTo(Json.parse("{\"uri\":\"note://2\"}"));
      assertThat(failure(session.getPrompt("hello", Json.EMPTY_OBJECT)).getMessage())
          .contains("\"who\"");
      assertThat(failure(session.request("no/such", Json.NULL)).code())
          .isEqualTo(McpException.METHOD_NOT_FOUND);
    }
  }

  @Test
  void progress_comes_in_order_and_before_the_answer() throws Exception {
    try (McpSession session = open()) {
      List<String> told = new ArrayList<>();
      ToolResult result =
          get(
              session.callTool(
                  "steps", Json.EMPTY_OBJECT, (done, total, message) -> told.add(message)));
      assertThat(result.text()).isEqualTo("done");
      assertThat(told).containsExactly("one", "two");
    }
  }

  @Test
  void to_cancel_the_future_takes_the_request_back() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    notes.asyncTool(
        Tool.named("wait"),
        (arguments, call) -> {
          call.onCancel(() -> heard.complete("cancelled"));
          begun.countDown();
          return new CompletableFuture<>();
        });
    try (McpSession session = open()) {
      CompletableFuture<ToolResult> answer = session.callTool("wait", Json.EMPTY_OBJECT);
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      answer.cancel(true);
      assertThat(get(heard)).isEqualTo("cancelled");
      assertThat(get(session.callTool("say", text("on"))).text()).isEqualTo("on");
    }
  }

  @Test
  void a_question_in_a_call_reaches_the_caller_and_nobody_else() throws Exception {
    List<McpSession> sessions = new ArrayList<>();
    for (String name : List.of("one", "two", "three")) {
      SessionListener listener =
          new SessionListener() {
            @Override
            public CompletionStage<Json> onRequest(String method, Json params) {
              return CompletableFuture.completedFuture(Json.object().put("action", name).build());
            }
          };
      sessions.add(open(SessionOptions.server("notes").listener(listener, "elicitation")));
    }
    assertThat(get(sessions.get(0).callTool("ask", Json.EMPTY_OBJECT)).text()).isEqualTo("one");
    assertThat(get(sessions.get(2).callTool("ask", Json.EMPTY_OBJECT)).text()).isEqualTo("three");
    assertThat(get(sessions.get(1).callTool("ask", Json.EMPTY_OBJECT)).text()).isEqualTo("two");
    sessions.forEach(McpSession::close);
  }

  @Test
  void changes_and_updates_are_told_to_who_wants_them() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    BlockingQueue<String> otherTold = new LinkedBlockingQueue<>();
    try (McpSession session = open(listening(told));
        McpSession other = open(listening(otherTold))) {
      get(session.subscribe("note://1"));
      notes.updated("note://1");
      assertThat(told.poll(30, TimeUnit.SECONDS))
          .isEqualTo("notifications/resources/updated {\"uri\":\"note://1\"}");
      notes.removeTool("steps");
      assertThat(told.poll(30, TimeUnit.SECONDS)).contains("tools/list_changed");
      assertThat(otherTold.poll(30, TimeUnit.SECONDS)).contains("tools/list_changed");
      assertThat(get(other.listTools())).extracting(Tool::name).doesNotContain("steps");
      get(session.unsubscribe("note://1"));
      notes.updated("note://1");
      assertThat(get(session.ping())).isNotNull();
      assertThat(told).isEmpty();
    }
  }

  private static SessionOptions listening(BlockingQueue<String> told) {
    return SessionOptions.server("notes")
        .listener(
            new SessionListener() {
              @Override
              public void onNotification(String method, Json params) {
                told.add(method + " " + params);
              }
            });
  }

  @Test
  void several_servers_are_one_in_the_aggregate_view() throws Exception {
    try (McpSession session = open(SessionOptions.allServers())) {
      assertThat(get(session.listTools()))
          .extracting(Tool::name)
          .contains("notes__say", "other__say")
          .doesNotContain("notes__hidden");
      assertThat(get(session.callTool("notes__say", text("from afar"))).text())
          .isEqualTo("from afar");
      assertThat(
              get(session.callTool("other__say", Json.object().put("mark", "m7").build())).text())
          .isEqualTo("the other");
    }
  }

  @Test
  void a_session_with_a_process_is_like_any_other() throws Exception {
    try (McpSession session = open(SessionOptions.server("echo"))) {
      assertThat(
              get(session.callTool("echo", Json.object().put("mark", "m7").build()))
                  .json()
                  .toString())
          .contains("m7");
    }
  }

  @Test
  void what_waits_fails_when_the_session_is_closed_in_the_middle() throws Exception {
    McpSession session = open();
    CompletableFuture<ToolResult> answer = session.callTool("slow", Json.EMPTY_OBJECT);
    session.close();
    assertThat(failure(answer)).isInstanceOf(SessionClosedException.class);
    assertThat(get(session.closed()).reason()).isEqualTo("closed");
    assertThat(session.isOpen()).isFalse();
    assertThat(failure(session.ping())).isInstanceOf(SessionClosedException.class);
  }

  @Test
  void what_waits_fails_with_the_reason_when_mcpmux_stops() throws Exception {
    McpSession session = open();
    CompletableFuture<ToolResult> answer = session.callTool("slow", Json.EMPTY_OBJECT);
    get(session.ping());
    mux.stop();
    assertThat(failure(answer).getMessage()).containsAnyOf("stop", "the daemon has gone");
    assertThat(get(session.closed()).reason()).isIn("stopping", "daemon-lost");
  }

  @Test
  void who_asks_for_what_there_is_not_is_told() {
    assertThatThrownBy(() -> open(SessionOptions.server("nobody")))
        .hasRootCauseInstanceOf(SessionClosedException.class)
        .hasMessageContaining("there is no server named \"nobody\"");
  }

  @Test
  void who_asks_for_a_profile_that_there_is_not_is_told() throws Exception {
    assertThat(failure(opening(SessionOptions.profile("web"))))
        .isInstanceOfSatisfying(
            SessionClosedException.class,
            refused -> assertThat(refused.reason()).isEqualTo("unknown-profile"))
        .hasMessageContaining("web");
  }

  @Test
  void one_request_more_than_the_session_may_have_open_fails_at_once() throws Exception {
    try (McpSession session = open(SessionOptions.server("notes").maxOpen(2))) {
      CompletableFuture<ToolResult> one = session.callTool("slow", Json.EMPTY_OBJECT);
      CompletableFuture<ToolResult> two = session.callTool("slow", Json.EMPTY_OBJECT);
      assertThat(failure(session.ping()).getMessage()).contains("limit: 2");
      goOn.countDown();
      assertThat(get(one).text()).isEqualTo("at last");
      assertThat(get(two).text()).isEqualTo("at last");
    }
  }

  @Test
  void a_callback_that_throws_takes_nothing_else_with_it() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    SessionListener bad =
        new SessionListener() {
          @Override
          public void onNotification(String method, Json params) {
            told.add(method);
            throw new IllegalStateException("on purpose");
          }
        };
    try (McpSession session = open(SessionOptions.server("notes").listener(bad))) {
      notes.removeTool("steps");
      assertThat(told.poll(30, TimeUnit.SECONDS)).contains("list_changed");
      assertThat(get(session.callTool("say", text("on"))).text()).isEqualTo("on");
    }
  }

  private static SessionListener asked(CompletionStage<Json> answer) {
    return new SessionListener() {
      @Override
      public CompletionStage<Json> onRequest(String method, Json params) {
        return answer;
      }
    };
  }

  @Test
  void a_question_to_which_the_program_returns_nothing_is_answered_with_an_error()
      throws Exception {
    SessionOptions options = SessionOptions.server("notes").listener(asked(null), "elicitation");
    try (McpSession session = open(options)) {
      assertThat(failure(session.callTool("ask", Json.EMPTY_OBJECT)).getMessage())
          .contains("the client failed");
    }
  }

  @Test
  void a_question_that_the_server_takes_back_is_cancelled_in_the_program() throws Exception {
    CompletableFuture<Json> never = new CompletableFuture<>();
    CompletableFuture<Json> question = new CompletableFuture<>();
    notes.asyncTool(
        Tool.named("withdraw"),
        (arguments, call) -> {
          CompletableFuture<Json> asked =
              call.ask("elicitation/create", Json.parse("{\"message\": \"sure?\"}"))
                  .toCompletableFuture();
          asked.orTimeout(50, TimeUnit.MILLISECONDS);
          return asked.handle((answer, failure) -> ToolResult.text("withdrawn"));
        });
    SessionOptions options = SessionOptions.server("notes").listener(asked(never), "elicitation");
    try (McpSession session = open(options)) {
      never.whenComplete((answer, failure) -> question.complete(Json.of(never.isCancelled())));
      assertThat(get(session.callTool("withdraw", Json.EMPTY_OBJECT)).text())
          .isEqualTo("withdrawn");
      assertThat(get(question)).isEqualTo(Json.TRUE);
    }
  }

  @Test
  void a_question_of_a_session_that_ends_is_cancelled_in_the_program() throws Exception {
    CompletableFuture<Json> never = new CompletableFuture<>();
    CountDownLatch came = new CountDownLatch(1);
    SessionListener listener =
        new SessionListener() {
          @Override
          public CompletionStage<Json> onRequest(String method, Json params) {
            came.countDown();
            return never;
          }
        };
    McpSession session = open(SessionOptions.server("notes").listener(listener, "elicitation"));
    session.callTool("ask", Json.EMPTY_OBJECT);
    assertThat(came.await(30, TimeUnit.SECONDS)).isTrue();
    session.close();
    get(session.closed());
    CompletableFuture<Boolean> done = never.handle((answer, failure) -> true);
    assertThat(get(done)).isTrue();
    assertThat(never).isCancelled();
  }

  @Test
  void to_close_a_session_frees_a_callback_that_waits_for_another_answer_of_it() throws Exception {
    McpSession session = open();
    CountDownLatch waits = new CountDownLatch(1);
    CompletableFuture<Throwable> freed =
        session
            .callTool("slow", Json.EMPTY_OBJECT)
            .thenApply(
                answer -> {
                  waits.countDown();
                  return session.ping().handle((value, failure) -> failure).join();
                });
    goOn.countDown();
    assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();
    session.close();
    assertThat(get(freed)).isInstanceOf(SessionClosedException.class);
    assertThat(get(session.closed()).reason()).isEqualTo("closed");
  }

  @Test
  void a_call_that_times_out_in_the_program_leaves_its_place_to_others() throws Exception {
    try (McpSession session = open(SessionOptions.server("notes").maxOpen(2))) {
      for (int i = 0; i < 4; i++) {
        CompletableFuture<ToolResult> late =
            session.callTool("slow", Json.EMPTY_OBJECT).orTimeout(1, TimeUnit.MILLISECONDS);
        CompletableFuture<Boolean> failed = late.handle((answer, failure) -> failure != null);
        assertThat(get(failed)).isTrue();
      }
      assertThat(get(session.callTool("say", text("on"))).text()).isEqualTo("on");
    }
  }

  @Test
  void a_method_without_a_name_is_none_that_there_is() throws Exception {
    try (McpSession session = open()) {
      assertThat(failure(session.request("", Json.NULL)).code())
          .isEqualTo(McpException.METHOD_NOT_FOUND);
    }
  }

  @Test
  void an_opening_that_is_refused_is_told_also_where_the_executor_has_ended() throws Exception {
    ExecutorService ended = Executors.newSingleThreadExecutor();
    ended.shutdown();
    assertThat(failure(opening(SessionOptions.server("nobody").on(ended))).getMessage())
        .contains("there is no server named");
    assertThat(
            failure(
                    MuxClient.connect(
                        directory.resolve("none.sock"), SessionOptions.server("notes").on(ended)))
                .getMessage())
        .contains("no daemon listens");
    CompletableFuture<String> thread = new CompletableFuture<>();
    McpSession session = open(SessionOptions.server("notes").on(ended));
    session
        .callTool("slow", Json.EMPTY_OBJECT)
        .whenComplete((answer, failure) -> thread.complete(Thread.currentThread().getName()));
    goOn.countDown();
    assertThat(get(thread)).startsWith("mcpmux-handler");
    session.close();
  }

  @Test
  void callbacks_and_handlers_may_run_on_the_loop_if_they_never_wait() throws Exception {
    notes.removeTool("slow");
    try (McpSession session = open(SessionOptions.server("notes").on(Runnable::run))) {
      for (int i = 0; i < 100; i++) {
        String each = "n" + i;
        assertThat(get(session.callTool("say", text(each))).text()).isEqualTo(each);
      }
    }
  }
}
