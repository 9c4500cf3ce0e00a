package dev.mcpmux.netty.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import dev.mcpmux.netty.remote.ScriptedHttp.Call;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The way to a remote server: TLS, proxies, how many connections. */
@ExtendWith(NoLeaks.class)
class RemoteConnectionsTest extends RemoteEndToEnd {

  private static final String PASSWORD = "changeit";

  @Test
  void a_certificate_that_the_config_trusts_is_taken() throws Exception {
    listenWithTls("localhost");
    caFile = Optional.of(directory.resolve("localhost.pem").toString());
    start();

    TestClient client = first();
    client.send(call(1));
    far.take("tools/call").reply("\"result\":{}");

    assertThat(client.line()).contains("\"id\":1,\"result\"");
  }

  @Test
  void a_certificate_that_nobody_trusts_is_refused() throws Exception {
    listenWithTls("localhost");
    start();

    TestClient client = initializing();

    assertThat(client.line())
        .contains("could not be reached: its certificate is not to be trusted: ")
        .contains("an authority that Java does not know is named by the server's caFile");
    assertThat(far.rest()).isEmpty();
  }

  @Test
  void a_certificate_of_another_authority_than_that_of_the_config_is_refused() throws Exception {
    listenWithTls("other.example");
    String other = directory.resolve("other.example.pem").toString();
    listenWithTls("localhost");
    caFile = Optional.of(other);
    start();

    assertThat(initializing().line())
        .contains("it comes from none of the authorities in " + other + " (caFile)");
  }

  @Test
  void a_certificate_of_another_host_is_refused() throws Exception {
    listenWithTls("other.example");
    caFile = Optional.of(directory.resolve("other.example.pem").toString());
    start();

    TestClient client = initializing();

    assertThat(client.line()).contains("No subject alternative DNS name matching localhost found");
  }

  @Test
  void a_file_of_certificates_that_is_none_is_named() throws Exception {
    listenWithTls("localhost");
    Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing\n");
    caFile = Optional.of(empty.toString());
    start();
    assertThat(initializing().line()).contains("no certificates can be read from " + empty);
  }

  @Test
  void a_server_that_ends_tls_before_it_begins_is_named() throws Exception {
    start(far.url("/mcp").replace("http:", "https:"));

    assertThat(initializing().line())
        .contains("could not be reached: no TLS connection: the connection was closed");
  }

  @Test
  void a_server_without_tls_is_named() throws Exception {
    try (Tunnel plain = new Tunnel(0, "HTTP/1.1 400 Bad Request\r\n\r\n", 1)) {
      start("https://localhost:" + plain.port() + "/mcp");

      assertThat(initializing().line())
          .contains("no TLS connection: what listens there does not speak TLS");
    }
  }

  @Test
  void http_goes_through_the_proxy_of_the_sessions_environment() throws Exception {
    variables = ",\"http_proxy\":\"http://user:secret@localhost:" + far.port() + "\"";
    start("http://mcp.example/mcp");

    TestClient client = initializing();
    Call initialize = far.take("initialize");
    assertThat(initialize.path()).isEqualTo("http://mcp.example/mcp");
    assertThat(initialize.headers())
        .containsEntry("host", "mcp.example")
        .containsEntry("proxy-authorization", "Basic dXNlcjpzZWNyZXQ=");
    greet(initialize, "s1");
    assertThat(client.line()).contains("\"result\"");
  }

  @Test
  void tls_goes_through_a_tunnel() throws Exception {
    listenWithTls("mcp.example");
    caFile = Optional.of(directory.resolve("mcp.example.pem").toString());
    try (Tunnel tunnel = new Tunnel(far.port(), "HTTP/1.1 200 Connection established\r\n\r\n")) {
      variables = ",\"HTTPS_PROXY\":\"http://user:secret@localhost:" + tunnel.port() + "\"";
      start("https://mcp.example/mcp");

      TestClient client = initializing();
      Call initialize = far.take("initialize");
      assertThat(initialize.path()).isEqualTo("/mcp");
      assertThat(initialize.headers()).doesNotContainKey("proxy-authorization");
      greet(initialize, "s1");
      assertThat(client.line()).contains("\"result\"");
      assertThat(tunnel.request)
          .startsWith("CONNECT mcp.example:443 HTTP/1.1\r\n")
          .containsIgnoringCase("proxy-authorization: Basic dXNlcjpzZWNyZXQ=\r\n");
    }
  }

  @Test
  void a_proxy_that_wants_a_user_says_where_that_goes() throws Exception {
    try (Tunnel tunnel = new Tunnel(0, "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")) {
      variables = ",\"HTTPS_PROXY\":\"http://localhost:" + tunnel.port() + "\"";
      start("https://mcp.example/mcp");

      assertThat(initializing().line())
          .contains("could not be reached: the proxy wants to know who asks (407)");
    }
  }

