package dev.mcpmux.netty.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.Connection;
import dev.mcpmux.core.api.server.LogLevel;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.Resource;
import dev.mcpmux.core.api.server.ResourceContents;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.MuxServer;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A Java object as a server, seen by clients on the socket. */
@ExtendWith(NoLeaks.class)
class MountedServerTest {

  private static final String NOTES = "{\"name\":\"notes\"}";

  @TempDir Path directory;
  private MuxServer mux;

  private final McpServer notes =
      McpServer.named("notes", "1.2")
          .instructions("Notes for all.")
          .tool(
              Tool.named("say").description("Says it again."),
              (arguments, call) -> ToolResult.text(arguments.get("text").text("nothing")));

  @AfterEach
  void stop() throws Exception {
    mux.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void start(ServerMount mount, Scope scope) throws Exception {
    mux =
        MuxServer.builder(directory.resolve("home/mcpmux.sock"))
            .mount("notes", mount, scope)
            .build();
    mux.start();
  }

  private TestClient session() throws Exception {
    TestClient client = TestClient.attach(directory.resolve("home/mcpmux.sock"), directory, NOTES);
    client.send(EndToEnd.initialize());
    assertThat(client.line()).contains("\"id\":\"init\"", "Notes for all.", "\"1.2\"");
    client.send(EndToEnd.initialized());
    return client;
  }

  private static String call(int id, String tool, String arguments) {
    return EndToEnd.call(Integer.toString(id), tool, arguments, null);
  }

  private static String takeBack(int id) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
        + id
        + "}}";
  }

  /** Adds a tool that waits for what is returned. */
  private CountDownLatch slowTool() {
    CountDownLatch goOn = new CountDownLatch(1);
    notes.tool(
        Tool.named("slow"),
        (arguments, call) -> {
          goOn.await();
          return ToolResult.text("at last");
        });
    return goOn;
  }

  @Test
  void a_session_lists_and_calls_the_tools_of_an_object() throws Exception {
    start(ServerMount.of(notes), Scope.GLOBAL);
    try (TestClient client = session()) {
      client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
      assertThat(client.line()).contains("\"id\":1", "\"say\"", "Says it again.");
      client.send(call(2, "say", "\"text\":\"hello\""));
      assertThat(client.line()).contains("\"id\":2", "\"hello\"");
    }
  }

  @Test
  void what_a_handler_throws_is_the_answer_and_the_connection_goes_on() throws Exception {
    notes.tool(
        Tool.named("strict"),
        (arguments, call) -> {
          throw new McpException(-32602, "no such note", Json.of("n7"));
        });
    notes.tool(
        Tool.named("broken"),
        (arguments, call) -> {
          throw new IllegalStateException("secret");
        });
    notes.tool(Tool.named("empty"), (arguments, call) -> null);
    start(ServerMount.of(notes), Scope.GLOBAL);
    try (TestClient client = session()) {
      client.send(call(1, "strict", ""));
      assertThat(client.line()).contains("\"id\":1", "-32602", "no such note", "\"data\":\"n7\"");
      client.send(call(2, "broken", ""));
      assertThat(client.line()).contains("\"id\":2", "-32603").doesNotContain("secret");
      client.send(call(3, "empty", ""));
      assertThat(client.line()).contains("\"id\":3", "-32603");
      client.send(call(4, "missing", ""));
      assertThat(client.line()).contains("\"id\":4", "-32602", "there is no tool");
      client.send(call(5, "say", "\"text\":\"still here\""));
      assertThat(client.line()).contains("\"id\":5", "still here");
    }
  }

  @Test
  void a_slow_tool_holds_up_no_other_call() throws Exception {
    CountDownLatch goOn = slowTool();
    start(ServerMount.of(notes), Scope.GLOBAL);
    try (TestClient client = session()) {
      client.send(call(1, "slow", ""), call(2, "slow", ""));
      client.send(call(3, "say", "\"text\":\"fast\""));
      assertThat(client.line()).contains("\"id\":3", "fast");
      goOn.countDown();
      assertThat(client.line()).contains("at last");
      assertThat(client.line()).contains("at last");
    }
  }

