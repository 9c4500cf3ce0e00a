package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.Changed;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.Transport;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions over HTTP when the daemon has come back. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class HttpResumeTest extends HttpEndToEnd {

  private static final String V25 = "2025-11-25";

  @BeforeEach
  void answerWithJsonHoweverLongItTakes() {
    limit("jsonWaitMillis", 30_000L);
  }

  @Test
  void a_session_goes_on_by_its_id() throws Exception {
    start();
    String session = open(V25);

    restart();

    assertThat(echo(session, 1).status()).isEqualTo(200);
    RawHttp.Response response = echo(session, 2);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).contains("\"id\":2", "\"mark\":2").doesNotContain("resume");
    assertThat(status().sessions()).singleElement().matches(s -> s.client().equals("test 1"));
  }

  @Test
  void it_goes_on_at_the_third_daemon_as_well() throws Exception {
    start();
    String session = open(V25);
    restart();
    restart();
    assertThat(echo(session, 1).status()).isEqualTo(200);
    restart();
    assertThat(echo(session, 2).status()).isEqualTo(200);
  }

  @Test
  void a_session_whose_daemon_is_killed_at_its_first_answer_goes_on() throws Exception {
    start();
    String session = exchange(post("/mcp/echo", null, initialize())).header("mcp-session-id");

    kill();

    assertThat(echo(session, 1).status()).isEqualTo(200);
  }

  @Test
  void so_does_a_subscription_at_the_answer_that_confirms_it() throws Exception {
    start();
    String session = open(V25);
    assertThat(exchange(post("/mcp/echo", session, about("subscribe"))).body())
        .contains("\"result\"");

    kill();

    RawHttp listener = connect();
    assertThat(listener.send(get("/mcp/echo", session, "")).response().status()).isEqualTo(200);
    exchange(post("/mcp/echo", session, call("2", "updated", "", null)));
    String event = listener.event();
    while (!event.contains("updated")) {
      event = listener.event();
    }
    assertThat(event).contains("notifications/resources/updated", "test://a");
  }

  @Test
  void so_does_one_that_was_confirmed_in_a_stream_of_events() throws Exception {
    start();
    String session = open(V25);
    RawHttp subscriber = connect();
    subscriber.send(
        request(
            "POST /mcp/echo",
            "Accept: text/event-stream, application/json;q=0.1\r\nMcp-Session-Id: "
                + session
                + "\r\n",
            about("subscribe")));
    assertThat(subscriber.response().header("content-type")).isEqualTo("text/event-stream");
    String event = subscriber.event();
    while (!event.contains("\"result\"")) {
      event = subscriber.event();
    }

    assertThat(kept()).contains("test://a");
    assertThat(exchange(post("/mcp/echo", session, about("unsubscribe"))).body())
        .contains("\"result\"");
    assertThat(kept()).doesNotContain("test://a");
  }

  @Test
  void what_changes_nothing_writes_nothing() throws Exception {
    start();
    String session = open(V25);
    Object file = Files.getAttribute(file(), "unix:ino");

    for (int i = 0; i < 20; i++) {
      echo(session, i);
    }

    assertThat(Files.getAttribute(file(), "unix:ino")).isEqualTo(file);
  }

  @Test
  void a_session_that_was_deleted_is_not_known_again_however_soon_the_daemon_is_killed()
      throws Exception {
    start();
    String session = open(V25);
    Await.until("it is kept", () -> Files.exists(file()));
    assertThat(delete(session).status()).isEqualTo(204);

    kill();

    assertThat(echo(session, 1).status()).isEqualTo(404);
  }

  @Test
  void nor_is_one_that_was_deleted_while_the_daemon_waited_for_a_call() throws Exception {
    start();
    String session = open(V25);
    String other = open(V25);
    RawHttp caller = connect();
    caller.send(post("/mcp/echo", session, call("1", "wait", "", null)));
    Await.until(
        "it is in flight",
        () -> status().sessions().stream().anyMatch(each -> each.inFlight() == 1));
    RawHttp deleter = connect();
    RawHttp releaser = connect();
    var ended = server.handOver();
    Await.until(
        "it takes nothing new", () -> exchange(request("GET /readyz", "", null)).status() == 503);
    deleter.send(request("DELETE /mcp/echo", "Mcp-Session-Id: " + other + "\r\n", null));
    assertThat(deleter.response().status()).isEqualTo(204);
    releaser.send(
        post(
            "/mcp/echo",
            session,
            "{\"jsonrpc\":\"2.0\",\"method\":"
                + "\"notifications/cancelled\",\"params\":{\"requestId\":1}}"));
    ended.toCompletableFuture().get(30, TimeUnit.SECONDS);
    start();

    assertThat(echo(other, 1).status()).isEqualTo(404);
    assertThat(echo(session, 1).status()).isEqualTo(200);
  }

  @Test
  void a_change_that_cannot_be_kept_is_confirmed_and_the_session_gets_404_later() throws Exception {
    start();
    String session = open(V25);
    Await.until("it is kept", () -> Files.exists(file()));
    Path draft = file().resolveSibling("http-sessions.json.new");
    Files.createDirectories(draft.resolve("in the way"));

    assertThat(exchange(post("/mcp/echo", session, about("subscribe"))).body())
        .contains("\"result\"");

    assertThat(file()).doesNotExist();
    Files.delete(draft.resolve("in the way"));
    Files.delete(draft);
  }

  @Test
  void it_goes_on_when_the_daemon_was_replaced_and_what_comes_meanwhile_is_sent_again()
      throws Exception {
    start();
    String session = open(V25);
    RawHttp caller = connect();
    caller.send(post("/mcp/echo", session, call("1", "wait", "", null)));
    Await.until("it is in flight", () -> status().sessions().get(0).inFlight() == 1);
    RawHttp other = connect();
    RawHttp third = connect();

    var ended = server.handOver();
    Await.until(
        "it takes nothing new", () -> exchange(request("GET /readyz", "", null)).status() == 503);
    assertThat(other.send(post("/mcp/echo", session, call("2", "echo", "", null))).response())
        .matches(refused -> refused.status() == 503 && refused.header("retry-after") != null);
    third.send(
        post(
            "/mcp/echo",
            session,
            "{\"jsonrpc\":\"2.0\",\"method\":"
                + "\"notifications/cancelled\",\"params\":{\"requestId\":1}}"));
    ended.toCompletableFuture().get(30, TimeUnit.SECONDS);
    start();

    assertThat(echo(session, 3).status()).isEqualTo(200);
  }

  @Test
  void it_is_found_only_where_it_was_opened() throws Exception {
    start();
    String session = open(V25);
    restart();

    assertThat(exchange(post("/mcp", session, call("1", "echo__echo", "", null))).status())
        .isEqualTo(404);
    assertThat(
            exchange(post("/mcp/echo?root=" + directory, session, call("1", "echo", "", null)))
                .status())
        .isEqualTo(404);
    assertThat(echo(session, 1).status()).isEqualTo(200);
  }

  @Test
  void it_does_not_go_on_without_its_token_or_with_another_one() throws Exception {
    start();
    String session = open(V25);
    server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    HttpConfig any = HttpConfig.on(new InetSocketAddress("127.0.0.1", 0));
    start(
        Changed.of(any, Map.of("admission", Changed.of(any.admission(), Map.of("token", false)))));

    assertThat(echo(session, 1).status()).isEqualTo(404);

    server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    token("another-token");
    start();
    String request = post("/mcp/echo", session, call("1", "echo", "", null));
    assertThat(exchange(request).status()).isEqualTo(401);
    assertThat(exchange(request.replace(TOKEN, "another-token")).status()).isEqualTo(404);
  }

  @Test
  void a_session_that_has_ended_stays_ended() throws Exception {
    start();
    String before = open(V25);
    String after = open(V25);
    assertThat(delete(before).status()).isEqualTo(204);
    restart();

    assertThat(echo(before, 1).status()).isEqualTo(404);
    assertThat(delete(after).status()).isEqualTo(204);
    assertThat(echo(after, 1).status()).isEqualTo(404);
    assertThat(status().sessions()).isEmpty();
  }

  @Test
  void a_session_that_nobody_has_used_for_too_long_is_gone() throws Exception {
    start();
    String session = open(V25);
    limit("sessionIdleMillis", 1L);
    restart();

    assertThat(echo(session, 1).status()).isEqualTo(404);
  }

  @Test
  void what_is_kept_is_bounded_and_may_be_nothing() throws Exception {
    limit("maxKeptSessionBytes", 0);
    start();
    String session = open(V25);
    restart();

    assertThat(echo(session, 1).status()).isEqualTo(404);
  }

  @Test
  void a_client_that_listened_goes_on_to_listen_and_what_was_a_call_is_gone() throws Exception {
    start();
    String session = open(V25);
    restart();

    assertThat(exchange(get("/mcp/echo", session, "Last-Event-ID: 1.1\r\n")).status())
        .isEqualTo(400);
    RawHttp listener = connect();
    RawHttp.Response response =
        listener.send(get("/mcp/echo", session, "Last-Event-ID: 0.57\r\n")).response();
    assertThat(response.status()).isEqualTo(200);
    exchange(post("/mcp/echo", session, call("1", "changed", "", null)));
    String event = listener.event();
    while (!event.contains("list_changed")) {
      event = listener.event();
    }
    assertThat(event).contains("notifications/tools/list_changed");
  }

  @Test
  void a_stream_has_no_number_of_a_stream_in_the_life_before() throws Exception {
    start();
    String session = open(V25);
    restart();
    for (int i = 0; i < 100; i++) {
      echo(session, i);
    }
    int last = stream(session);

    restart();

    assertThat(stream(session)).isGreaterThan(last);
  }

  /** The number of the next stream. */
  private int stream(String session) throws Exception {
    RawHttp caller = connect();
    caller.send(post("/mcp/echo", session, call("\"w\"", "wait", "", "1"))).response();
    return Integer.parseInt(caller.event().split("[ .]")[1]);
  }

  @Test
  void a_session_that_ends_while_its_daemon_is_replaced_stays_ended() throws Exception {
    start();
    String session = open(V25);
    String other = open(V25);
    RawHttp caller = connect();
    caller.send(post("/mcp/echo", other, call("1", "wait", "", null)));
    Await.until(
        "it is in flight",
        () -> status().sessions().stream().anyMatch(each -> each.inFlight() == 1));
    RawHttp ending = connect();
    RawHttp third = connect();

    var ended = server.handOver();
    Await.until(
        "it takes nothing new", () -> exchange(request("GET /readyz", "", null)).status() == 503);
    ending.send(request("DELETE /mcp/echo", "Mcp-Session-Id: " + session + "\r\n", null));
    assertThat(ending.response().status()).isEqualTo(204);
    third.send(
        post(
            "/mcp/echo",
            other,
            "{\"jsonrpc\":\"2.0\",\"method\":"
                + "\"notifications/cancelled\",\"params\":{\"requestId\":1}}"));
    ended.toCompletableFuture().get(30, TimeUnit.SECONDS);
    start();

    assertThat(echo(session, 1).status()).isEqualTo(404);
    assertThat(echo(other, 1).status()).isEqualTo(200);
  }

  @Test
  void what_is_kept_is_for_the_owner_and_names_no_session() throws Exception {
    start();
    String session = open(V25);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(kept()).doesNotContain(session, TOKEN);
  }

  @Test
  void a_file_that_is_damaged_costs_its_sessions_and_nothing_else() throws Exception {
    start();
    String session = open(V25);
    server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    byte[] bytes = Files.readAllBytes(file());
    bytes[bytes.length / 2] = '\n';
    Files.write(file(), bytes);
    start();

    assertThat(echo(session, 1).status()).isEqualTo(404);
    assertThat(echo(open(V25), 1).status()).isEqualTo(200);
  }

  /** What is on disk now is what the next daemon finds, whatever this one would still do. */
  private void kill() throws Exception {
    byte[] bytes = Files.exists(file()) ? Files.readAllBytes(file()) : null;
    server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    Files.deleteIfExists(file());
    if (bytes != null) {
      Files.write(file(), bytes);
    }
    start();
  }

  private Path file() {
    return directory.resolve("home/state/http-sessions.json");
  }

  private String kept() throws Exception {
    return Files.readString(file());
  }

  private static String about(String what) {
    return "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"resources/"
        + what
        + "\",\"params\":{\"uri\":\"test://a\"}}";
  }

  private void restart() throws Exception {
    server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    start();
  }

  private RawHttp.Response echo(String session, int mark) throws Exception {
    return exchange(
        post("/mcp/echo", session, call(Integer.toString(mark), "echo", "\"mark\":" + mark, null)));
  }

  private RawHttp.Response delete(String session) throws Exception {
    return exchange(request("DELETE /mcp/echo", "Mcp-Session-Id: " + session + "\r\n", null));
  }
}
