package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.http.RawHttp.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are rare and may be right, and such as say two things at once. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class HttpOddRequestsTest extends HttpEndToEnd {

  private static final String V25 = "2025-11-25";
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mcp-Session-Id: 0123456789abcdef0123456789abcdef",
        "MCP-Protocol-Version: 2025-11-25\r\nMCP-Protocol-Version: 1999-01-01",
        "Last-Event-ID: 0.0\r\nLast-Event-ID: 1.0",
        "Content-Type: text/plain"
      })
  void a_header_that_says_two_things_is_refused(String more) throws Exception {
    start();
    String request =
        post("/mcp/echo", open(V25), PING)
            .replace("\r\nContent-Type", "\r\n" + more + "\r\nContent-Type");

    Response response = exchange(request);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body()).contains("expected once, found 2 times");
  }

  @Test
  void a_body_is_coded_if_any_of_its_headers_says_so() throws Exception {
    start();
    String coded = "\r\nContent-Encoding: identity\r\nContent-Encoding: gzip\r\nContent-Type";

    assertThat(
            exchange(post("/mcp/echo", open(V25), PING).replace("\r\nContent-Type", coded))
                .status())
        .isEqualTo(415);
  }

  @Test
  void a_request_line_may_hold_a_whole_url_of_an_address_that_is_served() throws Exception {
    start();
    String session = open(V25);

    assertThat(exchange(post("http://localhost:7337/mcp/echo", session, PING)).status())
        .isEqualTo(200);
    assertThat(exchange(post("HTTP://127.0.0.1/mcp/echo", session, PING)).status()).isEqualTo(200);
    assertThat(exchange(post("http://evil.example/mcp/echo", session, PING)).status())
        .isEqualTo(403);
    assertThat(exchange(post("http://me@localhost/mcp/echo", session, PING)).status())
        .isEqualTo(403);
    assertThat(exchange(post("http://localhost", session, PING)).status()).isEqualTo(404);
    assertThat(exchange(post("http:///mcp/echo", session, PING)).status()).isEqualTo(404);
    assertThat(exchange(post("ftp://localhost/mcp/echo", session, PING)).status()).isEqualTo(404);
    assertThat(exchange("GET http://10.1.2.3/healthz HTTP/1.1\r\nHost: x\r\n\r\n").status())
        .isEqualTo(200);
  }

  @Test
  void the_older_transport_tells_its_endpoint_as_a_path_whatever_the_request_line_was()
      throws Exception {
    start();
    RawHttp client = connect();

    client.send(get("http://localhost/sse/echo", null, "")).response();

    assertThat(client.event()).startsWith("event: endpoint\ndata: /sse/echo?sessionId=");
  }

  @Test
  void a_plus_in_the_name_of_a_server_is_one() throws Exception {
    start();

    assertThat(exchange(post("/mcp/a+b%2Bc", null, initialize())).body())
        .contains("there is no server named \\\"a+b+c\\\"");
  }

  @Test
  void an_empty_body_is_said_to_be_empty() throws Exception {
    start();

    for (String body : new String[] {"", " ", "\n"}) {
      Response response = exchange(post("/mcp/echo", open(V25), body));
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).contains("-32700", "the body is empty");
    }
  }

  @Test
  void an_empty_batch_is_refused_with_its_status() throws Exception {
    start();

    Response response = exchange(post("/mcp/echo", open("2025-03-26"), "[]"));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body()).contains("-32600");
  }

  @Test
  void a_chunk_line_without_end_is_broken_and_no_long_address() throws Exception {
    start();
    String chunked =
        post("/mcp/echo", open(V25), PING)
            .replaceFirst("Content-Length: \\d+", "Transfer-Encoding: chunked")
            .replace(PING, "2;" + "a".repeat(20_000) + "\r\n{}\r\n0\r\n\r\n");

    assertThat(exchange(chunked).status()).isEqualTo(400);
  }

  @Test
  void a_head_over_its_limits_is_told_them() throws Exception {
    limit("maxRequestLineBytes", 100);
    limit("maxHeaderBytes", 300);
    start();

    assertThat(exchange(get("/" + "a".repeat(100), null, "")).body())
        .contains("request line bytes: more than 100 (limit: 100)");
    assertThat(exchange(get("/mcp", null, "X: " + "a".repeat(300) + "\r\n")).body())
        .contains("header bytes: more than 300 (limit: 300)");
  }

  @Test
  void the_call_of_a_session_that_is_deleted_gets_its_end_and_no_answer() throws Exception {
    start();
    String session = open(V25);
    RawHttp waiting = connect();
    waiting.send(post("/mcp/echo", session, call("7", "hang", "", null)));
    Await.until("it is in flight", () -> status().sessions().get(0).inFlight() == 1);

    String delete = request("DELETE /mcp/echo", "Mcp-Session-Id: " + session + "\r\n", null);
    assertThat(exchange(delete).status()).isEqualTo(204);

    Response response = waiting.response();
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body()).contains("the client ended the session");
    assertThat(waiting.send(post("/mcp/echo", null, initialize())).response().status())
        .isEqualTo(200);
  }

  @Test
  void an_event_id_of_another_session_brings_nothing_of_that_one() throws Exception {
    start();
    String one = open(V25);
    String other = open(V25);
    RawHttp client = connect();
    client.send(post("/mcp/echo", one, call("7", "echo", "\"secret\":1", "1"))).response();
    String id = client.event().replaceFirst("(?s)id: (\\S+).*", "$1");
    while (client.event() != null) {
      // to its end
    }

    assertThat(exchange(get("/mcp/echo", other, "Last-Event-ID: " + id + "\r\n")).status())
        .isEqualTo(400);
  }
}
