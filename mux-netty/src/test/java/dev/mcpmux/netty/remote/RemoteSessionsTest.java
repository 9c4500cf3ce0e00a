package dev.mcpmux.netty.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import dev.mcpmux.netty.remote.ScriptedHttp.Call;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A session that a remote server does not know any more, however it says so, is begun anew. */
@ExtendWith(NoLeaks.class)
class RemoteSessionsTest extends RemoteEndToEnd {

  private static final String NOT_FOUND =
      "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32001,\"message\":\"Session not found\"},\"id\":ID}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          404 Not Found            | text/html        | <html><body>no</body></html>
          410 Gone                 | text/plain       |
          400 Bad Request          | application/json | {"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: Server not initialized"},"id":null}
          400 Bad Request          | text/event-stream | event: message~data: {"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: Server not initialized"},"id":null}~~
          400 Bad Request          | application/json | {"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: No valid session ID provided"},"id":null}
          400 Bad Request          | text/plain       | Mcp-Session-Id header is required
          400 Bad Request          | text/plain       | Invalid session ID
          401 Unauthorized         | text/plain       | Unauthorized: Session not found
          403 Forbidden            | application/json | {"error":"Unknown session"}
          422 Unprocessable Entity | text/plain       | Unexpected message, expect initialize request
          200 OK                   | application/json | {"jsonrpc":"2.0","error":{"code":-32000,"message":"Session terminated"},"id":null}
          200 OK                   | application/json | {"error":"Session not found"}
          """)
  void a_session_that_is_gone_is_begun_anew_and_nobody_notices(
      String status, String type, String body) throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    String text = body == null ? "" : body.replace("~", "\n");
    far.take("tools/call").answer(status, "Content-Type: " + type + "\r\n", text);

    goOn("s2");

    assertThat(List.of(client.line(), client.line()))
        .contains("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
    assertThat(far.rest()).isEmpty();
  }

  /** The next session, and the call in it. */
  private void goOn(String session) throws Exception {
    begin(session);
    Call again = far.take("tools/call");
    assertThat(again.headers()).containsEntry("mcp-session-id", session);
    again.reply("\"result\":{}");
  }

  private void begin(String session) throws Exception {
    Call initialize = far.take("initialize");
    assertThat(initialize.headers()).doesNotContainKey("mcp-session-id");
    greet(initialize, session);
    far.take("notifications/initialized").accepted();
    far.take("GET").answer("405 Method Not Allowed", "", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          400 Bad Request |
          400 Bad Request | {"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request"},"id":null}
          200 OK          | {"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":2}
          """)
  void in_doubt_the_server_is_asked_and_what_it_denies_again_is_gone(String status, String body)
      throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    String text = body == null ? "" : body;
    far.take("tools/call").answer(status, "Content-Type: application/json\r\n", text);
    Call probe = far.take("tools/list");
    assertThat(probe.headers()).containsEntry("mcp-session-id", "s1");
    probe.answer(status, "Content-Type: application/json\r\n", text.replace(":2}", ":\"mcpmux\"}"));

    goOn("s2");

    assertThat(List.of(client.line(), client.line()))
        .contains("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"404 Not Found", "400 Bad Request", "200 OK"})
  void a_session_that_is_well_is_not_ended_for_the_error_of_one_request(String status)
      throws Exception {
    start();
    TestClient client = first();
    client.send(call(1), call(2));
    Call one = far.take("tools/call");
    Call two = far.take("tools/call");
    String code = status.startsWith("404") ? "-32601" : "-32001";
    one.answer(
        status,
        "Content-Type: application/json\r\n",
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + one.id()
            + ",\"error\":{\"code\":"
            + code
            + ",\"message\":\"no browser 7\"}}");
    far.take("tools/list")
        .json("{\"jsonrpc\":\"2.0\",\"id\":\"mcpmux\",\"result\":{\"tools\":[]}}");

    assertThat(client.line()).contains("\"error\":{\"code\":" + code, "no browser 7");
    two.reply("\"result\":{}");
    assertThat(client.line()).contains("\"result\"");
    assertThat(far.rest()).as("nothing is begun anew").isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          500 Internal Server Error | {"error":{"code":-32000,"message":"Error POSTing to endpoint (HTTP 400): No valid session ID provided"},"id":null,"jsonrpc":"2.0"}
          502 Bad Gateway           | session expired
          """)
  void a_call_that_the_server_failed_at_is_not_repeated_although_the_session_is_gone(
      String status, String body) throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    far.take("tools/call").answer(status, "", body);
    far.take("tools/list").answer(status, "", body);

    assertThat(client.line()).contains("\"id\":1,\"error\"");
    begin("s2");
    client.send(call(2));
    Call next = far.take("tools/call");
    assertThat(next.headers()).containsEntry("mcp-session-id", "s2");
    next.reply("\"result\":{}");
    String reply = client.line();
    while (!reply.contains("\"id\":2")) {
      reply = client.line(); // its lists may have changed
    }
    assertThat(far.rest()).isEmpty();
  }

  @Test
  void nor_when_another_answer_says_so_before_that_one_is_judged() throws Exception {
    start();
    TestClient client = first();
    client.send(
        EndToEnd.call("1", "work", "\"n\":\"one\"", null),
        EndToEnd.call("2", "work", "\"n\":\"two\"", null));
    Call one = far.take("tools/call");
    Call two = far.take("tools/call");
    one.answer("500 Internal Server Error", "", "browser session closed");
    far.take("tools/list");
    two.answer("404 Not Found", "", "");

    begin("s2");
    Call again = far.take("tools/call");
    assertThat(again.body()).contains(two.body().contains("\"one\"") ? "\"one\"" : "\"two\"");
    again.reply("\"result\":{}");
    String replies = "";
    while (!replies.contains("\"error\"") || !replies.contains("\"result\"")) {
      replies += client.line();
    }
    assertThat(far.rest()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          500 Internal Server Error | {"error":"browser session closed"} | true
          502 Bad Gateway           | session expired                    | true
          409 Conflict              | the session is closed              | true
          401 Unauthorized          | {"error":"session expired"}        | false
          403 Forbidden             | your login session has expired     | false
          """)
  void words_of_other_sessions_than_ours_end_none(String status, String body, boolean asked)
      throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    far.take("tools/call").answer(status, "", body);
    if (asked) {
      far.take("tools/list")
          .json("{\"jsonrpc\":\"2.0\",\"id\":\"mcpmux\",\"result\":{\"tools\":[]}}");
    }

    assertThat(client.line()).contains("\"id\":1,\"error\"", status);
    client.send(call(2));
    Call next = far.take("tools/call");
    assertThat(next.headers()).containsEntry("mcp-session-id", "s1");
    next.reply("\"result\":{}");
    assertThat(client.line()).contains("\"id\":2,\"result\"");
    assertThat(far.rest()).isEmpty();
  }

  @Test
  void a_server_without_session_ids_may_deny_that_it_was_initialized() throws Exception {
    start();
    TestClient client = initializing();
    greet(far.take("initialize"), "");
    client.line();
    client.send(EndToEnd.initialized(), call(1));
    far.take("notifications/initialized").accepted();
    far.take("GET").answer("405 Method Not Allowed", "", "");
    String denied = "\"error\":{\"code\":-32002,\"message\":\"Server not initialized\"}";
    far.take("tools/call").reply(denied);
    far.take("tools/list").reply(denied);

    greet(far.take("initialize"), "");
    far.take("notifications/initialized").accepted();
    far.take("tools/call").reply("\"result\":{}");
    assertThat(List.of(client.line(), client.line()))
        .contains("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
  }

  @Test
  void what_a_tool_says_of_its_own_sessions_ends_none_of_ours() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    Call call = far.take("tools/call");
    call.json(NOT_FOUND.replace("ID", call.id()));
    far.take("tools/list")
        .json("{\"jsonrpc\":\"2.0\",\"id\":\"mcpmux\",\"result\":{\"tools\":[]}}");

    assertThat(client.line())
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32001,\"message\":\"Session not found\"},\"id\":1}");
    client.send(call(2));
    far.take("tools/call").reply("\"result\":{}");
    assertThat(client.line()).contains("\"id\":2,\"result\"");
  }

  @Test
  void a_client_that_comes_anew_does_not_meet_the_dead_session() throws Exception {
    start();
    first();
    TestClient other = another();
    other.send(call(1));
    far.take("tools/call").answer("400 Bad Request", "", "Bad Request: Server not initialized");

    goOn("s2");

    assertThat(List.of(other.line(), other.line()))
        .contains("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
    TestClient third = another();
    third.send(call(3));
    far.take("tools/call").reply("\"result\":{}");
    assertThat(third.line()).contains("\"id\":3,\"result\"");
  }

  @Test
  void a_message_without_reply_may_find_it_out() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    Call call = far.take("tools/call");
    call.events();
    call.event("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"elicitation/create\",\"params\":{}}");
    client.accept("elicitation/create");
    far.take("reply").json(NOT_FOUND.replace("ID", "null"));

    String failed = client.line();
    while (!failed.contains("\"id\":1,\"error\"")) {
      failed = client.line(); // what it was asked is taken back
    }
    assertThat(failed).contains("has ended the session (Session not found)", "not repeated");
    begin("s2");
  }

  @Test
  void a_server_that_always_denies_it_is_not_tried_for_ever_and_its_words_are_said()
      throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    String body = "Unknown session: use the tenant's own address";
    far.take("tools/call").answer("400 Bad Request", "", body);
    begin("s2");
    far.take("tools/call").answer("400 Bad Request", "", body);

    String reply = client.line();
    while (!reply.contains("\"id\":1")) {
      reply = client.line(); // its lists may have changed
    }

    assertThat(reply)
        .contains("has ended the session (400 Bad Request: " + body + ")", "not repeated");
  }

  @Test
  void an_answer_that_was_to_go_on_in_a_session_that_is_gone_fails_and_ends_the_session()
      throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    Call call = far.take("tools/call");
    call.events();
    call.write("retry: 20\nid: e1\ndata:\n\n");
    call.end();
    far.take("GET").answer("404 Not Found", "", "");
    assertThat(client.line()).contains("\"id\":1,\"error\"", "404 Not Found", "not repeated");
    far.take("tools/list").answer("404 Not Found", "", "");

    begin("s2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1_500, 60_000})
  void a_session_id_is_sent_back_however_long_it_is(int length) throws Exception {
    start();
    TestClient client = initializing();
    String id = "eyJ" + "a".repeat(length - 3);
    greet(far.take("initialize"), id);
    client.line();
    client.send(EndToEnd.initialized());

    assertThat(far.take("notifications/initialized").headers()).containsEntry("mcp-session-id", id);
  }

  @Test
  void a_session_id_over_the_limit_of_headers_fails_the_start() throws Exception {
    start();
    TestClient client = initializing();
    greet(far.take("initialize"), "a".repeat(70_000));

    assertThat(client.line())
        .contains("\"id\":\"init\",\"error\"", "headers of more than 65536 bytes (limit: 65536)");
  }
}