  @Test
  void more_requests_than_the_mount_takes_are_refused_and_not_kept() throws Exception {
    CountDownLatch goOn = slowTool();
    start(ServerMount.of(notes).bounded(1, 2), Scope.GLOBAL);
    try (TestClient client = session()) {
      client.send(call(1, "slow", ""), call(2, "slow", ""), call(3, "slow", ""));
      assertThat(client.line()).contains("\"id\":3", "is busy", "limit: 2");
      goOn.countDown();
      assertThat(client.line()).contains("\"id\":1", "at last");
      assertThat(client.line()).contains("\"id\":2", "at last");
    }
  }

  @Test
  void progress_and_log_reach_the_caller_alone_and_before_the_answer() throws Exception {
    notes.tool(
        Tool.named("work"),
        (arguments, call) -> {
          call.log(LogLevel.WARNING, "notes", Json.of("careful"));
          call.progress(1, 2, "half");
          return ToolResult.text("done");
        });
    start(ServerMount.of(notes), Scope.GLOBAL);
    try (TestClient other = session();
        TestClient client = session()) {
      client.send(EndToEnd.call("1", "work", "", "\"mine\""));
      assertThat(client.line()).contains("notifications/message", "careful");
      assertThat(client.line())
          .contains("notifications/progress", "\"progressToken\":\"mine\"", "half");
      assertThat(client.line()).contains("\"id\":1", "done");
      other.send(call(1, "say", "\"text\":\"mine\""));
      assertThat(other.line()).contains("\"id\":1", "mine");
    }
  }

