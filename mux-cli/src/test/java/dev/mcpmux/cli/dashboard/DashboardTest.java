package dev.mcpmux.cli.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.netty.MuxServer;
import dev.mcpmux.netty.config.ControlCalls;
import dev.mcpmux.netty.config.HttpConfig;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser gets of a daemon, and what it must show for that. */
class DashboardTest implements ControlCalls {

  private static final String TOKEN = "the token of MCP";

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> told = new ArrayList<>();
  private MuxServer server;
  private Home home;
  private DashboardCalls calls;
  private String url;

  /** As the daemon's config answers. */
  @Override
  public Optional<String> answer(String call, Optional<String> name) throws RefusedException {
    told.add(call + " " + name.orElse("-"));
    if (name.equals(Optional.of("nosuch"))) {
      throw new RefusedException("unknown-server", "there is no server named \"nosuch\"");
    }
    return Optional.of("{}");
  }

  @Override
  public List<String> notices() {
    return List.of("a notice");
  }

  @BeforeEach
  void start() throws Exception {
    home = Home.of(directory.toString(), Map.of());
    calls = new DashboardCalls(this, home);
    ServerConfig dud =
        new ServerConfig("dud", new LaunchTemplate.Program("/bin/false"), SharingPolicy.defaults());
    server =
        MuxServer.builder(home.socket())
            .config(new MuxConfig(Map.of("dud", dud), Limits.defaults()))
            .logDirectory(home.logs())
            .controlCalls(calls)
            .http(HttpConfig.on(new InetSocketAddress("127.0.0.1", 0)), TOKEN)
            .build();
    server.start();
    calls.follow(server);
    url = link().replaceFirst("#.*", "");
  }

