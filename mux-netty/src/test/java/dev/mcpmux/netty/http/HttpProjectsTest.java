package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.netty.Changed;
import dev.mcpmux.netty.MuxServerBuilder;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.http.RawHttp.Response;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The project that a client over HTTP works in is the one that its URL or the config names. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class HttpProjectsTest extends HttpEndToEnd {

  private Path one;
  private Path other;

  @BeforeEach
  void makeProjects() throws Exception {
    one = Files.createDirectory(directory.resolve("one + a half"));
    other = Files.createDirectory(directory.resolve("other"));
  }

  @Override
  public void choose(MuxServerBuilder builder) {
    super.choose(builder);
    ServerConfig echo = echo(Optional.empty(), SharingPolicy.defaults().withShare(Scope.PROJECT));
    builder
        .config(new MuxConfig(Map.of("echo", echo), Limits.defaults()))
        .environment(Map.of("PATH", System.getenv("PATH"), "HOME", "/"));
  }

  private void startWithRoot(Path root) throws Exception {
    HttpConfig any = HttpConfig.on(new InetSocketAddress("127.0.0.1", 0));
    start(Changed.of(any, Map.of("root", Optional.of(root))));
  }

  private static String in(Path root) {
    return "/mcp/echo?root="
        + URLEncoder.encode(root.toString(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Response initializeAt(String path) throws Exception {
    return exchange(post(path, null, initialize()));
  }

  /** Upstreams that have no process yet count as well. */
  private List<Long> sessionsPerUpstream() throws Exception {
    return status().sessions().stream()
        .filter(session -> session.upstream() > 0)
        .collect(Collectors.groupingBy(MuxStatus.Session::upstream, Collectors.counting()))
        .values()
        .stream()
        .sorted()
        .toList();
  }

  @Test
  void sessions_of_one_root_share_a_process_also_with_those_of_a_relay_there() throws Exception {
    start();

    assertThat(initializeAt(in(one)).status()).isEqualTo(200);
    assertThat(initializeAt(in(one) + "/").status()).isEqualTo(200);
    TestClient relayed = TestClient.attach(socket, one, ECHO);
    relayed.send(initialize());
    assertThat(relayed.line()).contains("\"result\"");

    assertThat(sessionsPerUpstream()).containsExactly(3L);
    assertThat(status().sessions())
        .allSatisfy(session -> assertThat(session.projectRoot()).isEqualTo(one.toString()));
    relayed.close();
  }

  @Test
  void sessions_of_other_roots_and_of_none_share_with_nobody() throws Exception {
    start();

    initializeAt(in(one));
    initializeAt(in(other));
    initializeAt("/mcp/echo");
    initializeAt("/mcp/echo");

    assertThat(sessionsPerUpstream()).containsExactly(1L, 1L, 1L, 1L);
  }

  @Test
  void a_root_of_the_config_that_is_not_there_is_left_out() throws Exception {
    startWithRoot(directory.resolve("none"));

    assertThat(initializeAt("/mcp/echo").status()).isEqualTo(200);
    assertThat(initializeAt("/mcp/echo").status()).isEqualTo(200);

    assertThat(sessionsPerUpstream()).containsExactly(1L, 1L);
  }

  @Test
  void the_older_transport_and_all_servers_in_one_take_a_root_too() throws Exception {
    start();
    initializeAt(in(one));
    RawHttp events = connect();
    events.send(get(in(one).replace("/mcp", "/sse"), null, "")).response();
    String endpoint = events.event();
    String path = endpoint.substring(endpoint.indexOf("/sse"));

    assertThat(path).endsWith("&" + in(one).split("\\?")[1]);
    assertThat(exchange(post(path, null, initialize())).status()).isEqualTo(202);
    assertThat(events.event()).contains("\"id\":\"init\"");
    assertThat(exchange(post(path.split("&")[0], null, initialized())).status()).isEqualTo(404);
    Response all = exchange(post(in(one).replace("/echo", ""), null, initialize()));
    assertThat(all.body()).contains("\"result\"");

    assertThat(processes())
        .singleElement()
        .satisfies(process -> assertThat(process.sessions()).isEqualTo(3));
  }

  @Test
  void the_root_of_the_config_is_that_of_urls_without_one() throws Exception {
    startWithRoot(one);

    initializeAt("/mcp/echo");
    initializeAt(in(one));
    initializeAt(in(other));

    assertThat(sessionsPerUpstream()).containsExactly(1L, 2L);
  }

  @Test
  void a_session_is_found_under_its_own_root_only() throws Exception {
    start();
    String session = initializeAt(in(one)).header("mcp-session-id");

    assertThat(exchange(post(in(one), session, initialized())).status()).isEqualTo(202);
    assertThat(exchange(post(in(other), session, initialized())).status()).isEqualTo(404);
    assertThat(exchange(post("/mcp/echo", session, initialized())).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/mcp/echo?root=",
        "/mcp/echo?root=src",
        "/mcp/echo?root=/tmp/..",
        "/mcp/echo?root=/./tmp",
        "/mcp/echo?root=/tmp%00",
        "/mcp/echo?root=/tmp&root=/tmp"
      })
  void what_is_no_plain_absolute_path_is_refused(String path) throws Exception {
    start();

    Response response = initializeAt(path);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body()).contains("root: expected one absolute path");
    assertThat(status().sessions()).isEmpty();
  }

  @Test
  void a_root_that_is_no_directory_is_refused_and_the_connection_goes_on() throws Exception {
    Files.createFile(directory.resolve("file"));
    start();
    RawHttp client = connect();

    for (String name : List.of("none", "file")) {
      Path root = directory.resolve(name);
      Response response = client.send(post(in(root), null, initialize())).response();
      assertThat(response.status()).isEqualTo(404);
      assertThat(response.body()).contains("root: there is no directory " + root);
    }
    client.send(post(in(one), null, initialize()) + post(in(one), null, initialize()));
    assertThat(client.response().status()).isEqualTo(200);
    assertThat(client.response().status()).isEqualTo(200);
  }
}
