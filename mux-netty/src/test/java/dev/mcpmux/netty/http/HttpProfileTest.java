package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Aggregate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Profile;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.netty.MuxServerBuilder;
import dev.mcpmux.netty.http.RawHttp.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions over HTTP with a profile, by their URL. */
class HttpProfileTest extends HttpEndToEnd {
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\"}}";

  /** Two servers, of which the profile has one, with one tool. */
  @Override
  public void choose(MuxServerBuilder builder) {
    super.choose(builder);
    ServerConfig echo = echo(Optional.of(directory.toString()), SharingPolicy.defaults());
    Map<String, ServerConfig> servers = new LinkedHashMap<>();
    servers.put("echo", echo);
    servers.put("other", new ServerConfig("other", echo.launch(), echo.sharing()));
    Profile web = new Profile(Map.of("other", new ToolFilter(List.of("some"), List.of())));
    builder.config(
        new MuxConfig(
            servers,
            Limits.defaults(),
            MuxConfig.Rules.none(),
            Set.of(),
            new Aggregate("__", false, Set.of(), Map.of("web", web))));
  }

  private String openAt(String path) throws Exception {
    Response response = exchange(post(path, null, initialize()));
    assertThat(response.status()).isEqualTo(200);
    String session = response.header("mcp-session-id");
    exchange(post(path, session, initialized()));
    return session;
  }

  private String call(String path, String session, String tool) throws Exception {
    return exchange(post(path, session, CALL.formatted(tool))).body();
  }

  private String read(String path, String session, String uri) throws Exception {
    String read =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{\"uri\":\"%s\"}}";
    return exchange(post(path, session, read.formatted(uri))).body();
  }

  @Test
  void a_session_reaches_what_the_profile_of_its_url_has_and_nothing_else() throws Exception {
    start();
    String web = openAt("/mcp?profile=web");
    String all = openAt("/mcp");

    assertThat(read("/mcp?profile=web", web, "mcpmux://other/test://a")).contains("\"result\"");
    assertThat(read("/mcp?profile=web", web, "mcpmux://echo/test://a")).contains("-32002");
    assertThat(call("/mcp?profile=web", web, "other__more")).contains("Unknown tool");
    assertThat(call("/mcp?profile=web", web, "echo__some")).contains("Unknown tool");
    assertThat(read("/mcp", all, "mcpmux://echo/test://a")).contains("\"result\"");
    assertThat(exchange(post("/mcp", web, CALL)).status()).isEqualTo(404);
  }

  @Test
  void a_session_keeps_its_profile_at_the_next_daemon() throws Exception {
    start();
    String web = openAt("/mcp?profile=web&view=find");
    server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    start();

    assertThat(exchange(post("/mcp?view=find", web, CALL)).status()).isEqualTo(404);
    assertThat(call("/mcp?profile=web&view=find", web, "find_tools"))
        .contains("arguments.query: is missing");
    assertThat(call("/mcp?profile=web&view=find", web, "other__more")).contains("Unknown tool");
  }

  @Test
  void the_older_transport_has_the_profile_too() throws Exception {
    start();
    RawHttp events = connect();
    events.send(get("/sse?profile=web", null, "")).response();

    assertThat(events.event()).contains("&profile=web");
  }

  @Test
  void a_profile_that_there_is_not_is_refused_with_those_that_there_are() throws Exception {
    start();

    Response response = exchange(post("/mcp?profile=none", null, initialize()));

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body())
        .contains("there is no profile named \\\"none\\\" (configured: web)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/mcp?profile=", "/mcp?profile=web&profile=none", "/mcp/echo?profile=web"})
  void what_names_no_profile_of_all_servers_opens_nothing(String path) throws Exception {
    start();

    assertThat(exchange(post(path, null, initialize())).status()).isIn(400, 404);
  }
}
