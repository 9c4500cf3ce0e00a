package dev.mcpmux.netty.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import dev.mcpmux.netty.remote.ScriptedHttp.Call;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A remote server over Streamable HTTP, behind sessions that do not know it from another. */
@ExtendWith(NoLeaks.class)
class RemoteServersTest extends RemoteEndToEnd {

  @Test
  void sessions_share_one_upstream_session() throws Exception {
    headers = Map.of("Authorization", "Bearer ${TOKEN}");
    variables = ",\"TOKEN\":\"t1\"";
    start();

    TestClient a = initializing();
    Call initialize = far.take("initialize");
    assertThat(initialize.path()).isEqualTo("/mcp");
    assertThat(initialize.headers())
        .containsEntry("authorization", "Bearer t1")
        .containsEntry("content-type", "application/json")
        .containsEntry("accept", "application/json, text/event-stream")
        .containsEntry("host", "localhost:" + far.port())
        .doesNotContainKeys("mcp-session-id", "mcp-protocol-version", "accept-encoding");
    greet(initialize, "s1");
    assertThat(a.line()).contains("\"id\":\"init\"", "\"name\":\"far\"");
    a.send(EndToEnd.initialized());
    Call initialized = far.take("notifications/initialized");
    assertThat(initialized.headers())
        .containsEntry("mcp-session-id", "s1")
        .containsEntry("mcp-protocol-version", "2025-06-18");
    initialized.accepted();
    Call listening = far.take("GET");
    assertThat(listening.headers())
        .containsEntry("accept", "text/event-stream")
        .containsEntry("mcp-session-id", "s1")
        .containsEntry("authorization", "Bearer t1");
    listening.answer("405 Method Not Allowed", "", "");
    TestClient b = another();
    a.send(call(7));
    b.send(call(7));
    Call one = far.take("tools/call");
    Call two = far.take("tools/call");
    two.reply("\"result\":{\"n\":" + two.id() + "}");
    one.reply("\"result\":{\"n\":" + one.id() + "}");

    assertThat(List.of(a.line(), b.line()))
        .containsExactlyInAnyOrder(
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"n\":2}}",
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"n\":3}}");
    assertThat(far.rest()).isEmpty();
    MuxStatus.Upstream upstream =
        server.status().toCompletableFuture().get().servers().get(0).upstreams().get(0);
    assertThat(upstream.url()).contains(far.url("/mcp"));
    assertThat(server.statusJson().toCompletableFuture().get())
        .contains("\"pid\":null,\"url\":\"" + far.url("/mcp") + "\"")
        .doesNotContain("t1");
  }

  @Test
  void nothing_overtakes_the_word_that_the_client_is_initialized() throws Exception {
    start();
    TestClient client = initializing();
    greet(far.take("initialize"), "s1");
    client.line();
    client.send(EndToEnd.initialized(), call(1));

    Call initialized = far.take("notifications/initialized");
    assertThat(far.rest()).isEmpty();
    initialized.accepted();

    far.take("tools/call").reply("\"result\":{}");
    assertThat(client.line()).contains("\"id\":1,\"result\"");
  }

  @Test
  void a_reply_may_come_in_an_event_stream_however_it_is_cut_and_written() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    Call call = far.take("tools/call");

    call.write("HTTP/1.1 200 OK\r\ncontent-type: TEXT/Event-Stream;charset=utf-8\r\n");
    call.write("Transfer-Encoding: chunked\r\n\r\n");
    String stream =
        "\uFEFF: hello\r\n\r\nevent: message\rid: 1\r\ndata: {\"jsonrpc\":\"2.0\",\r\n"
            + "data:\"id\":"
            + call.id()
            + ",\n"
            + "data: \"result\":{\"text\":\"größer\"}}\r\rdata\n\n: bye\n\n";
    byte[] bytes = stream.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (byte b : bytes) {
      call.socket().getOutputStream().write(("1;x=y\r\n").getBytes());
      call.socket().getOutputStream().write(b);
      call.socket().getOutputStream().write("\r\n".getBytes());
      call.socket().getOutputStream().flush();
    }
    call.write("0\r\nTrailer: x\r\n\r\n");

