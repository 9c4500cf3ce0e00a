package dev.mcpmux.cli.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** mcpmux behind nginx with TLS, as {@code docs/http.md} has it. Skipped where nginx is missing. */
class NginxIT {

  private static final Pattern SERVER = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL);

  private String node;
  private Sandbox sandbox;
  private Process nginx;

  @BeforeEach
  void start() throws Exception {
    node = NodeTools.nodeWithPackages();
    sandbox = new Sandbox();
  }

  @AfterEach
  void stop() throws Exception {
    if (nginx != null) {
      nginx.destroy();
      assertThat(nginx.waitFor(20, SECONDS)).isTrue();
    }
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void the_documented_server_block_carries_both_transports() throws Exception {
    Path program = nginx();
    String fixture = NodeTools.DIRECTORY.resolve("conformance-server.mjs").toString();
    HttpDaemon daemon =
        HttpDaemon.start(
            sandbox,
            Map.of(
                "mcpServers",
                Map.of("fixture", Map.of("command", node, "args", List.of(fixture))),
                "http",
                Map.of("allowedHosts", List.of("mcp.example.com"))));
    Path certificate = sandbox.home().resolve("cert.pem");
    Path key = sandbox.home().resolve("key.pem");
    makeCertificate(certificate, key);
    int port = freePort();
    startNginx(program, configuration(daemon.url(""), port, certificate, key), port);

    String url = "https://localhost:" + port;
    String script = NodeTools.DIRECTORY.resolve("http-clients.mjs").toString();
    Map<String, String> argument =
        Map.of("url", url + "/mcp/fixture", "sse", url + "/sse/fixture", "token", daemon.token());
    try (RawClient client =
        sandbox
            .start(
                sandbox.builder(
                    List.of(node, script, Json.text(argument)),
                    Map.of("NODE_EXTRA_CA_CERTS", certificate.toString())))
            .startReading()) {
      Json found = Json.parse(client.next());
      for (String transport : List.of("streamable", "older")) {
        assertThat(found.at(transport, "tools").value()).isEqualTo(14L);
        assertThat(found.at(transport, "said").list()).hasSize(4);
        assertThat(found.at(transport, "progress").list()).hasSize(3);
      }
      assertThat(found.at("resumed").value()).isEqualTo("Tool with progress executed successfully");
      assertThat(found.at("after").value()).isEqualTo(404L);
    }
  }

  private static Path nginx() {
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin"))
        .map(directory -> Path.of(directory, "nginx"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> Assumptions.abort("nginx is not installed"));
  }

  private void makeCertificate(Path certificate, Path key) throws Exception {
    List<String> command =
        List.of(
            NodeTools.program("openssl").toString(),
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString());
    sandbox.output(command);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The documented block, with the addresses and files of this test. */
  private String configuration(String daemon, int port, Path certificate, Path key)
      throws IOException {
    Matcher server = SERVER.matcher(Files.readString(Path.of("..", "docs", "http.md")));
    assertThat(server.find()).isTrue();
    String block = replaced(server.group(1), "listen 443 ssl", "listen 127.0.0.1:" + port + " ssl");
    block = replaced(block, "http://127.0.0.1:7337", daemon);
    block = replaced(block, "/etc/ssl/mcp.example.com.pem", certificate.toString());
    block = replaced(block, "/etc/ssl/mcp.example.com.key", key.toString());
    Path home = sandbox.home();
    StringBuilder places = new StringBuilder();
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      places.append("%s_temp_path %s/%s;\n".formatted(kind, home, kind));
    }
    return "daemon off;\nmaster_process off;\npid %s/nginx.pid;\nevents {}\nhttp {\n%saccess_log off;\n%s}\n"
        .formatted(home, places, block);
  }

  private static String replaced(String block, String what, String with) {
    assertThat(block).contains(what);
    return block.replace(what, with);
  }

  private void startNginx(Path program, String configuration, int port) throws Exception {
    Path file = Files.writeString(sandbox.home().resolve("nginx.conf"), configuration);
    Path log = sandbox.home().resolve("nginx.log");
    Files.createFile(log);
    nginx =
        new ProcessBuilder(
                program.toString(),
                "-p",
                sandbox.home().toString(),
                "-e",
                log.toString(),
                "-c",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(sandbox.home().resolve("nginx.out").toFile())
            .start();
    long end = System.nanoTime() + SECONDS.toNanos(20);
    while (!accepts(port)) {
      assertThat(nginx.isAlive()).as(Files.readString(log)).isTrue();
      assertThat(System.nanoTime()).as("nginx listens").isLessThan(end);
      Thread.sleep(20);
    }
  }

  private static boolean accepts(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (java.net.ConnectException e) {
      return false;
    }
  }
}