  @Test
  void a_call_that_is_taken_back_hears_of_it() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    notes.tool(
        Tool.named("wait"),
        (arguments, call) -> {
          call.onCancel(() -> heard.complete("cancelled"));
          begun.countDown();
          heard.get(30, TimeUnit.SECONDS);
          return ToolResult.text(Boolean.toString(call.isCancelled()));
        });
    start(ServerMount.of(notes), Scope.GLOBAL);
    try (TestClient client = session()) {
      client.send(call(1, "wait", ""));
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      client.send(takeBack(1));
      assertThat(heard.get(30, TimeUnit.SECONDS)).isEqualTo("cancelled");
      client.send(call(2, "say", "\"text\":\"on\""));
      assertThat(client.line()).contains("\"id\":2");
    }
  }

  @Test
  void a_call_that_is_taken_back_makes_room_although_its_answer_never_comes() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch cancelled = new CountDownLatch(2);
    notes.asyncTool(
        Tool.named("never"),
        (arguments, call) -> {
          call.onCancel(cancelled::countDown);
          begun.countDown();
          return new CompletableFuture<>();
        });
    start(ServerMount.of(notes).bounded(1, 2), Scope.GLOBAL);
    try (TestClient client = session()) {
      client.send(call(1, "never", ""), call(2, "never", ""), call(3, "say", ""));
      assertThat(client.line()).contains("\"id\":3", "is busy");
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      client.send(takeBack(1), takeBack(2));
      assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
      String answer = "is busy";
      for (int id = 4; answer.contains("is busy"); id++) { // until their handlers have returned
        client.send(call(id, "say", "\"text\":\"room\""));
        answer = client.line();
      }
      assertThat(answer).contains("room");
    }
  }

  @Test
  void lists_that_change_and_resources_that_are_updated_are_told() throws Exception {
    notes.resource(
        Resource.at("note://1", "first"),
        (uri, call) -> ResourceContents.text(uri, "text/plain", "one"));
    start(ServerMount.of(notes), Scope.GLOBAL);
    try (TestClient subscriber = session();
        TestClient other = session()) {
      subscriber.send(
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/subscribe\","
              + "\"params\":{\"uri\":\"note://1\"}}");
      assertThat(subscriber.line()).contains("\"id\":1", "result");
      other.send(call(1, "say", ""));
      assertThat(other.line()).contains("\"id\":1");

      notes.updated("note://1");
      assertThat(subscriber.line()).contains("notifications/resources/updated", "note://1");
      notes.tool(Tool.named("more"), (arguments, call) -> ToolResult.text("more"));
      assertThat(subscriber.line()).contains("notifications/tools/list_changed");
      assertThat(other.line()).contains("notifications/tools/list_changed");
    }
  }

  @Test
  void in_the_scope_session_each_session_has_a_server_that_knows_its_client() throws Exception {
    BlockingQueue<Connection> opened = new LinkedBlockingQueue<>();
    BlockingQueue<Connection> closed = new LinkedBlockingQueue<>();
    ServerMount mount =
        ServerMount.of(
            connection -> {
              opened.add(connection);
              return McpServer.named("notes", "1.2")
                  .instructions("Notes for all.")
                  .onClose(() -> closed.add(connection));
            });
    start(mount, Scope.SESSION);
    try (TestClient one = session();
        TestClient other = session()) {
      assertThat(one).isNotSameAs(other);
      Connection first = opened.poll(30, TimeUnit.SECONDS);
      Connection second = opened.poll(30, TimeUnit.SECONDS);
      assertThat(first.session()).isPresent().isNotEqualTo(second.session());
      assertThat(first.clientInfo().get("name").text()).isEqualTo("test");
      assertThat(first.cwd()).isEqualTo(directory.toString());
      assertThat(first.projectRoot()).contains(directory.toString());
      assertThat(first.protocolVersion()).isEqualTo("2025-11-25");
    }
    assertThat(closed.poll(30, TimeUnit.SECONDS).isOpen()).isFalse();
    assertThat(closed.poll(30, TimeUnit.SECONDS).isOpen()).isFalse();
  }

  @Test
  void a_factory_that_throws_fails_the_session_with_words() throws Exception {
    start(
        ServerMount.of(
            connection -> {
              throw new McpException(-32000, "no room for another");
            }),
        Scope.GLOBAL);
    try (TestClient client =
        TestClient.attach(directory.resolve("home/mcpmux.sock"), directory, NOTES)) {
      client.send(EndToEnd.initialize());
      assertThat(client.line()).contains("\"error\"", "no room for another");
    }
  }

  @Test
  void a_connection_holds_so_many_bytes_of_requests_and_no_more() throws Exception {
    CountDownLatch goOn = slowTool();
    start(ServerMount.of(notes), Scope.GLOBAL);
    try (TestClient client = session()) {
      String large = "\"text\":\"" + "x".repeat(9 * 1024 * 1024) + "\"";
      client.send(call(1, "slow", large), call(2, "slow", large), call(3, "say", ""));
      assertThat(client.line()).contains("\"id\":3", "is busy: bytes of requests");
      goOn.countDown();
      assertThat(client.line() + client.line()).contains("\"id\":1", "\"id\":2");
      client.send(call(4, "say", "\"text\":\"room\""));
      assertThat(client.line()).contains("\"id\":4", "room");
    }
  }

  @Test
  void a_tap_shows_what_passes() throws Exception {
    start(ServerMount.of(notes), Scope.GLOBAL);
    try (TestClient tap = new TestClient(directory.resolve("home/mcpmux.sock"));
        TestClient client = session()) {
      tap.send(
          "{\"mcpmux\":1,\"control\":\"tap\",\"options\":{\"method\":\"tools/call\","
              + "\"bodyBytes\":\"1000\"}}");
      assertThat(tap.line()).contains("\"ok\":true");
      client.send(call(1, "say", "\"text\":\"seen\""));
      assertThat(client.line()).contains("seen");
      assertThat(tap.line()).contains("tools/call", "notes", "seen");
      assertThat(tap.line()).contains("seen");
    }
  }

  @Test
  void the_status_says_that_it_is_in_process() throws Exception {
    start(ServerMount.of(notes), Scope.GLOBAL);
    try (TestClient client = session()) {
      client.send(call(1, "say", ""));
      client.line();
      assertThat(mux.statusJson().toCompletableFuture().get())
          .contains("\"pid\":null", "\"inProcess\":true", "\"state\":\"ready\"");
    }
  }

  @Test
  void the_status_says_why_sessions_have_connections_of_their_own() throws Exception {
    start(ServerMount.of(notes), Scope.SESSION);
    try (TestClient one = session();
        TestClient two = session()) {
      one.send(call(1, "say", ""));
      one.line();
      two.send(call(1, "say", ""));
      two.line();
      assertThat(mux.statusJson().toCompletableFuture().get())
          .contains("is a process of its own because the server's scope is session")
          .doesNotContain("not in process");
    }
  }
}