    assertThat(client.line())
        .isEqualTo("{\"jsonrpc\":\"2.0\", \"id\":1, \"result\":{\"text\":\"größer\"}}");
    client.send(call(2));
    assertThat(far.take("tools/call").socket()).as("the same connection").isSameAs(call.socket());
  }

  @Test
  void a_json_reply_may_be_written_in_lines() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));

    Call call = far.take("tools/call");
    call.json("{\r\n  \"jsonrpc\": \"2.0\",\n  \"id\": " + call.id() + ",\n  \"result\": {}\n}\n");

    assertThat(client.line())
        .isEqualTo("{    \"jsonrpc\": \"2.0\",   \"id\": 1,   \"result\": {} } ");
  }

  @Test
  void a_question_on_the_stream_of_a_call_goes_to_the_session_of_that_call() throws Exception {
    start();
    TestClient a = first();
    TestClient b = another();
    a.send(call(1));
    Call ofA = far.take("tools/call");
    b.send(call(1));
    Call ofB = far.take("tools/call");
    ofB.events();
    ofB.event("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"elicitation/create\",\"params\":{}}");
    ofB.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"data\":1}}");

    String question = b.line();
    assertThat(question).contains("elicitation/create");
    assertThat(b.line()).contains("notifications/message");
    b.accept(question, "elicitation/create");
    Call answer = far.take("reply");
    assertThat(answer.body())
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"result\":{\"action\":\"accept\"}}");
    answer.accepted();
    ofB.event("{\"jsonrpc\":\"2.0\",\"id\":" + ofB.id() + ",\"result\":{\"of\":\"b\"}}");
    ofB.end();
    assertThat(b.line()).contains("\"of\":\"b\"");
    ofA.reply("\"result\":{\"of\":\"a\"}");
    assertThat(a.line()).contains("\"id\":1,\"result\":{\"of\":\"a\"}");
    assertThat(server.status().toCompletableFuture().get().servers().get(0).upstreams())
        .as("asking splits nobody")
        .hasSize(1);
  }

  @Test
  void a_stream_that_is_cut_goes_on_behind_its_last_event() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    Call call = far.take("tools/call");
    call.events();
    call.write("retry: 20\nid: e1\ndata:\n\nid: e2\n");
    call.end();

    Call again = far.take("GET");
    assertThat(again.headers())
        .containsEntry("last-event-id", "e1")
        .containsEntry("mcp-session-id", "s1");
    again.events();
    again.write("id: e3\n: nothing yet\n\n");
    again.end();
    Call last = far.take("GET");
    assertThat(last.headers()).containsEntry("last-event-id", "e3");
    last.events();
    last.event("{\"jsonrpc\":\"2.0\",\"id\":" + call.id() + ",\"result\":{}}");

    assertThat(client.line()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
  }

  @Test
  void a_stream_that_is_cut_without_an_event_id_fails_its_request() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    Call call = far.take("tools/call");
    call.events();
    call.event(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"data\":1}}");
    call.end();

    assertThat(client.line()).contains("notifications/message");
    assertThat(client.line())
        .contains("\"id\":1,\"error\"", "ended its answer before it replied", "not repeated");
  }

  @Test
  void a_session_that_the_server_has_forgotten_is_begun_anew_and_nobody_notices() throws Exception {
    start();
    TestClient a = first();
    TestClient b = another();
    a.send(call(1));
    b.send(call(2));
    Call one = far.take("tools/call");
    Call two = far.take("tools/call");
    one.answer("404 Not Found", "", "");
    two.answer("404 Not Found", "", "");

    greet(far.take("initialize"), "s2");
    far.take("notifications/initialized").accepted();
    far.take("GET").answer("405 Method Not Allowed", "", "");
    for (int i = 0; i < 2; i++) {
      Call again = far.take("tools/call");
      assertThat(again.headers()).containsEntry("mcp-session-id", "s2");
      again.reply("\"result\":{}");
    }

    assertThat(List.of(a.line(), a.line()))
        .containsExactlyInAnyOrder(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
    assertThat(List.of(b.line(), b.line()))
        .contains("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}");
  }

  @Test
  void a_server_that_was_started_again_is_found_again() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    far.take("tools/call").answer("400 Bad Request", "", "{\"error\":\"No valid session ID\"}");

    greet(far.take("initialize"), "s2");
    far.take("notifications/initialized").accepted();
    far.take("GET").answer("405 Method Not Allowed", "", "");
    far.take("tools/call").reply("\"result\":{}");

    assertThat(List.of(client.line(), client.line()))
        .contains("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
  }

  @Test
  void the_stream_to_listen_on_is_opened_and_opened_again() throws Exception {
    start();
    TestClient client = greeted();
    Call listening = far.take("GET");
    listening.events();
    listening.write("retry: 10\nid: 7\n");
    listening.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
    assertThat(client.line()).contains("notifications/tools/list_changed");
    listening.end();

    Call again = far.take("GET");
    assertThat(again.headers()).containsEntry("last-event-id", "7");
    again.answer("503 Service Unavailable", "", "");
    Call last = far.take("GET");
    last.events();
    last.write("data: {\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\"}\n\n");
    assertThat(far.take("reply").body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}");
  }

  @Test
  void a_request_that_is_cancelled_is_cancelled_there_and_its_connection_closed() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    Call call = far.take("tools/call");
    call.events();
    client.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

    Call cancelled = far.take("notifications/cancelled");
    assertThat(cancelled.body()).contains("\"requestId\":" + call.id());
    cancelled.accepted();

    Await.until("the connection is closed", () -> isClosed(call));
  }

  private static boolean isClosed(Call call) {
    try {
      call.write(": still there\n\n");
      return false;
    } catch (java.io.IOException e) {
      return true;
    }
  }

  @Test
  void a_stream_that_is_left_open_behind_its_reply_is_closed() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    Call call = far.take("tools/call");
    call.events();
    call.event("{\"jsonrpc\":\"2.0\",\"id\":" + call.id() + ",\"result\":{}}");
    call.write("data: half an event");

    assertThat(client.line()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
    Await.until("the connection is closed", () -> isClosed(call));
  }

  @Test
  void nothing_is_left_of_streams_when_the_daemon_stops() throws Exception {
    start();
    TestClient client = greeted();
    Call listening = far.take("GET");
    listening.events();
    listening.write("data: half an event");
    client.send(call(1), call(2));
    far.take("tools/call").write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{");
    Call call = far.take("tools/call");
    call.events();
    call.event("{\"jsonrpc\":\"2.0\",\"id\":" + call.id() + ",\"result\":{}}");
    call.write("data: half an event");
    client.line();

    var stopped = server.stop().toCompletableFuture();

    far.take("DELETE").accepted();
    stopped.get(10, java.util.concurrent.TimeUnit.SECONDS);
  }

  @Test
  void the_session_is_ended_at_the_server() throws Exception {
    start();
    first();
    var stopped = server.stop().toCompletableFuture();

    Call end = far.take("DELETE");
    assertThat(end.headers()).containsEntry("mcp-session-id", "s1");
    end.answer("405 Method Not Allowed", "", "");
    stopped.get(10, java.util.concurrent.TimeUnit.SECONDS);
  }

  @Test
  void a_server_that_does_not_answer_the_end_does_not_hold_it_up() throws Exception {
    start();
    first();
    var stopped = server.stop().toCompletableFuture();
    far.take("DELETE");

    stopped.get(10, java.util.concurrent.TimeUnit.SECONDS);
  }

  @Test
  void a_session_with_other_credentials_has_an_upstream_of_its_own() throws Exception {
    headers = Map.of("Authorization", "Bearer ${TOKEN}");
    variables = ",\"TOKEN\":\"t1\"";
    start();
    first();
    variables = ",\"TOKEN\":\"t2\"";
    TestClient other = initializing();

    Call initialize = far.take("initialize");
    assertThat(initialize.headers()).containsEntry("authorization", "Bearer t2");
    greet(initialize, "s2");
    assertThat(other.line()).contains("\"result\"");
    variables = "";
    assertThatThrownBy(this::attach).hasMessageContaining("TOKEN");
  }
}
