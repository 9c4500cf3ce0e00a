package dev.mcpmux.netty.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.RemoteKind;
import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import dev.mcpmux.netty.remote.ScriptedHttp.Call;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A remote server that speaks the transport of 2024-11-05. */
@ExtendWith(NoLeaks.class)
class OlderRemoteServersTest extends RemoteEndToEnd {

  private Call stream;

  /** The server's one stream is open, and a session is past its handshake. */
  private TestClient serve() throws Exception {
    TestClient client = initializing();
    stream = far.take("GET");
    stream.events();
    stream.write("event: endpoint\ndata: /messages?sessionId=1\n\n");
    Call initialize = far.take("initialize");
    assertThat(initialize.path()).isEqualTo("/messages?sessionId=1");
    initialize.accepted();
    stream.event(
        "{\"jsonrpc\":\"2.0\",\"id\":" + initialize.id() + ",\"result\":" + handshake() + "}");
    assertThat(client.line()).contains("\"result\"");
    client.send(EndToEnd.initialized());
    far.take("notifications/initialized").accepted();
    return client;
  }

  @Test
  void replies_come_on_the_one_stream() throws Exception {
    kind = RemoteKind.SSE;
    start(far.url("/sse"));
    TestClient client = serve();
    client.send(call(4));

    Call call = far.take("tools/call");
    call.accepted();
    stream.event("{\"jsonrpc\":\"2.0\",\"id\":" + call.id() + ",\"result\":{}}");

    assertThat(client.line()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":{}}");
    assertThat(far.rest()).isEmpty();
  }

  @Test
  void what_it_asks_names_no_call_so_it_must_be_certain_otherwise() throws Exception {
    kind = RemoteKind.SSE;
    start(far.url("/sse"));
    TestClient a = serve();
    TestClient b = another();
    a.send(call(1));
    far.take("tools/call").accepted();
    b.send(call(1));
    far.take("tools/call").accepted();
    stream.event(
        "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"elicitation/create\",\"params\":{}}");

    assertThat(far.take("reply").body()).contains("\"action\":\"cancel\"");
  }

  @Test
  void a_server_whose_stream_ends_is_begun_anew() throws Exception {
    kind = RemoteKind.SSE;
    start(far.url("/sse"));
    TestClient client = serve();
    client.send(call(4));
    far.take("tools/call").accepted();
    stream.end();

    assertThat(client.line()).contains("\"id\":4,\"error\"", "ended its event stream");
    Call again = far.take("GET");
    again.events();
    again.write("event: endpoint\ndata: " + far.url("/again") + "\n\n");
    assertThat(far.take("initialize").path()).isEqualTo("/again");
  }

  @Test
  void a_server_that_does_not_know_the_session_while_its_stream_is_open_is_begun_anew()
      throws Exception {
    kind = RemoteKind.SSE;
    start(far.url("/sse"));
    TestClient client = serve();
    client.send(call(4));
    far.take("tools/call").answer("404 Not Found", "", "Could not find session");

    stream = far.take("GET");
    stream.events();
    stream.write("event: endpoint\ndata: /messages?sessionId=2\n\n");
    Call initialize = far.take("initialize");
    initialize.accepted();
    stream.event(
        "{\"jsonrpc\":\"2.0\",\"id\":" + initialize.id() + ",\"result\":" + handshake() + "}");
    far.take("notifications/initialized").accepted();
    Call call = far.take("tools/call");
    assertThat(call.path()).isEqualTo("/messages?sessionId=2");
    call.accepted();
    stream.event("{\"jsonrpc\":\"2.0\",\"id\":\"" + call.id() + "\",\"result\":{}}");

    assertThat(List.of(client.line(), client.line()))
        .contains("{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":{}}");
  }

  @Test
  void an_error_in_the_answer_to_a_request_ends_it_though_there_is_a_stream() throws Exception {
    kind = RemoteKind.SSE;
    start(far.url("/sse"));
    TestClient client = serve();
    client.send(call(4));
    far.take("tools/call")
        .json("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32603,\"message\":\"m\"}}");

    assertThat(client.line()).contains("\"id\":4,\"error\":{\"code\":-32603,\"message\":\"m\"}");
  }

  @Test
  void an_endpoint_is_as_long_as_headers_may_be_and_no_longer() throws Exception {
    kind = RemoteKind.SSE;
    start(far.url("/sse"));
    TestClient client = initializing();
    stream = far.take("GET");
    stream.events();
    stream.write("event: endpoint\ndata: /" + "m".repeat(70_000) + "\n\n");

    assertThat(client.line()).contains("an endpoint of 70001 bytes (limit: 65536)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"400 Bad Request", "404 Not Found", "405 Method Not Allowed"})
  void a_server_that_takes_no_initialize_is_tried_as_an_older_one(String status) throws Exception {
    start();
    TestClient client = initializing();
    far.take("initialize").answer(status, "", "no");
    stream = far.take("GET");
    stream.events();
    stream.write("event: endpoint\ndata: /messages\n\n");

    Call initialize = far.take("initialize");
    assertThat(initialize.path()).isEqualTo("/messages");
    initialize.accepted();
    stream.event(
        "{\"jsonrpc\":\"2.0\",\"id\":" + initialize.id() + ",\"result\":" + handshake() + "}");
    assertThat(client.line()).contains("\"result\"");
  }

  @Test
  void a_server_that_is_no_older_one_either_is_complained_of_with_both_answers() throws Exception {
    start();
    TestClient client = initializing();
    far.take("initialize").answer("404 Not Found", "", "");
    far.take("GET").answer("410 Gone", "", "");

    assertThat(client.line())
        .contains("answered 404 Not Found; asked for an event stream, it answered 410 Gone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://elsewhere.example/messages", "http://me@localhost:PORT/messages"})
  void an_endpoint_on_another_origin_gets_no_credentials(String endpoint) throws Exception {
    kind = RemoteKind.SSE;
    start(far.url("/sse"));
    TestClient client = initializing();
    stream = far.take("GET");
    stream.events();
    String address = endpoint.replace("PORT", Integer.toString(far.port()));
    stream.write("event: endpoint\ndata: " + address + "\n\n");

    assertThat(client.line()).contains("\"error\"", "endpoint that is not on the same origin");
  }

  @Test
  void a_server_without_a_stream_is_complained_of() throws Exception {
    kind = RemoteKind.SSE;
    start(far.url("/sse"));
    TestClient client = initializing();
    far.take("GET").answer("401 Unauthorized", "", "");

    assertThat(client.line()).contains("answered 401 Unauthorized", "mcpServers.far");
  }
}
