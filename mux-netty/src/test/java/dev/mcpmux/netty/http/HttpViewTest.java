package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.http.RawHttp.Response;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions over HTTP that find their tools, by their URL. */
class HttpViewTest extends HttpEndToEnd {
  private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";

  private String openAt(String path) throws Exception {
    Response response = exchange(post(path, null, initialize()));
    assertThat(response.status()).isEqualTo(200);
    String session = response.header("mcp-session-id");
    exchange(post(path, session, initialized()));
    return session;
  }

  @Test
  void a_session_has_the_view_of_its_url_and_is_found_nowhere_else() throws Exception {
    start();
    String finds = openAt("/mcp?view=find");
    String lists = openAt("/mcp");

    assertThat(exchange(post("/mcp?view=find", finds, LIST)).body()).contains("find_tools");
    assertThat(exchange(post("/mcp", lists, LIST)).body())
        .contains("\"tools\":[]"); // the server has none
    assertThat(exchange(post("/mcp", finds, LIST)).status()).isEqualTo(404);
    assertThat(exchange(post("/mcp?view=find", lists, LIST)).status()).isEqualTo(404);
  }

  @Test
  void a_session_keeps_its_view_at_the_next_daemon() throws Exception {
    start();
    String finds = openAt("/mcp?view=find");
    server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    start();

    assertThat(exchange(post("/mcp", finds, LIST)).status()).isEqualTo(404);
    assertThat(exchange(post("/mcp?view=find", finds, LIST)).body()).contains("find_tools");
  }

  @Test
  void the_older_transport_has_the_view_too() throws Exception {
    start();
    RawHttp events = connect();
    events.send(get("/sse?view=find", null, "")).response();
    String endpoint = events.event();

    assertThat(endpoint).contains("&view=find");
    String path = endpoint.substring(endpoint.indexOf("/sse"));
    assertThat(exchange(post(path.strip(), null, initialize())).status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/mcp?view=all",
        "/mcp?view=FIND",
        "/mcp/echo?view=find",
        "/mcp?view=find&view=all",
        "/mcp?View=find",
        "/mcp?view=find&Profile=web",
        "/mcp?only=echo"
      })
  void another_view_is_refused(String path) throws Exception {
    start();

    Response response = exchange(post(path, null, initialize()));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body()).contains("view: expected none, or at /mcp find");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/mcp?profil=web",
        "/mcp?profiles=web",
        "/mcp?porfile=web",
        "/mcp?Profil=web",
        "/mcp?vew=find",
        "/mcp?find",
        "/mcp?rot=/home",
        "/mcp?only=echo"
      })
  void a_parameter_that_is_misspelt_does_not_show_all_there_is(String path) throws Exception {
    start();

    Response response = exchange(post(path, null, initialize()));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body())
        .contains(path.substring("/mcp?".length()))
        .contains("parameters are view=find, profile=NAME and root=DIRECTORY");
  }

  @Test
  void a_parameter_that_is_nothing_of_the_kind_is_left_alone() throws Exception {
    start();

    assertThat(exchange(post("/mcp?v=2&client=mine", null, initialize())).status()).isEqualTo(200);
  }
}
