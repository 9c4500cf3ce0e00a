package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.telemetry.OtlpReceiver;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A distribution with a runtime of its own, on a machine without Java. */
@ParameterizedClass
@ValueSource(ints = {17, 25})
class RuntimeIT {

  private static final Path BUILD =
      Path.of(System.getProperty("basedir", ""), "src/main/runtime/build.sh").toAbsolutePath();

  @TempDir private static Path trees;

  @Parameter private int java;

  @TempDir private Path directory;
  private Path tree;
  private Path user;
  private Installation mcpmux;

  @BeforeAll
  static void jlinkIsThere() {
    assumeTrue(Files.isReadable(Path.of("/proc/self/maps")), "needs /proc");
  }

  @BeforeEach
  void install() throws Exception {
    tree = tree(java);
    user = Files.createDirectory(directory.resolve("user"));
    mcpmux = new Installation(tree.resolve("bin/mcpmux"), user, user);
    for (String name : System.getenv().keySet()) {
      mcpmux.with(name, null);
    }
    mcpmux.with("MCPMUX_HOME", null).with("XDG_CACHE_HOME", null);
    // one of its own: the default is that of all homes of a user
    mcpmux.with("XDG_RUNTIME_DIR", Files.createDirectory(directory.resolve("run")).toString());
    mcpmux.with("HOME", user.toString());
    mcpmux.with("PATH", TreeWithoutPlaces.path(directory).toString());
    config("{\"command\": \"%s\", \"args\": [\"sample-server\"]}".formatted(tree + "/bin/mcpmux"));
  }

  @AfterEach
  void end() throws Exception {
    if (mcpmux != null) {
      mcpmux.end();
    }
  }

  @Test
  void a_session_opens_where_the_client_hands_on_nothing() throws Exception {
    Client client = mcpmux.start("attach", "server");

    assertThat(client.initialize()).contains("mcpmux-sample");
    assertThat(client.call(7, "whoami", "{}")).contains("\"id\":7");
    assertThat(Files.readString(log())).contains("is ready").doesNotContain("WARN");
  }

  @Test
  void the_daemon_starts_from_the_archive_in_it_and_writes_nothing_but_in_its_home()
      throws Exception {
    Map<String, String> before = files();

    mcpmux.start("attach", "server").initialize();

    assertThat(Files.readString(Path.of("/proc/" + mcpmux.daemonPid() + "/maps")))
        .contains(
            tree + (java == 17 ? "/runtime/lib/server/classes.jsa" : "/runtime/lib/mcpmux.aot"));
    assertThat(files()).isEqualTo(before);
    assertThat(user.resolve(".cache")).doesNotExist();
    assertThat(user.resolve(".local/state/mcpmux/java")).doesNotExist();
  }

  @Test
  void every_command_can_be_asked_for_help() throws Exception {
    for (String command : Main.commandLine().getSubcommands().keySet()) {
      Installation.Result result = mcpmux.run(command, "--help");

      assertThat(result.out()).as(command + ": " + result.err()).contains("Usage:");
      assertThat(result.exitCode()).isZero();
    }
    assertThat(mcpmux.run("status").exitCode()).isEqualTo(ExitCode.NO_DAEMON);
    assertThat(mcpmux.run("demo", "--help").err()).isEmpty();
  }

  @Test
  void it_has_the_database_of_what_was_used_and_says_nothing_of_native_code() throws Exception {
    Client client = mcpmux.start("attach", "server");
    client.initialize();
    client.call(1, "echo", "{\"text\":\"a\"}");

    Installation.Result usage = mcpmux.run("usage");

    assertThat(usage.err()).isEmpty();
    assertThat(usage.out()).contains("1 call,");
    assertThat(user.resolve(".local/state/mcpmux/usage.db")).isRegularFile();
  }

  @Test
  void it_speaks_TLS_with_a_key_on_an_elliptic_curve() throws Exception {
    TestCertificate certificate = TestCertificate.make(directory, "company");
    Path authority = directory.resolve("company.pem");
    certificate.write(authority);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    server.createContext("/mcp", RemoteCertificateIT::answer);
    server.start();
    try {
      int port = server.getAddress().getPort();
      config(
          "{\"url\": \"https://127.0.0.1:%d/mcp\", \"caFile\": \"%s\"}".formatted(port, authority));

      assertThat(mcpmux.start("attach", "server").initialize()).contains("\"name\":\"company\"");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void it_has_what_metrics_and_telemetry_need() throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      Files.writeString(
          user.resolve(".config/mcpmux/config.json"),
          """
          {"mcpServers": {"server": {"command": "%s", "args": ["sample-server"]}},
           "http": {"listen": "127.0.0.1:0", "auth": "none"}, "metrics": {"enabled": true},
           "telemetry": {"endpoint": "%s", "interval": "1s"}}
          """
              .formatted(tree + "/bin/mcpmux", receiver.endpoint()));
      String ready = mcpmux.start("serve").readLine();
      URI metrics = URI.create(ready.substring(ready.lastIndexOf("http")) + "/metrics");
      Client client = mcpmux.start("attach", "server");
      client.initialize();
      client.call(7, "whoami", "{}");

      HttpRequest get = HttpRequest.newBuilder(metrics).build();
      assertThat(HttpClient.newHttpClient().send(get, BodyHandlers.ofString()).body())
          .contains("server=\"server\",tool=\"whoami\"} 1.0");
      OtlpReceiver.await(
          "the span",
          () -> !receiver.spans(SpanKind.SPAN_KIND_CLIENT, "tools/call whoami").isEmpty());
      OtlpReceiver.await(
          "the durations", () -> !receiver.points("mcp.client.operation.duration").isEmpty());
    }
  }

  private void config(String server) throws IOException {
    Path file = Files.createDirectories(user.resolve(".config/mcpmux")).resolve("config.json");
    Files.writeString(file, "{\"mcpServers\": {\"server\": " + server + "}}");
  }

  private Path log() {
    return user.resolve(".local/state/mcpmux/logs/daemon.log");
  }

  /** Each file of the tree, with what would tell that it was written. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path file : all.toList()) {
        files.put(file.toString(), Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
    return files;
  }

  /** Built once, and then moved. */
  private static Path tree(int java) throws Exception {
    Path moved = trees.resolve("moved-" + java);
    if (Files.exists(moved)) {
      return moved;
    }
    Path jdk = StartArchiveIT.home(java);
    assumeTrue(Files.isExecutable(jdk.resolve("bin/jlink")), "no jlink in " + jdk);
    Path built = trees.resolve("built-" + java);
    Path source = Installation.MCPMUX.resolveSibling("..").normalize();
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path copied = built.resolve(source.relativize(file).toString());
        Files.copy(file, copied, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Path out = trees.resolve("out");
    Process build =
        new ProcessBuilder(List.of("sh", BUILD.toString(), built.toString(), jdk.toString()))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(build.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(build.exitValue()).as(Files.readString(out)).isZero();
    assertThat(built.resolve("lib/libmcpmux_idle.so")).as("it is idle most of the time").exists();
    Files.move(built, moved);
    return moved;
  }
}