  @AfterEach
  void stop() throws Exception {
    server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** As {@code mcpmux dashboard} gets it: any free port, as there may be another daemon. */
  private String link() throws Exception {
    String answer = calls.answer("dashboard", Optional.of("0")).orElseThrow();
    return String.valueOf(JsonTree.parse(answer).get("url"));
  }

  private static String code(String link) {
    return link.substring(link.indexOf('#') + 1);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path));
  }

  private String origin() {
    return url.replaceFirst("/dashboard$", "");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder post(String path, String body) {
    return request(path)
        .header("Origin", origin())
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<String> logIn(String code) throws Exception {
    return send(post("/login", "{\"code\":\"" + code + "\"}"));
  }

  private record Login(String cookie, String key) {
    HttpRequest.Builder on(HttpRequest.Builder request) {
      return request.header("Cookie", "other=1; " + cookie).header("X-Mcpmux-Key", key);
    }
  }

  private Login login() throws Exception {
    HttpResponse<String> answer = logIn(code(link()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    String cookie = answer.headers().firstValue("set-cookie").orElseThrow();
    assertThat(cookie).endsWith("; Path=/dashboard; HttpOnly; SameSite=Strict");
    return new Login(
        cookie.split(";")[0], String.valueOf(JsonTree.parse(answer.body()).get("key")));
  }

  @Test
  void the_page_is_for_everybody_and_what_it_shows_for_who_is_logged_in() throws Exception {
    HttpResponse<String> page = send(request(""));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-security-policy")).hasValue(PageFiles.POLICY);
    assertThat(page.body()).doesNotContain("dud", "a notice");
    for (String path : List.of("/events", "/history", "/logs", "/tap", "/nosuch")) {
      assertThat(send(request(path)).statusCode()).as(path).isEqualTo(401);
    }
    for (String path : List.of("/restart", "/disable", "/enable", "/logout")) {
      assertThat(send(post(path, "{\"server\":\"dud\"}")).statusCode()).as(path).isEqualTo(401);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void a_link_logs_in_once_and_a_wrong_one_never() throws Exception {
    String link = link();

    assertThat(logIn(code(link)).statusCode()).isEqualTo(200);
    assertThat(logIn(code(link)).statusCode()).isEqualTo(401);
    assertThat(logIn("").statusCode()).isEqualTo(401);
    assertThat(send(post("/login", "no JSON")).statusCode()).isEqualTo(401);
    assertThat(send(post("/login", "[1]")).statusCode()).isEqualTo(401);
    assertThat(send(request("/login?code=" + code(link()))).statusCode()).isEqualTo(401);
  }

  @Test
  void who_guesses_ten_times_ends_the_links_that_are_out() throws Exception {
    String link = link();
    for (int i = 0; i < Logins.MAX_WRONG; i++) {
      assertThat(logIn("guess").statusCode()).isEqualTo(401);
    }

    assertThat(logIn(code(link)).statusCode()).isEqualTo(401);
    login();
  }

  @Test
  void the_cookie_alone_the_key_alone_and_the_token_of_MCP_open_nothing() throws Exception {
    Login login = login();

    assertThat(send(request("/history").header("Cookie", login.cookie())).statusCode())
        .isEqualTo(401);
    assertThat(send(request("/history").header("X-Mcpmux-Key", login.key())).statusCode())
        .isEqualTo(401);
    assertThat(send(request("/history").header("Authorization", "Bearer " + TOKEN)).statusCode())
        .isEqualTo(401);
    assertThat(send(request("/history?token=" + TOKEN.replace(' ', '+'))).statusCode())
        .isEqualTo(401);
    assertThat(send(login.on(request("/history"))).statusCode()).isEqualTo(200);
  }

  @Test
  void the_login_opens_nothing_of_MCP() throws Exception {
    Login login = login();
    URI mcp = URI.create(server.httpUrl().orElseThrow() + "/mcp/dud");

    assertThat(send(login.on(HttpRequest.newBuilder(mcp))).statusCode()).isEqualTo(401);
    HttpRequest.Builder bearer =
        HttpRequest.newBuilder(mcp).header("Authorization", "Bearer " + login.key());
    assertThat(send(bearer).statusCode()).isEqualTo(401);
  }

  @Test
  void a_page_of_another_port_of_this_machine_can_neither_log_in_nor_do_anything()
      throws Exception {
    Login login = login();
    String body = "{\"server\":\"dud\"}";
    for (String path : List.of("/login", "/restart", "/disable")) {
      HttpRequest.Builder other =
          request(path)
              .header("Origin", "http://127.0.0.1:9")
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body));
      assertThat(send(login.on(other)).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void a_login_ends_with_a_logout_and_with_a_new_token() throws Exception {
    Login one = login();
    Login other = login();

    assertThat(send(one.on(post("/logout", "{}"))).statusCode()).isEqualTo(200);
    assertThat(send(one.on(request("/history"))).statusCode()).isEqualTo(401);
    assertThat(send(other.on(request("/history"))).statusCode()).isEqualTo(200);
    calls.answer("token", Optional.empty());
    assertThat(send(other.on(request("/history"))).statusCode()).isEqualTo(401);
    assertThat(told).contains("token -");
  }

  @Test
  void servers_are_enabled_disabled_and_restarted_as_by_the_commands() throws Exception {
    Login login = login();

    assertThat(send(login.on(post("/disable", "{\"server\":\"dud\"}"))).statusCode())
        .isEqualTo(200);
    assertThat(send(login.on(post("/enable", "{\"server\":\"dud\"}"))).statusCode()).isEqualTo(200);
    assertThat(told).containsExactly("disable dud", "enable dud");
    HttpResponse<String> refused = send(login.on(post("/disable", "{\"server\":\"nosuch\"}")));
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("there is no server named \\\"nosuch\\\"");
    assertThat(send(login.on(post("/restart", "{\"server\":\"dud\"}"))).statusCode())
        .isEqualTo(200);
    assertThat(send(login.on(post("/restart", "{\"server\":\"nosuch\"}"))).statusCode())
        .isEqualTo(409);
    assertThat(send(login.on(post("/format-the-disk", "{}"))).statusCode()).isEqualTo(404);
  }

  private BufferedReader stream(Login login, String path) throws Exception {
    return new BufferedReader(
        new InputStreamReader(
            http.send(login.on(request(path)).build(), BodyHandlers.ofInputStream()).body(),
            UTF_8));
  }

  private static String next(BufferedReader stream, String event) throws Exception {
    String line = stream.readLine();
    while (!("event: " + event).equals(line)) {
      assertThat(line).as("until " + event).isNotNull();
      line = stream.readLine();
    }
    return stream.readLine().substring("data: ".length());
  }

  @Test
  void the_status_comes_as_events_until_the_login_ends() throws Exception {
    Login login = login();
    BufferedReader events = stream(login, "/events");

    String status = next(events, "status");
    assertThat(status).contains("\"name\":\"dud\"", "\"memoryKib\":", "a notice");
    assertThat(status).doesNotContain(login.key(), TOKEN);
    calls.answer("token", Optional.empty());
    while (events.readLine() != null) {
      // what came before
    }
  }

  @Test
  void the_status_is_not_sent_again_while_nothing_but_the_time_changes() {
    StatusSource source = new StatusSource(new Measurements(server.pages()), "", () -> true);

    assertThat(new String(source.next(), UTF_8)).startsWith("event: status\ndata: {");
    assertThat(source.next()).isEmpty();
  }

  @Test
  void frames_wait_for_a_page_up_to_a_bound_and_each_comes_as_one_piece() {
    TapSource source = TapSource.open(server.pages(), Map.of("unmasked", "1"), () -> true);

    assertThat(source.next()).isEmpty();
    source.write("{\"a\":1}\n{\"b\":\r2}\n".getBytes(UTF_8));
    assertThat(new String(source.next(), UTF_8))
        .isEqualTo("event: frames\ndata: [{\"a\":1},{\"b\": 2}]\n\n");
    assertThat(source.isReady()).isTrue();
    source.write(new byte[1 << 20]);
    assertThat(source.isReady()).isFalse();
    assertThat(source.next()).hasSizeGreaterThan(1 << 20);
    assertThat(source.isReady()).isTrue();
    source.end();
    assertThat(source.next()).isNull();
    source.close();
  }

  @Test
  void lines_of_a_log_come_as_they_are_written() throws Exception {
    Path log = home.logs().resolve("dud.log");
    Files.writeString(log, "2026-01-01T00:00:00.000Z 1 stderr: <b>one</b> \u001b]0;x\u0007\n");
    BufferedReader events = stream(login(), "/logs?server=dud");

    assertThat(next(events, "lines")).contains("<b>one</b> ?]0;x?", "\"leftOut\":0");
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < LogSource.LINES + 5; i++) {
      many.append("2026-01-01T00:00:01.000Z 1 stderr: line ").append(i).append("\n");
    }
    Files.writeString(log, Files.readString(log) + many);
    assertThat(next(events, "lines"))
        .contains("\"leftOut\":5", "line " + (LogSource.LINES + 4))
        .doesNotContain("line 4\"");
  }

  @Test
  void there_are_no_more_streams_than_a_person_has_windows_and_a_closed_one_makes_room()
      throws Exception {
    Login login = login();
    List<BufferedReader> open = new ArrayList<>();
    for (int i = 0; i < OpenStreams.MAX; i++) {
      open.add(stream(login, "/events"));
      next(open.get(i), "status");
    }
    assertThat(send(login.on(request("/tap"))).statusCode()).isEqualTo(503);

    open.get(3).close();

    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    HttpResponse<InputStream> again =
        http.send(login.on(request("/events")).build(), BodyHandlers.ofInputStream());
    while (again.statusCode() == 503) {
      // a body that is not read keeps its connection, of which there may not be any number
      String why = new String(again.body().readAllBytes(), UTF_8);
      assertThat(System.nanoTime()).as(why).isLessThan(deadline);
      again = http.send(login.on(request("/events")).build(), BodyHandlers.ofInputStream());
    }
    assertThat(again.statusCode()).isEqualTo(200);
  }

  @Test
  void a_tap_that_cannot_be_is_refused() throws Exception {
    Login login = login();

    assertThat(send(login.on(request("/tap?session=x"))).statusCode()).isEqualTo(400);
    assertThat(send(login.on(request("/tap?slowerThanMicros=-1"))).statusCode()).isEqualTo(400);
  }

  @Test
  void a_port_that_is_taken_is_no_matter_of_the_config() throws Exception {
    Home otherHome = Home.of(directory.resolve("other").toString(), Map.of());
    MuxServer other =
        MuxServer.builder(otherHome.socket())
            .config(new MuxConfig(Map.of(), Limits.defaults()))
            .logDirectory(otherHome.logs())
            .build();
    other.start();
    try {
      DashboardCalls its = new DashboardCalls(this, otherHome);
      its.follow(other);
      String taken = String.valueOf(URI.create(url).getPort());

      assertThatThrownBy(() -> its.answer("dashboard", Optional.of(taken)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("cannot listen on")
          .hasMessageNotContaining("http.listen");
    } finally {
      other.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_daemon_that_is_still_starting_says_so() {
    DashboardCalls early = new DashboardCalls(this, home);

    assertThatThrownBy(() -> early.answer("dashboard", Optional.empty()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("still starting");
  }
}