  @Test
  void a_proxy_that_refuses_says_why() throws Exception {
    String answer = "HTTP/1.1 403 Blocked\r\n\r\n<html><title>Not at work</title>";
    try (Tunnel tunnel = new Tunnel(0, answer)) {
      variables = ",\"HTTPS_PROXY\":\"http://localhost:" + tunnel.port() + "\"";
      start("https://mcp.example/mcp");

      assertThat(initializing().line())
          .contains("the proxy refuses the connection (403 Blocked); it says: Not at work");
    }
  }

  @Test
  void requests_wait_for_a_connection_and_answers_to_questions_do_not() throws Exception {
    limits = EndToEnd.limits(Map.of("maxConnectionsPerRemote", 2)).withoutCatalog();
    start();
    TestClient client = first();
    for (int i = 1; i <= 3; i++) {
      client.send(call(i));
    }
    Call one = far.take("tools/call");
    Call two = far.take("tools/call");
    two.events();
    two.event("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"elicitation/create\",\"params\":{}}");
    client.accept("elicitation/create");
    far.take("reply").accepted();
    assertThat(far.rest()).as("the third waits").isEmpty();
    one.reply("\"result\":{}");
    far.take("tools/call").reply("\"result\":{}");

    assertThat(List.of(client.line(), client.line())).allMatch(line -> line.contains("result"));
  }

  @Test
  void connections_are_used_again() throws Exception {
    start();
    TestClient client = first();
    int before = far.connections();
    for (int i = 0; i < 10; i++) {
      client.send(call(i));
      far.take("tools/call").reply("\"result\":{}");
      client.line();
    }

    assertThat(far.connections() - before).isLessThanOrEqualTo(1);
  }

  @Test
  void what_waits_to_be_sent_is_bounded() throws Exception {
    limits =
        EndToEnd.limits(Map.of("maxConnectionsPerRemote", 1, "upstreamOutputBytes", 10_000))
            .withoutCatalog();
    start();
    TestClient client = first();
    List<Call> taken = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String argument = "\"x\":\"" + "y".repeat(1_000) + "\"";
      client.send(EndToEnd.call(Integer.toString(i), "work", argument, null));
    }
    for (int i = 0; i < 40; i++) {
      Call call = far.take("tools/call");
      taken.add(call);
      call.reply("\"result\":{}");
    }

    for (int i = 0; i < 40; i++) {
      assertThat(client.line()).contains("\"id\":" + i + ",\"result\"");
    }
    assertThat(taken).hasSize(40);
  }

  /** A certificate that the host has signed itself, and a server that shows it. */
  private void listenWithTls(String host) throws Exception {
    far.close();
    Path store = directory.resolve(host + ".p12");
    keytool(
        "-genkeypair",
        "-alias",
        "k",
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + host,
        "-ext",
        "san=dns:" + host,
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString());
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "k",
        "-keystore",
        store.toString(),
        "-file",
        directory.resolve(host + ".pem").toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(store.toFile())) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    far = new ScriptedHttp("https", context.getServerSocketFactory());
  }

  private static void keytool(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/keytool").toString());
    command.addAll(List.of(words));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  /** A proxy for one connection: answers its CONNECT, and copies bytes from then on. */
  private static final class Tunnel implements AutoCloseable {

    private final ServerSocket listening =
        new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile String request = "";

    Tunnel(int to, String answer) throws Exception {
      this(to, answer, Integer.MAX_VALUE);
    }

    /**
     * @param patience how many bytes it reads of a request at most before it answers
     */
    Tunnel(int to, String answer, int patience) throws Exception {
      start(
          () -> {
            while (true) {
              Socket client = listening.accept();
              StringBuilder head = new StringBuilder();
              while (head.indexOf("\r\n\r\n") < 0 && head.length() < patience) {
                head.append((char) client.getInputStream().read());
              }
              request = head.toString();
              client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
              if (answer.contains(" 200 ")) {
                Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
                start(() -> copy(client, server));
                start(() -> copy(server, client));
              }
            }
          });
    }

    int port() {
      return listening.getLocalPort();
    }

    private interface Task {
      void run() throws Exception;
    }

    private static void start(Task task) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  task.run();
                } catch (Exception e) {
                  // closed
                }
              },
              "tunnel");
      thread.setDaemon(true);
      thread.start();
    }

    private static void copy(Socket from, Socket to) throws Exception {
      try (from;
          to) {
        OutputStream out = to.getOutputStream();
        from.getInputStream().transferTo(out);
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }
}
