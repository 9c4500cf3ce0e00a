package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.Changed;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.http.RawHttp.Response;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What somebody who may not come in can hold or bring about, and what he is told. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class HttpDoorsTest extends HttpEndToEnd {

  private static final String V25 = "2025-11-25";
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

  private void startWithoutToken() throws Exception {
    HttpConfig any = HttpConfig.on(new InetSocketAddress("127.0.0.1", 0));
    start(
        Changed.of(any, Map.of("admission", Changed.of(any.admission(), Map.of("token", false)))));
  }

  private static String fetch(String mode, String site) {
    return "Sec-Fetch-Mode: " + mode + "\r\nSec-Fetch-Site: " + site + "\r\n";
  }

  private static String with(String headers, String request) {
    return request.replaceFirst("Host: localhost\r\n", "Host: localhost\r\n" + headers);
  }

  @Test
  void who_has_no_token_holds_no_more_than_a_few_connections_and_keeps_nobody_out()
      throws Exception {
    limit("maxConnections", 20);
    limit("maxStrangerConnections", 4);
    start();
    RawHttp client = connect();
    client.send(post("/mcp/echo", null, initialize()));
    assertThat(client.response().status()).isEqualTo(200);
    List<RawHttp> strangers = new ArrayList<>();

    for (int i = 0; i < 40; i++) {
      RawHttp stranger = connect();
      if (i % 2 == 0) {
        stranger.send("POST /mcp/echo HTTP/1.1\r\nHost: loc");
      }
      strangers.add(stranger);
    }

    Response pushedOut = strangers.get(1).response();
    assertThat(pushedOut.status()).isEqualTo(503);
    assertThat(pushedOut.body()).contains("connections without the token: 5 (limit: 4)");
    for (RawHttp stranger : strangers.subList(1, 36)) {
      stranger.awaitEnd();
    }
    assertThat(open(V25)).isNotEmpty();
    assertThat(client.send(post("/mcp/echo", null, initialize())).response().status())
        .isEqualTo(200);
  }

  @Test
  void a_connection_that_may_come_in_takes_the_place_of_one_that_has_not_shown_that_it_may()
      throws Exception {
    limit("maxConnections", 3);
    start();
    RawHttp first = connect();
    assertThat(first.send(post("/mcp/echo", null, initialize())).response().status())
        .isEqualTo(200);
    RawHttp stranger = connect();
    connect().send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").response();

    RawHttp fourth = connect();

    assertThat(fourth.send(post("/mcp/echo", null, initialize())).response().status())
        .isEqualTo(200);
    assertThat(stranger.response().body()).contains("connections: 4 (limit: 3)");
    stranger.awaitEnd();
    assertThat(first.send(post("/mcp/echo", null, initialize())).response().status())
        .isEqualTo(200);
  }

  @Test
  void who_has_no_token_has_no_more_time_for_anything_than_a_head_may_take() throws Exception {
    limit("headerTimeoutMillis", 200L);
    start();
    String health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";

    RawHttp idle = connect();
    assertThat(idle.send(health + "\r\n").response().status()).isEqualTo(200);
    RawHttp refused = connect();
    refused.send("GET /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(refused.response().status()).isEqualTo(401);
    RawHttp slow = connect();
    slow.send(health + "Transfer-Encoding: chunked\r\n\r\n");

    assertThat(slow.response().status()).isEqualTo(408);
    for (RawHttp each : List.of(idle, refused, slow)) {
      each.awaitEnd();
    }
  }

  @Test
  void without_a_token_too_what_a_page_shows_opens_no_session_and_sends_nothing() throws Exception {
    startWithoutToken();
    String session = open(V25);

    for (String page :
        new String[] {
          fetch("no-cors", "cross-site"), // <img>, <script>
          fetch("no-cors", "same-site"),
          fetch("no-cors", "same-origin"),
          fetch("navigate", "cross-site"), // a form, a frame, a link
          fetch("navigate", "none"), // typed by somebody
          fetch("cors", "cross-site"),
          fetch("cors", "same-site"),
          "Sec-Fetch-Site: cross-site\r\n",
          "Sec-Fetch-Mode: no-cors\r\n"
        }) {
      for (String request :
          List.of(
              get("/sse/echo", null, ""),
              get("/sse", null, ""),
              get("/mcp/echo", session, ""),
              post("/mcp/echo", null, initialize()),
              post("/mcp/echo", session, PING))) {
        Response response = exchange(with(page, request));
        assertThat(response.status()).as(page + request).isEqualTo(403);
        assertThat(response.body()).contains("sec-fetch-", "allowedOrigins");
      }
    }
    Response form =
        exchange(
            with(
                "Origin: http://localhost:3000\r\n" + fetch("no-cors", "same-site"),
                post("/mcp/echo", session, PING)));
    assertThat(form.status()).isEqualTo(403);
    assertThat(status().sessions()).hasSize(1);
  }

  @Test
  void clients_that_fetch_and_pages_of_an_origin_that_may_come_in_are_served() throws Exception {
    startWithoutToken();

    for (String client :
        new String[] {
          "Sec-Fetch-Mode: cors\r\n", // Node's fetch
          fetch("no-cors", "none"), // Electron's, of no page
          fetch("cors", "same-origin"),
          "Origin: http://localhost:6274\r\n" + fetch("cors", "same-site")
        }) {
      assertThat(exchange(with(client, post("/mcp/echo", null, initialize()))).status())
          .as(client)
          .isEqualTo(200);
      assertThat(exchange(with(client, get("/sse/echo", null, ""))).status())
          .as(client)
          .isEqualTo(200);
    }
    assertThat(exchange(with(fetch("navigate", "none"), get("/healthz", null, ""))).status())
        .isEqualTo(200);
  }

  @Test
  void a_refusal_says_what_was_refused_and_where_that_is_set() throws Exception {
    start();
    String initialize = post("/mcp/echo", null, initialize());

    assertThat(exchange(initialize.replace("Host: localhost", "Host: mux.example:80")).body())
        .contains("Host: \\\"mux.example:80\\\" is not served here", "allowedHosts");
    assertThat(exchange(with("Origin: https://a.example\r\n", initialize)).body())
        .contains("Origin: \\\"https://a.example\\\" may not come in", "allowedOrigins");
    assertThat(exchange(initialize.replace("application/json\r\n", "text/plain\r\n")).body())
        .contains("Content-Type: expected application/json, found \\\"text/plain\\\"");
    assertThat(exchange(initialize.replace("application/json, text/", "text/")).body())
        .contains("Accept: expected application/json, text/event-stream, found")
        .contains("\\\"text/event-stream\\\"");
    String much = "x".repeat(200);
    assertThat(exchange(initialize.replace("Host: localhost", "Host: \u009b" + much)).body())
        .contains("Host: \\\"??xxx")
        .doesNotContain(much, "\u009b");
  }

  @Test
  void a_request_that_begins_a_session_is_judged_by_no_other_session() throws Exception {
    start();
    String live = open(V25);
    String elsewhere = exchange(post("/mcp", null, initialize())).header("mcp-session-id");

    for (String named :
        new String[] {
          "Mcp-Session-Id: 0123456789abcdef0123456789abcdef",
          "Mcp-Session-Id: no id of ours",
          "Mcp-Session-Id: " + elsewhere,
          "Mcp-Session-Id: " + live,
          "MCP-Protocol-Version: 1999-01-01",
          "Last-Event-ID: 7.99"
        }) {
      Response begun = exchange(with(named + "\r\n", post("/mcp/echo", null, initialize())));
      assertThat(begun.status()).as(named).isEqualTo(200);
      assertThat(begun.header("mcp-session-id")).isNotIn(null, live, elsewhere);
      Response stream = exchange(with(named + "\r\n", get("/sse/echo?sessionId=x", null, "")));
      assertThat(stream.status()).as(named).isEqualTo(200);
    }
    assertThat(exchange(post("/mcp/echo", live, PING)).status()).isEqualTo(200);
    assertThat(exchange(post("/mcp/echo", "0123456789abcdef0123456789abcdef", PING)).status())
        .isEqualTo(404);
  }
}
