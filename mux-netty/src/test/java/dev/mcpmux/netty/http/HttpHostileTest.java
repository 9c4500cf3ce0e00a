package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.http.RawHttp.Response;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that want no good: each is refused with the status for it, and others do not notice. None
 * gets to see a stack trace.
 */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class HttpHostileTest extends HttpEndToEnd {

  private static final String V25 = "2025-11-25";
  private static final String HEAD = "Host: localhost\r\nAuthorization: Bearer " + TOKEN + "\r\n";
  private static final String JSON_POST =
      "POST /mcp/echo HTTP/1.1\r\n" + HEAD + ACCEPT + "Content-Type: application/json\r\n";

  /** Whether another session is served as if nothing had been. */
  private void expectServed(String session) throws Exception {
    assertThat(exchange(post("/mcp/echo", session, call("1", "echo", "\"a\":1", null))).body())
        .contains("\"id\":1");
  }

  private void expectRefused(int status, String request) throws Exception {
    RawHttp client = connect();
    Response response = client.send(request).response();
    assertThat(response.status()).as(request).isEqualTo(status);
    assertThat(response.header("connection")).as(request).isEqualTo("close");
    assertThat(response.body()).doesNotContain("Exception", "\tat ", ".java");
    client.awaitEnd();
  }

  @Test
  void what_two_readers_could_cut_differently_is_refused_and_the_connection_closed()
      throws Exception {
    start();
    String session = open(V25);
    String smuggled = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

    for (String framing :
        new String[] {
          "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
          "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
          "Content-Length: 2, 2\r\n\r\n{}",
          "Content-Length: +2\r\n\r\n{}",
          "Content-Length: -1\r\n\r\n{}",
          "Content-Length: 0x2\r\n\r\n{}",
          "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n2\r\n{}}\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n",
          "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n",
          "X: a\r\n bad name: b\r\nno colon\r\n\r\n",
          "X: a\nContent-Length: 2\r\n\r\n{}"
        }) {
      expectRefused(400, JSON_POST + framing + smuggled);
    }
    for (String line : new String[] {"nonsense", "GET /mcp/echo", "GET  /mcp HTTP/1.1 x"}) {
      expectRefused(400, line + "\r\n" + HEAD + "\r\n");
    }
    expectRefused(505, "GET /mcp/echo HTTP/2.0\r\n" + HEAD + "\r\n");
    expectServed(session);
  }

  @Test
  void a_body_over_the_limit_is_refused_before_it_is_read() throws Exception {
    limit("maxBodyBytes", 1000);
    start();
    String session = open(V25);

    Response announced =
        connect().send(JSON_POST + "Content-Length: 1073741824\r\n\r\n").response();
    assertThat(announced.status()).isEqualTo(413);
    assertThat(announced.body()).contains("body bytes: 1073741824 (limit: 1000)");
    // one that says nothing of its length is read no further than the limit
    RawHttp chunked = connect();
    chunked.send(JSON_POST + "Transfer-Encoding: chunked\r\n\r\n");
    try {
      for (int i = 0; i < 1000; i++) {
        chunked.send("400\r\n" + " ".repeat(1024) + "\r\n");
      }
    } catch (IOException e) {
      // it closes while we write
    }
    RawHttp small = connect();
    small.send(JSON_POST + "Transfer-Encoding: chunked\r\n\r\n400\r\n" + " ".repeat(1024));
    assertThat(small.response().status()).isEqualTo(413);
    expectServed(session);
  }

  @Test
  void a_client_that_may_not_come_in_sends_its_body_to_nobody() throws Exception {
    start();
    RawHttp client = connect();

    client.send("POST /mcp/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1073741824\r\n\r\n");

    assertThat(client.response().status()).isEqualTo(401);
    // nor does one that asks before it sends
    RawHttp polite = connect();
    polite.send(
        "POST /mcp/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
            + "Expect: 100-continue\r\n\r\n");
    assertThat(polite.response().status()).isEqualTo(401);
  }

  @Test
  void a_client_that_asks_before_it_sends_is_told_to_go_on() throws Exception {
    start();
    RawHttp client = connect();
    String request = post("/mcp/echo", null, initialize());
    String body = request.substring(request.indexOf("\r\n\r\n") + 4);

    client.send(request.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n").replace(body, ""));
    assertThat(client.response().status()).isEqualTo(100);
    client.send(body);

    assertThat(client.response().status()).isEqualTo(200);
    expectRefused(417, JSON_POST + "Content-Length: 2\r\nExpect: miracles\r\n\r\n{}");
  }

  @Test
  void compressed_bodies_and_other_types_are_not_taken() throws Exception {
    start();

    for (String coding : new String[] {"gzip", "deflate", "br", "gzip, gzip"}) {
      expectRefused(
          415, JSON_POST + "Content-Encoding: " + coding + "\r\nContent-Length: 10\r\n\r\n");
    }
    for (String type :
        new String[] {"text/plain", "application/jsonx", "multipart/form-data", ""}) {
      expectRefused(
          415,
          "POST /mcp/echo HTTP/1.1\r\n"
              + HEAD
              + ACCEPT
              + "Content-Type: "
              + type
              + "\r\nContent-Length: 2\r\n\r\n{}");
    }
    assertThat(
            exchange(
                    post("/mcp/echo", null, initialize())
                        .replace(
                            "application/json\r\nContent",
                            "Application/JSON; charset=utf-8\r\nContent"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void who_does_not_take_what_may_come_is_not_answered() throws Exception {
    start();
    for (String accept : new String[] {"application/json", "text/event-stream", "text/html"}) {
      expectRefused(
          406,
          post("/mcp/echo", null, initialize())
              .replace("application/json, text/event-stream", accept));
    }
    assertThat(exchange(request("GET /mcp/echo", "Accept: application/json\r\n", null)).status())
        .isEqualTo(406);
    for (String line : new String[] {"PUT /mcp/echo", "PATCH /mcp", "DELETE /sse/echo"}) {
      Response response = exchange(request(line, "", null));
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("allow")).contains("GET, POST");
    }
    for (String path : new String[] {"/", "/mcp/a/b", "/mcp/%zz", "/healthz/x", "*", "//mcp"}) {
      assertThat(exchange(request("GET " + path, "", null)).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void a_head_that_is_too_long_or_never_ends_is_refused() throws Exception {
    limit("headerTimeoutMillis", 200L);
    limit("maxRequestLineBytes", 200);
    limit("maxHeaderBytes", 500);
    start();

    expectRefused(414, "GET /mcp/" + "x".repeat(300) + " HTTP/1.1\r\n" + HEAD + "\r\n");
    expectRefused(431, "GET /mcp HTTP/1.1\r\n" + HEAD + "X: " + "x".repeat(600) + "\r\n\r\n");
    RawHttp slow = connect();
    slow.send("GET /mcp HTTP/1.1\r\nHost: loc");
    Response response = slow.response();
    assertThat(response.status()).isEqualTo(408);
    assertThat(response.body()).contains("(limit: 200)");
    slow.awaitEnd();
    // one that says nothing at all is not worth an answer
    connect().awaitEnd();
  }

  @Test
  void a_body_that_never_ends_is_refused() throws Exception {
    limit("bodyTimeoutMillis", 200L);
    start();
    RawHttp slow = connect();

    slow.send(JSON_POST + "Content-Length: 100\r\n\r\n{");

    assertThat(slow.response().status()).isEqualTo(408);
    slow.awaitEnd();
  }

  @Test
  void a_connection_that_nobody_uses_is_closed() throws Exception {
    limit("connectionIdleMillis", 200L);
    start();
    RawHttp client = connect();
    assertThat(client.send(request("GET /healthz", "", null)).response().status()).isEqualTo(200);

    client.awaitEnd();
  }

  @Test
  void behind_a_refused_request_that_waited_for_its_turn_no_head_is_missed() throws Exception {
    limit("headerTimeoutMillis", 200L);
    limit("connectionIdleMillis", 2_500L);
    start();
    RawHttp client = connect();

    client.send(post("/mcp/echo", null, initialize()) + request("GET /nowhere", "", null));

    assertThat(client.response().status()).isEqualTo(200);
    assertThat(client.response().status()).isEqualTo(404);
    // closed as unused, without a word
    assertThatThrownBy(client::response).isInstanceOf(EOFException.class);
  }

  @Test
  void connections_sessions_and_requests_in_flight_are_bounded() throws Exception {
    limit("maxConnections", 3);
    limit("maxSessionsPerToken", 1);
    limit("maxRequestsInFlight", 1);
    limit("drainMillis", 100L);
    start();
    RawHttp first = connect();
    Response opened = first.send(post("/mcp/echo", null, initialize())).response();
    String session = opened.header("mcp-session-id");
    Response second = first.send(post("/mcp/echo", null, initialize())).response();
    assertThat(second.status()).isEqualTo(429);
    assertThat(second.body()).contains("sessions: 2 (limit: 1)");
    assertThat(second.header("retry-after")).isNotNull();
    RawHttp waiting = connect();
    waiting.send(post("/mcp/echo", session, call("1", "hang", "", null)));
    Await.until("it is in flight", () -> status().sessions().get(0).inFlight() == 1);

    Response busy =
        first.send(post("/mcp/echo", session, call("2", "echo", "\"a\":1", null))).response();

    assertThat(busy.status()).isEqualTo(503);
    assertThat(busy.body()).contains("requests in flight: 2 (limit: 1)");
    connect().send(request("GET /nowhere", "", null)).response();
    RawHttp tooMany = connect();
    Response refused = tooMany.response();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.body()).contains("connections: 4 (limit: 3)");
    // messages that answer nothing are still let in
    assertThat(first.send(post("/mcp/echo", session, initialized())).response().status())
        .isEqualTo(202);
  }

  @Test
  void a_client_that_sends_without_end_and_reads_nothing_is_not_read_on() throws Exception {
    start();
    String session = open(V25);
    String other = open(V25);
    RawHttp deaf = connect();
    String big = post("/mcp/echo", session, call("1", "big", "\"size\":1000000", null));

    Thread sender =
        new Thread(
            () -> {
              try {
                while (true) {
                  deaf.send(big);
                }
              } catch (IOException e) {
                // closed at the end of the test
              }
            });
    sender.setDaemon(true);
    sender.start();
    for (int i = 0; i < 50; i++) {
      expectServed(other);
    }
    Await.until("nothing of it is in flight", () -> status().sessions().get(0).inFlight() == 0);

    deaf.close();
    sender.join(20_000);
    assertThat(sender.isAlive()).isFalse();
    expectServed(session);
  }

  @Test
  void whatever_bytes_come_the_others_are_served() throws Exception {
    start();
    String session = open(V25);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String whole = post("/mcp/echo", session, call("9", "echo", "\"a\":1", null));
    List<RawHttp> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        StringBuilder damaged = new StringBuilder(whole);
        for (int n = random.nextInt(5) + 1; n > 0; n--) {
          int at = random.nextInt(damaged.length());
          switch (random.nextInt(3)) {
            case 0 -> damaged.deleteCharAt(at);
            case 1 -> damaged.insert(at, (char) random.nextInt(256));
            default -> damaged.setCharAt(at, (char) random.nextInt(128));
          }
        }
        RawHttp client = connect();
        clients.add(client);
        client.send(damaged.toString());
      }
      expectServed(session);
    } catch (AssertionError | Exception e) {
      throw new AssertionError("seed " + seed, e);
    }
    for (RawHttp client : clients) {
      client.close();
    }
    Await.until("nothing is in flight", () -> status().sessions().get(0).inFlight() == 0);
  }
}
