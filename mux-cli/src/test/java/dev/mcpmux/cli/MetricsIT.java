package dev.mcpmux.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /metrics} of the distribution, and what Prometheus makes of it. */
class MetricsIT {

  private static final String HOSTILE = "\\u001b]0;owned\\u0007\\u202e<script>\\\"}\\nup 7 tool";
  private static final String SECRET = "hunter2-never-shown";

  private static final Path DASHBOARD =
      Path.of(System.getProperty("mcpmux.dist"), "grafana", "mcpmux.json");

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private Installation mcpmux;
  private String url;
  private Process prometheus;
  private int port;

  @AfterEach
  void end() throws Exception {
    if (prometheus != null) {
      prometheus.destroyForcibly().waitFor();
    }
    mcpmux.end();
  }

  private void start(boolean enabled) throws Exception {
    mcpmux = new Installation(directory);
    config(enabled);
    String ready = mcpmux.start("serve").readLine();
    url = ready.substring(ready.lastIndexOf("http"));
  }

  private void config(boolean enabled) throws IOException {
    mcpmux.config(
        """
        {"mcpServers": {"it": {"command": %s, "args": ["sample-server", "%s"],
          "env": {"SECRET": "%s"}}},
         "http": {"listen": "127.0.0.1:0"}, "metrics": {"enabled": %s}}
        """
            .formatted(RawJson.quote(Installation.MCPMUX.toString()), SECRET, SECRET, enabled));
  }

  private String token() throws Exception {
    return mcpmux.run("token").out().strip();
  }

