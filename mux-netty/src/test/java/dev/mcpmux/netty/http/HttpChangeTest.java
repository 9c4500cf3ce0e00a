package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Aggregate;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.HttpLimits;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.http.RawHttp.Response;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Another token and another config while clients are there. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class HttpChangeTest extends HttpEndToEnd {

  private static final String NEW = "another-token";

  private static HttpConfig config(Set<String> hosts, Optional<Path> root) {
    return new HttpConfig(
        new InetSocketAddress("127.0.0.1", 0),
        Optional.empty(),
        new HttpConfig.Admission(true, hosts, Set.of()),
        root,
        HttpLimits.defaults());
  }

  private int change(HttpConfig config, String token) throws Exception {
    return server.reconfigureHttp(config, token).toCompletableFuture().get();
  }

  private static String withNew(String request) {
    return request.replace(TOKEN, NEW);
  }

  @Test
  void another_token_ends_the_sessions_of_the_one_before_with_all_that_they_wait_for()
      throws Exception {
    start();
    String session = open("2025-11-25");
    RawHttp listening = connect();
    listening.send(get("/mcp/echo", session, "")).response();
    listening.event();
    RawHttp waiting = connect();
    waiting.send(post("/mcp/echo", session, call("7", "hang", "", null)));
    Await.until("it is in flight", () -> status().sessions().get(0).inFlight() == 1);

    assertThat(change(config(Set.of(), Optional.empty()), NEW)).isEqualTo(1);

    Response answer = waiting.response();
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("www-authenticate")).startsWith("Bearer");
    assertThat(answer.body()).contains("the token has been replaced");
    assertThat(listening.event()).isNull();
    Await.until("the session is gone", () -> status().sessions().isEmpty());
    String ping = post("/mcp/echo", session, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
    assertThat(exchange(ping).status()).isEqualTo(401);
    assertThat(exchange(withNew(ping)).status()).isEqualTo(404);
    assertThat(exchange(withNew(post("/mcp/echo", null, initialize()))).status()).isEqualTo(200);
  }

  @Test
  void a_request_that_is_half_there_when_the_token_changes_is_refused() throws Exception {
    start();
    String request = post("/mcp/echo", null, initialize());
    RawHttp client = connect();
    client.send(
        request.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n").replace(initialize(), ""));
    assertThat(client.response().status()).isEqualTo(100);

    change(config(Set.of(), Optional.empty()), NEW);
    client.send(initialize());

    assertThat(client.response().status()).isEqualTo(401);
    assertThat(status().sessions()).isEmpty();
  }

  @Test
  void a_server_that_is_disabled_or_gone_is_refused_as_that() throws Exception {
    start();
    ServerConfig off =
        new ServerConfig("off", new LaunchTemplate.Program("true"), SharingPolicy.defaults());
    server
        .reconfigure(
            new MuxConfig(
                Map.of("off", off),
                Limits.defaults(),
                MuxConfig.Rules.none(),
                Set.of("off"),
                Aggregate.defaults()))
        .toCompletableFuture()
        .get();

    Response disabled = exchange(post("/mcp/off", null, initialize()));
    assertThat(disabled.status()).isEqualTo(503);
    assertThat(disabled.body()).contains("server \\\"off\\\" is disabled");
    assertThat(exchange(post("/mcp/echo", null, initialize())).status()).isEqualTo(404);
  }

  @Test
  void the_same_token_ends_nothing_and_what_else_is_changed_holds_from_then_on() throws Exception {
    start();
    String session = open("2025-11-25");
    String ping = post("/mcp/echo", session, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
    String elsewhere = ping.replace("Host: localhost", "Host: mcp.example");
    assertThat(exchange(elsewhere).status()).isEqualTo(403);

    assertThat(change(config(Set.of("mcp.example"), Optional.of(directory)), TOKEN)).isZero();

    assertThat(exchange(elsewhere).status()).isEqualTo(200);
    open("2025-11-25");
    assertThat(status().sessions())
        .extracting(MuxStatus.Session::projectRoot)
        .contains(directory.toString());
  }
}
