package dev.mcpmux.netty.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import dev.mcpmux.netty.config.HttpPages;
import dev.mcpmux.netty.config.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages are for this machine's browsers, and for no page of anybody else. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class PagesEndToEndTest extends EndToEnd implements HttpPages, HttpPages.EventSource {

  private static final String END = "end";

  private final LinkedBlockingQueue<String> news = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final List<RawHttp> connections = new ArrayList<>();
  private volatile boolean admits;
  private String url;

  @Override
  public boolean admits(Request head) {
    return admits;
  }

  @Override
  public CompletionStage<Answer> answer(Request request) {
    if (request.path().equals("/broken")) {
      throw new IllegalArgumentException("this page fails");
    }
    Answer answer =
        request.path().equals("/events")
            ? new Events(this, 5)
            : new Whole(
                200,
                "text/plain",
                Map.of("x-own", "yes"),
                (request.method() + " " + request.path() + " " + request.query() + " ")
                    .concat(new String(request.body(), UTF_8))
                    .getBytes(UTF_8));
    return CompletableFuture.completedFuture(answer);
  }

  @Override
  public byte[] next() {
    asked.incrementAndGet();
    String next = news.poll();
    if (next == null) {
      return new byte[0];
    }
    return next.equals(END) ? null : ("data: " + next + "\n\n").getBytes(UTF_8);
  }

  @Override
  public void close() {
    closed.countDown();
  }

  @Override
  public void look() {
    // nothing is measured
  }

  @BeforeEach
  void serve() throws Exception {
    start(Limits.defaults());
    url = server.pages().serve(new InetSocketAddress("127.0.0.1", 0), this);
  }

  @AfterEach
  void disconnect() throws Exception {
    for (RawHttp connection : connections) {
      connection.close();
    }
  }

  private RawHttp connect() throws IOException {
    RawHttp connection = new RawHttp(url);
    connections.add(connection);
    return connection;
  }

  private static String get(String path, String... headers) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost:1\r\n" + lines(headers) + "\r\n";
  }

  private static String post(String path, String body, String... headers) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost:1\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n"
        + lines(headers)
        + "\r\n"
        + body;
  }

  private static String lines(String... headers) {
    return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
  }

  private RawHttp.Response exchange(String request) throws Exception {
    return connect().send(request).response();
  }

  @Test
  void a_request_of_its_own_page_is_answered_with_what_the_page_says() throws Exception {
    RawHttp.Response page =
        exchange(get("/a%20page?server=x%26y&server=z", "Origin: http://localhost:1"));

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("x-own")).isEqualTo("yes");
    assertThat(page.body()).isEqualTo("GET /a page {server=x&y} ");
    assertThat(exchange(post("/do", "{\"a\":1}", "Origin: http://localhost:1")).body())
        .isEqualTo("POST /do {} {\"a\":1}");
  }

  @Test
  void a_page_of_another_name_origin_or_port_gets_nothing() throws Exception {
    for (String origin : List.of("https://evil.example", "http://localhost:2", "null")) {
      RawHttp.Response refused = exchange(get("/", "Origin: " + origin));
      assertThat(refused.status()).as(origin).isEqualTo(403);
      assertThat(refused.header("access-control-allow-origin")).isNull();
    }
    assertThat(exchange(get("/").replace("localhost:1", "evil.example")).status()).isEqualTo(403);
    assertThat(exchange(get("/", "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors")).status())
        .isEqualTo(403);
    assertThat(exchange(get("/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors")).status())
        .isEqualTo(403);
    assertThat(exchange(post("/do", "{}")).status()).isEqualTo(403);
    assertThat(exchange(get("/").replace("GET", "OPTIONS")).status()).isEqualTo(405);
    RawHttp.Response head = connect().send(get("/events").replace("GET", "HEAD")).headOfResponse();
    assertThat(head.status()).isEqualTo(405);
  }

  @Test
  void a_link_or_an_address_that_is_typed_leads_to_the_page() throws Exception {
    assertThat(exchange(get("/", "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate")).status())
        .isEqualTo(200);
    assertThat(
            exchange(get("/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")).status())
        .isEqualTo(200);
  }

  @Test
  void what_is_no_JSON_or_too_long_is_refused() throws Exception {
    String own = "Origin: http://localhost:1";
    String form = post("/do", "{}", own).replace("application/json", "text/plain");

    assertThat(exchange(form).status()).isEqualTo(415);
    RawHttp.Response large = exchange(post("/do", "x".repeat(16 * 1024 + 1), own));
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.body()).contains("body bytes: 16385 (limit: 16384)");
  }

  @Test
  void MCP_is_not_served_there_and_the_pages_not_where_MCP_is() throws Exception {
    assertThat(exchange(get("/mcp")).body()).startsWith("GET /mcp");
    assertThat(server.httpUrl()).isEmpty();
  }

  @Test
  void a_page_that_fails_costs_its_request_alone() throws Exception {
    RawHttp connection = connect();

    assertThat(connection.send(get("/broken")).response().status()).isEqualTo(500);
    assertThat(connection.send(get("/")).response().status()).isEqualTo(200);
  }

  @Test
  void events_come_as_they_are_until_the_source_ends() throws Exception {
    news.add("one");
    RawHttp stream = connect().send(get("/events"));

    RawHttp.Response head = stream.response();
    assertThat(head.header("content-type")).isEqualTo("text/event-stream");
    assertThat(stream.event()).isEqualTo("data: one");
    news.add("two");
    assertThat(stream.event()).isEqualTo("data: two");
    news.add(END);
    assertThat(stream.event()).isNull();
    assertThat(closed.await(20, SECONDS)).isTrue();
    assertThat(stream.send(get("/")).response().status()).isEqualTo(200);
  }

  @Test
  void the_source_is_closed_when_nobody_listens_any_more() throws Exception {
    news.add("one");
    RawHttp stream = connect().send(get("/events"));
    stream.response();
    assertThat(stream.event()).isEqualTo("data: one");
    assertThat(closed.getCount()).isOne();

    stream.close();

    assertThat(closed.await(20, SECONDS)).isTrue();
  }

  @Test
  void a_source_is_not_asked_while_its_client_does_not_read() throws Exception {
    String large = "x".repeat(1 << 20);
    for (int i = 0; i < 100; i++) {
      news.add(large);
    }
    RawHttp stream = connect().send(get("/events"));
    stream.response();
    RawHttp other = connect();
    long deadline = System.nanoTime() + SECONDS.toNanos(20);
    int before = -1;
    while (asked.get() != before && System.nanoTime() - deadline < 0) {
      before = asked.get();
      // many times the pause between two looks, each of which takes a turn of the loop
      for (int i = 0; i < 200; i++) {
        assertThat(other.send(get("/")).response().status()).isEqualTo(200);
      }
    }

    assertThat(news).hasSizeGreaterThan(50);
    for (int i = 0; i < 100; i++) {
      assertThat(stream.event()).hasSize("data: ".length() + large.length());
    }
  }

  @Test
  void strangers_give_way_to_those_who_are_admitted() throws Exception {
    admits = true;
    RawHttp own = connect();
    assertThat(own.send(get("/")).response().status()).isEqualTo(200);
    admits = false;
    for (int i = 0; i < 40; i++) {
      connect();
    }
    RawHttp last = connect();

    assertThat(last.send(get("/")).response().status()).isEqualTo(200);
    assertThat(own.send(get("/")).response().status()).isEqualTo(200);
    connections.get(1).awaitEnd();
  }

  @Test
  void pages_are_served_on_the_loopback_interface_alone_and_once() {
    InetSocketAddress anywhere = new InetSocketAddress("0.0.0.0", 0);
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    assertThatThrownBy(() -> server.pages().serve(anywhere, this))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> server.pages().serve(here, this))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("served already");
  }

  @Test
  void the_status_has_the_rows_of_one_server_alone() throws Exception {
    TestClient client = session(ECHO);
    client.send(call("1", "big", "\"size\":10", null));
    assertThat(client.line()).contains("\"id\":1");

    String none = server.pages().statusJson("").toCompletableFuture().get();
    String one = server.pages().statusJson("echo").toCompletableFuture().get();

    assertThat(none).contains("\"name\":\"echo\"", "\"calls\":1").doesNotContain("\"tools\":[");
    assertThat(one).contains("\"tools\":[{\"name\":\"big\",\"calls\":1,");
  }
}