  private HttpResponse<String> page(String accept) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + "/metrics"))
            .header("Authorization", "Bearer " + token())
            .header("Accept", accept)
            .build(),
        BodyHandlers.ofString());
  }

  private void traffic() throws Exception {
    Client client = mcpmux.start("attach", "it");
    client.initialize();
    client.call(1, "add", "{\"a\":1,\"b\":2}");
    client.call(2, "add", "{\"a\":1,\"b\":2,\"c\":\"" + SECRET + "\"}");
    client.call(3, "fail", "{\"text\":\"" + SECRET + "\"}");
    client.call(4, HOSTILE, "{}");
    HttpSessionClient remote = new HttpSessionClient(url + "/mcp/it", token());
    assertThat(remote.initialize().statusCode()).isEqualTo(200);
    String add =
        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"add\","
            + "\"arguments\":{\"a\":1,\"b\":2}}}";
    assertThat(remote.post(add).get(40, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  private static double sum(String page, String series) {
    return page.lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void it_is_off_until_the_config_wants_it_and_nothing_of_the_library_is_loaded_before()
      throws Exception {
    start(false);
    traffic();
    long daemon = mcpmux.daemonPid();

    assertThat(page("*/*").statusCode()).isEqualTo(404);
    assertThat(page("*/*").body()).contains("the config switches them on");
    assertThat(LoadedClasses.of(daemon, "io.prometheus")).isEmpty();
    assertThat(LoadedClasses.of(daemon, "dev.mcpmux.cli.metrics")).isEmpty();
    config(true);
    assertThat(mcpmux.run("reload").exitCode()).isZero();
    assertThat(page("*/*").statusCode()).isEqualTo(200);
    assertThat(LoadedClasses.of(daemon, "io.prometheus")).isNotEmpty();
    config(false);
    assertThat(mcpmux.run("reload").exitCode()).isZero();
    assertThat(page("*/*").statusCode()).isEqualTo(404);
  }

  @Test
  void it_says_what_status_says_and_neither_a_secret_nor_what_a_terminal_obeys() throws Exception {
    start(true);
    traffic();

    String page = page("text/plain").body();

    Map<String, Object> server = JsonTree.objects(mcpmux.status(), "servers").get(0);
    Map<?, ?> numbers = (Map<?, ?>) server.get("numbers");
    assertThat(sum(page, "mcpmux_calls_total"))
        .isEqualTo(Double.parseDouble(numbers.get("calls").toString()));
    assertThat(sum(page, "mcpmux_request_bytes_total"))
        .isEqualTo(Double.parseDouble(numbers.get("bytesIn").toString()));
    assertThat(sum(page, "mcpmux_response_bytes_total"))
        .isEqualTo(Double.parseDouble(numbers.get("bytesOut").toString()));
    assertThat(page)
        .contains(
            "method=\"tools/call\",outcome=\"result\",server=\"it\",tool=\"add\"} 3.0\n",
            "method=\"tools/call\",outcome=\"tool_error\",server=\"it\",tool=\"fail\"} 1.0\n",
            "tool=\"?]0;owned??<script>\\\"}?up 7 tool\"} 1.0\n",
            "mcpmux_sessions{server=\"it\"} 2.0\n")
        .containsPattern("mcpmux_process_memory_bytes\\{pid=\"\\d+\",server=\"it\"\\} [1-9]")
        .doesNotContain(SECRET, token(), "\u202e");
    assertThat(page.chars()).noneMatch(c -> c != '\n' && Character.isISOControl(c));
  }

  @Test
  void every_query_of_the_dashboard_names_metrics_that_are_there() throws Exception {
    start(true);
    traffic();
    String page = page("text/plain").body();

    TreeSet<String> named = new TreeSet<>();
    for (String query : queries()) {
      Matcher name = Pattern.compile("\\b(mcpmux|process)_[a-z_]+").matcher(query);
      while (name.find()) {
        named.add(name.group());
      }
    }

    assertThat(named).hasSizeGreaterThan(10);
    assertThat(named).allSatisfy(name -> assertThat(page).containsPattern("(?m)^" + name + "\\b"));
  }

  private static List<String> queries() throws IOException {
    Matcher query =
        Pattern.compile("\"expr\": (\"(?:[^\"\\\\]|\\\\.)*\")")
            .matcher(Files.readString(DASHBOARD));
    return query
        .results()
        .map(found -> RawJson.string("{\"expr\":" + found.group(1) + "}", "expr"))
        .map(expr -> expr.replace("$server", ".*").replace("$job", "mcpmux"))
        .map(expr -> expr.replace("$__rate_interval", "1m"))
        .toList();
  }

  private static Path program(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> Assumptions.abort(name + " is not installed"));
  }

  @Test
  void promtool_finds_nothing_wrong_with_it() throws Exception {
    Path promtool = program("promtool");
    start(true);
    traffic();
    Path file = Files.writeString(directory.resolve("page"), page("text/plain").body());

    Process check =
        new ProcessBuilder(promtool.toString(), "check", "metrics")
            .redirectInput(file.toFile())
            .redirectErrorStream(true)
            .start();

    String said = new String(check.getInputStream().readAllBytes(), UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }

  @Test
  void prometheus_collects_it_and_answers_every_query_of_the_dashboard() throws Exception {
    Path program = program("prometheus");
    start(true);
    traffic();
    startPrometheus(program);

    Installation.await(
        "prometheus has the calls",
        () -> answer("sum(mcpmux_calls_total{tool=\"add\"})").contains(",\"3\"]"));
    assertThat(answer("count(mcpmux_calls_total{tool=~\".*up 7.*\",outcome=\"error\"} > 0)"))
        .contains(",\"1\"]");
    assertThat(answer("up{job=\"mcpmux\"}")).contains(",\"1\"]");
    for (String query : queries()) {
      assertThat(answer(query)).as(query).startsWith("{\"status\":\"success\"");
    }
    String quantile =
        "histogram_quantile(0.95, sum by (le) (mcpmux_call_duration_seconds_bucket)) > 0";
    assertThat(answer(quantile)).contains("\"value\":[");
  }

  private void startPrometheus(Path program) throws Exception {
    URI at = URI.create(url);
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            scrape_configs:
              - job_name: mcpmux
                scrape_interval: 1s
                authorization:
                  credentials_file: %s
                static_configs:
                  - targets: ['%s:%d']
            """
                .formatted(directory.resolve("state/http-token"), at.getHost(), at.getPort()));
    port = freePort();
    prometheus =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** What Prometheus says to a query; empty while it does not listen. */
  private String answer(String query) {
    URI uri =
        URI.create(
            "http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, UTF_8));
    try {
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
