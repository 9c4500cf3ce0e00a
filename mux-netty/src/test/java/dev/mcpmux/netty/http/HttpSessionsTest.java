package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.http.RawHttp.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Streamable HTTP as a client that does everything right sees it. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class HttpSessionsTest extends HttpEndToEnd {

  private static final String V25 = "2025-11-25";
  private static final String V6 = "2025-06-18";
  private static final String V3 = "2025-03-26";

  @Test
  void a_reply_that_comes_first_is_json_under_the_clients_own_id() throws Exception {
    start();
    String session = open(V25);

    Response response =
        exchange(post("/mcp/echo", session, call("\"x-1\"", "echo", "\"mark\":7", null)));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.body())
        .startsWith("{\"jsonrpc\":\"2.0\",\"id\":\"x-1\"")
        .contains("\"mark\":7");
  }

  @Test
  void messages_before_the_reply_make_it_events_the_reply_last_and_then_the_end() throws Exception {
    start();
    String session = open(V25);
    RawHttp client = connect();

    Response response =
        client
            .send(post("/mcp/echo", session, call("5", "echo", "\"mark\":1", "\"tok\"")))
            .response();

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).isEqualTo("text/event-stream");
    assertThat(response.header("cache-control")).isEqualTo("no-cache");
    assertThat(response.header("x-accel-buffering")).isEqualTo("no");
    assertThat(client.event()).matches("id: (\\d+)\\.0\ndata: ");
    assertThat(client.event())
        .matches("(?s)id: \\d+\\.1\nevent: message\ndata: .*\"progressToken\":\"tok\".*");
    assertThat(client.event()).matches("(?s)id: \\d+\\.2\nevent: message\ndata: .*\"id\":5.*");
    assertThat(client.event()).isNull();
    // and the connection is good for more
    client.send(post("/mcp/echo", session, call("6", "echo", "\"mark\":1", null)));
    assertThat(client.response().body()).contains("\"id\":6");
  }

  @Test
  void a_client_that_names_events_before_json_gets_them() throws Exception {
    start();
    String head = "Accept: text/event-stream, application/json\r\nMcp-Session-Id: " + open(V25);
    RawHttp client = connect();

    Response response =
        client
            .send(request("POST /mcp/echo", head + "\r\n", call("5", "echo", "", null)))
            .response();

    assertThat(response.header("content-type")).isEqualTo("text/event-stream");
    assertThat(client.event()).endsWith(".0\ndata: ");
    assertThat(client.event()).contains("\"id\":5");
    assertThat(client.event()).isNull();
    // at once, so that they are its own also if the reply takes long
    client.send(request("POST /mcp/echo", head + "\r\n", call("6", "hang", "", null)));
    assertThat(client.response().header("content-type")).isEqualTo("text/event-stream");
  }

  @Test
  void a_client_that_cannot_read_an_event_without_data_gets_none() throws Exception {
    start();
    String session = open(V6);
    RawHttp client = connect();

    client.send(post("/mcp/echo", session, call("5", "echo", "\"mark\":1", "1"))).response();

    assertThat(client.event()).startsWith("id: ").contains("\"progress\":1");
  }

  @Test
  void a_session_is_named_in_every_request_but_its_first_until_it_is_deleted() throws Exception {
    start();
    String session = open(V25);
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    assertThat(exchange(post("/mcp/echo", session, ping)).body()).contains("\"result\":{}");
    assertThat(exchange(post("/mcp/echo", null, ping)).status()).isEqualTo(400);
    assertThat(exchange(post("/mcp/echo", "0".repeat(32), ping)).status()).isEqualTo(404);
    assertThat(exchange(post("/mcp", session, ping)).status()).isEqualTo(404);
    assertThat(exchange(get("/mcp/echo", null, "")).status()).isEqualTo(400);
    String delete = request("DELETE /mcp/echo", "Mcp-Session-Id: " + session + "\r\n", null);
    assertThat(exchange(delete).status()).isEqualTo(204);
    assertThat(exchange(delete).status()).isEqualTo(404);
    assertThat(exchange(post("/mcp/echo", session, ping)).status()).isEqualTo(404);
    assertThat(exchange(get("/mcp/echo", session, "")).status()).isEqualTo(404);
    Await.until("the session is gone", () -> status().sessions().isEmpty());
  }

  @Test
  void only_versions_that_are_spoken_here_may_be_named() throws Exception {
    start();
    String session = open(V25);
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    String head = ACCEPT + "Mcp-Session-Id: " + session + "\r\nMCP-Protocol-Version: ";

    assertThat(exchange(request("POST /mcp/echo", head + V25 + "\r\n", ping)).status())
        .isEqualTo(200);
    assertThat(exchange(request("POST /mcp/echo", head + "1999-01-01\r\n", ping)).status())
        .isEqualTo(400);
    assertThat(exchange(request("POST /mcp/echo", head + "2026-07-28\r\n", ping)).status())
        .isEqualTo(400);
  }

  @Test
  void a_request_without_handshake_is_refused_as_by_a_server_that_knows_none() throws Exception {
    start();
    String modern =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{\"_meta\":{"
            + "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}";

    Response response =
        exchange(
            request(
                "POST /mcp/echo",
                ACCEPT + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: server/discover\r\n",
                modern));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body()).contains("-32600").doesNotContain("-3202");
    String session = open(V25);
    assertThat(exchange(post("/mcp/echo", session, modern)).body()).contains("-32601");
  }

  @Test
  void batches_are_for_the_one_revision_that_knows_them() throws Exception {
    start();
    String batch = "[" + call("1", "echo", "", null) + "," + call("2", "echo", "", null) + "]";
    String old = open(V3);
    RawHttp client = connect();

    client.send(post("/mcp/echo", old, batch)).response();

    assertThat(client.event() + client.event()).contains("\"id\":1", "\"id\":2");
    assertThat(client.event()).isNull();
    assertThat(exchange(post("/mcp/echo", old, "[" + initialized() + "]")).status()).isEqualTo(202);
    assertThat(exchange(post("/mcp/echo", null, "[" + initialize() + "]")).status()).isEqualTo(400);
    Response refused = exchange(post("/mcp/echo", open(V25), batch));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("-32600");
  }

  @Test
  void a_body_may_be_written_over_many_lines_but_a_string_may_not() throws Exception {
    start();
    String session = open(V25);

    Response pretty =
        exchange(
            post(
                "/mcp/echo",
                session,
                call("1", "echo", "\"a\":\r\n  1,\n\"b\":2", null).replace(",", "\n,\r\n") + "\n"));
    Response broken =
        exchange(post("/mcp/echo", session, call("2", "echo", "\"a\":\"x\ny\"", null)));

    assertThat(pretty.body()).contains("\"a\":", "\"id\":1").doesNotContain("error");
    assertThat(broken.status()).isEqualTo(400);
    assertThat(broken.body()).contains("-32700");
  }

  @Test
  void what_is_no_message_is_refused_with_its_status_and_code() throws Exception {
    start();
    String session = open(V25);

    for (String id : new String[] {session, null}) {
      assertThat(exchange(post("/mcp/echo", id, "{nonsense")).status()).isEqualTo(400);
      assertThat(exchange(post("/mcp/echo", id, "{nonsense")).body()).contains("-32700");
      assertThat(exchange(post("/mcp/echo", id, "")).status()).isEqualTo(400);
      assertThat(exchange(post("/mcp/echo", id, "{\"a\":1}")).status()).isEqualTo(400);
      assertThat(exchange(post("/mcp/echo", id, "{\"a\":1}")).body()).contains("-32600");
    }
  }

  @Test
  void requests_that_come_behind_one_another_are_answered_in_their_order() throws Exception {
    start();
    String session = open(V25);
    RawHttp client = connect();

    client.send(
        post("/mcp/echo", session, call("1", "echo", "\"mark\":1", null))
            + post("/mcp/echo", session, call("2", "echo", "\"mark\":1", "1"))
            + post("/mcp/echo", session, call("3", "echo", "\"mark\":1", null)));

    assertThat(client.response().body()).contains("\"id\":1");
    client.response();
    client.event();
    client.event();
    assertThat(client.event()).contains("\"id\":2");
    assertThat(client.event()).isNull();
    assertThat(client.response().body()).contains("\"id\":3");
  }

  @Test
  void two_sessions_share_the_process_and_get_their_own_replies() throws Exception {
    start();
    String a = open(V25);
    String b = open(V25);

    assertThat(exchange(post("/mcp/echo", a, call("1", "echo", "\"of\":\"a\"", null))).body())
        .contains("\"of\":\"a\"");
    assertThat(exchange(post("/mcp/echo", b, call("1", "echo", "\"of\":\"b\"", null))).body())
        .contains("\"of\":\"b\"");
    assertThat(processes()).hasSize(1);
    assertThat(status().sessions()).hasSize(2);
  }

  @Test
  void all_servers_in_one_are_at_the_endpoint_without_a_name() throws Exception {
    start();

    Response response = exchange(post("/mcp", null, initialize()));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).contains("\"name\":\"mcpmux\"");
    assertThat(response.header("mcp-session-id")).isNotNull();
  }

  @Test
  void a_server_that_is_not_there_or_does_not_start_leaves_no_session() throws Exception {
    start();

    Response unknown = exchange(post("/mcp/nobody", null, initialize()));

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body()).contains("nobody", "configured: echo");
    assertThat(status().sessions()).isEmpty();
  }

  @Test
  void a_session_that_nobody_uses_expires() throws Exception {
    limit("sessionIdleMillis", 100L);
    start();
    String session = open(V25);

    Await.until("it is gone", () -> status().sessions().isEmpty());

    assertThat(exchange(get("/mcp/echo", session, "")).status()).isEqualTo(404);
  }

  @Test
  void the_older_transport_has_one_stream_and_an_endpoint_for_messages() throws Exception {
    start();
    RawHttp events = connect();
    Response response = events.send(get("/sse/echo", null, "")).response();
    assertThat(response.header("content-type")).isEqualTo("text/event-stream");
    String endpoint = events.event();
    assertThat(endpoint).matches("event: endpoint\ndata: /sse/echo\\?sessionId=[0-9a-f]{32}");
    String path = endpoint.substring(endpoint.indexOf("/sse"));

    assertThat(
            exchange(post(path, null, initialize().replace("2025-11-25", "2024-11-05"))).status())
        .isEqualTo(202);
    assertThat(events.event()).startsWith("event: message\ndata: ").contains("\"id\":\"init\"");
    exchange(post(path, null, initialized()));
    exchange(post(path, null, call("1", "echo", "\"mark\":1", "1")));
    assertThat(events.event()).contains("\"progress\":1");
    assertThat(events.event()).contains("\"id\":1", "\"mark\":1");

    assertThat(exchange(post(path, null, "{nonsense")).status()).isEqualTo(400);
    assertThat(exchange(post("/sse/echo?sessionId=1", null, initialize())).status()).isEqualTo(404);
    assertThat(exchange(post("/sse/echo", null, initialize())).status()).isEqualTo(400);
    events.close();
    Await.until("the session ends with its stream", () -> status().sessions().isEmpty());
    assertThat(exchange(post(path, null, initialized())).status()).isEqualTo(404);
  }

  @Test
  void health_needs_no_token_and_readiness_ends_with_the_stop() throws Exception {
    limit("drainMillis", 20_000L);
    start();
    assertThat(exchange("GET /healthz HTTP/1.1\r\nHost: 10.1.2.3\r\n\r\n").body())
        .isEqualTo("ok\n");
    RawHttp probe = connect();
    String ready = "GET /readyz HTTP/1.1\r\nHost: 10.1.2.3\r\n\r\n";
    assertThat(probe.send(ready).response().status()).isEqualTo(200);
    String session = open(V25);
    RawHttp listening = connect();
    listening.send(get("/mcp/echo", session, "")).response();
    listening.event();
    RawHttp waiting = connect();
    waiting.send(post("/mcp/echo", session, call("7", "wait", "\"mark\":1", null)));
    Await.until("it is in flight", () -> status().sessions().get(0).inFlight() == 1);

    server.stop();

    Await.until("it stops", () -> probe.send(ready).response().status() == 503);
    Response refused = probe.send(post("/mcp/echo", null, initialize())).response();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("retry-after")).isEqualTo("1");
    assertThat(probe.send(get("/mcp/echo", session, "")).response().status()).isEqualTo(503);
    // what takes it back is still let in, and then nothing is waited for
    exchange(
        post(
            "/mcp/echo",
            session,
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{"
                + "\"requestId\":7}}"));
    assertThat(listening.event()).isEqualTo("retry: 3000");
    assertThat(listening.event()).isNull();
    probe.awaitEnd();
  }
}
