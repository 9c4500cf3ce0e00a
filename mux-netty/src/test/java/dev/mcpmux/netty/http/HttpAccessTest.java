package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.HttpLimits;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.http.RawHttp.Response;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may come in over HTTP, and who may not. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class HttpAccessTest extends HttpEndToEnd {

  private static final String V25 = "2025-11-25";
  private static final InetSocketAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 0);

  private Response initializeWith(String headers) throws Exception {
    String body = initialize();
    return exchange(
        "POST /mcp/echo HTTP/1.1\r\n"
            + headers
            + ACCEPT
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  @Test
  void only_the_names_of_this_machine_may_be_asked_for() throws Exception {
    start();

    for (String host : new String[] {"localhost", "LOCALHOST:80", "127.0.0.1:7337", "[::1]:1"}) {
      assertThat(initializeWith("Host: " + host + "\r\n" + bearer(TOKEN)).status())
          .as(host)
          .isEqualTo(200);
    }
    for (String host :
        new String[] {"evil.example", "localhost.evil.example", "127.0.0.1.evil", "10.0.0.1", ""}) {
      assertThat(initializeWith("Host: " + host + "\r\n" + bearer(TOKEN)).status())
          .as(host)
          .isEqualTo(403);
    }
    assertThat(initializeWith(bearer(TOKEN)).status()).isEqualTo(400);
    assertThat(initializeWith("Host: localhost\r\nHost: evil.example\r\n" + bearer(TOKEN)).status())
        .isEqualTo(400);
  }

  @Test
  void a_page_of_another_origin_may_not_ask_and_is_told_nothing() throws Exception {
    start();
    String head = "Host: localhost\r\n" + bearer(TOKEN) + "Origin: ";

    for (String origin :
        new String[] {"http://evil.example", "null", "https://localhost.evil.example", "file://"}) {
      Response response = initializeWith(head + origin + "\r\n");
      assertThat(response.status()).as(origin).isEqualTo(403);
      assertThat(response.header("access-control-allow-origin")).isNull();
    }
    Response response = initializeWith(head + "http://localhost:6274\r\n");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("access-control-allow-origin")).isEqualTo("http://localhost:6274");
    assertThat(response.header("access-control-expose-headers")).contains("Mcp-Session-Id");
    assertThat(response.header("vary")).isEqualToIgnoringCase("origin");
  }

  @Test
  void a_page_of_this_machine_asks_first_and_is_told_what_it_may_send() throws Exception {
    start();
    String preflight =
        "OPTIONS /mcp/echo HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:6274\r\n"
            + "Access-Control-Request-Method: POST\r\n\r\n";

    Response response = exchange(preflight);

    assertThat(response.status()).isEqualTo(204);
    assertThat(response.header("access-control-allow-methods")).contains("POST", "DELETE");
    assertThat(response.header("access-control-allow-headers"))
        .contains("Authorization", "Mcp-Session-Id", "Last-Event-ID");
    assertThat(exchange(preflight.replace("localhost:6274", "evil.example")).status())
        .isEqualTo(403);
    assertThat(exchange(preflight.replace("Access-Control-Request-Method", "X")).status())
        .isEqualTo(401);
  }

  @Test
  void every_request_needs_the_token_whole() throws Exception {
    start();
    String host = "Host: localhost\r\n";

    for (String wrong :
        new String[] {
          "",
          bearer("wrong"),
          bearer(""),
          bearer(TOKEN.substring(1)),
          bearer(TOKEN.substring(0, TOKEN.length() - 1)),
          bearer(TOKEN + "x"),
          bearer(TOKEN) + bearer(TOKEN),
          "Authorization: Basic " + TOKEN + "\r\n",
          "Authorization: " + TOKEN + "\r\n"
        }) {
      Response response = initializeWith(host + wrong);
      assertThat(response.status()).as(wrong).isEqualTo(401);
      assertThat(response.header("www-authenticate")).startsWith("Bearer");
      assertThat(response.body()).contains("mcpmux token").doesNotContain(TOKEN);
    }
    assertThat(initializeWith(host + "authorization: bearer " + TOKEN + "\r\n").status())
        .isEqualTo(200);
    for (String line : new String[] {"GET /mcp/echo", "DELETE /mcp/echo", "GET /sse/echo"}) {
      assertThat(exchange(line + " HTTP/1.1\r\n" + host + "\r\n").status()).isEqualTo(401);
    }
    // and of what is there, nothing is told before
    assertThat(exchange("GET /nothing HTTP/1.1\r\n" + host + "\r\n").status()).isEqualTo(401);
    assertThat(status().sessions()).hasSize(1);
  }

  @Test
  void a_session_is_found_only_where_it_was_opened() throws Exception {
    start();
    String session = open(V25);
    RawHttp events = connect();
    events.send(get("/sse/echo", null, "")).response();
    String legacy = events.event().split("sessionId=")[1];

    assertThat(exchange(get("/mcp", session, "")).status()).isEqualTo(404);
    assertThat(exchange(get("/mcp/other", session, "")).status()).isEqualTo(404);
    assertThat(exchange(get("/mcp/echo", legacy, "")).status()).isEqualTo(404);
    assertThat(exchange(post("/sse/echo?sessionId=" + session, null, initialized())).status())
        .isEqualTo(404);
  }

  @Test
  void without_a_token_it_listens_on_loopback_only() throws Exception {
    assertThatThrownBy(
            () ->
                new HttpConfig(
                    new InetSocketAddress("0.0.0.0", 0),
                    Optional.empty(),
                    new HttpConfig.Admission(false, Set.of(), Set.of()),
                    Optional.empty(),
                    HttpLimits.defaults()))
        .hasMessage(
            "auth \"none\" is possible on a loopback address only, and 0.0.0.0 is none"
                + " (http.listen in the config, or serve --http)");

    start(
        new HttpConfig(
            LOOPBACK,
            Optional.empty(),
            new HttpConfig.Admission(false, Set.of(), Set.of()),
            Optional.empty(),
            HttpLimits.defaults()));

    assertThat(initializeWith("Host: localhost\r\n").status()).isEqualTo(200);
    assertThat(initializeWith("Host: evil.example\r\n").status()).isEqualTo(403);
  }

  @Test
  void other_names_and_origins_are_let_in_where_the_config_has_them() throws Exception {
    start(
        new HttpConfig(
            LOOPBACK,
            Optional.empty(),
            new HttpConfig.Admission(true, Set.of("mcp.example"), Set.of("https://pages.example")),
            Optional.empty(),
            HttpLimits.defaults()));

    assertThat(
            initializeWith(
                    "Host: MCP.example:443\r\nOrigin: https://mcp.example\r\n" + bearer(TOKEN))
                .status())
        .isEqualTo(200);
    assertThat(
            initializeWith("Host: mcp.example\r\nOrigin: https://pages.example\r\n" + bearer(TOKEN))
                .status())
        .isEqualTo(200);
    assertThat(
            initializeWith("Host: mcp.example\r\nOrigin: http://pages.example\r\n" + bearer(TOKEN))
                .status())
        .isEqualTo(403);
  }

  @Test
  void addresses_are_read_as_people_write_them() {
    assertThat(HttpConfig.address("7337")).isEqualTo(new InetSocketAddress("127.0.0.1", 7337));
    assertThat(HttpConfig.address("127.0.0.1:80"))
        .isEqualTo(new InetSocketAddress("127.0.0.1", 80));
    assertThat(HttpConfig.address("[::1]:80")).isEqualTo(new InetSocketAddress("::1", 80));
    for (String wrong : new String[] {"", ":80", "::1:80", "localhost:", "localhost:99999", "x"}) {
      assertThatThrownBy(() -> HttpConfig.address(wrong)).hasMessageContaining("HOST:PORT");
    }
  }
}
