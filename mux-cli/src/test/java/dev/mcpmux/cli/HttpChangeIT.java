package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token, a certificate and settings that change under a daemon that runs. */
class HttpChangeIT {

  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

  @TempDir private Path directory;
  private Installation mcpmux;
  private String url;

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  private void start(String http) throws Exception {
    mcpmux = new Installation(directory);
    config(http);
    Client daemon = mcpmux.start("serve");
    String ready = daemon.readLine();
    url = ready.substring(ready.lastIndexOf("http"));
  }

  private void config(String http) throws Exception {
    mcpmux.config(
        """
        {"mcpServers": {"sample": {"command": %s, "args": ["sample-server"]}}, "http": %s}
        """
            .formatted(RawJson.quote(Installation.MCPMUX.toString()), http));
  }

  private HttpSessionClient client(String token) {
    return new HttpSessionClient(url + "/mcp/sample", token);
  }

  private String token() throws Exception {
    return mcpmux.run("token").out().strip();
  }

  @Test
  void a_rotated_token_holds_at_once_and_ends_the_sessions_of_the_one_before() throws Exception {
    start("{\"listen\": \"127.0.0.1:0\"}");
    HttpSessionClient before = client(token());
    assertThat(before.initialize().statusCode()).isEqualTo(200);
    HttpSessionClient.Listening listening = before.listen();
    assertThat(listening.status).isEqualTo(200);

    Installation.Result rotated = mcpmux.run("token", "--rotate");

    assertThat(rotated.exitCode()).isZero();
    assertThat(rotated.err()).isEqualTo("HTTP sessions that have ended with the token before: 1\n");
    assertThat(before.post(PING).get(40, TimeUnit.SECONDS).statusCode()).isEqualTo(401);
    assertThat(listening.ends()).isTrue();
    assertThat(JsonTree.objects(mcpmux.status(), "sessions")).isEmpty();
    assertThat(rotated.out().strip()).isEqualTo(token());
    assertThat(client(token()).initialize().statusCode()).isEqualTo(200);
  }

  @Test
  void a_token_file_that_somebody_replaces_is_noticed_also_beside_a_config_that_is_wrong()
      throws Exception {
    start("{\"listen\": \"127.0.0.1:0\"}");
    String before = token();
    Files.writeString(directory.resolve("config.json"), "{nonsense");
    Path fresh = directory.resolve("fresh");
    Files.copy(directory.resolve("state/http-token"), fresh, StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(fresh, "a-token-of-my-own\n");

    Files.move(fresh, directory.resolve("state/http-token"), StandardCopyOption.REPLACE_EXISTING);

    Installation.await(
        "the new token holds", () -> initializes("a-token-of-my-own") && !initializes(before));
  }

  private boolean initializes(String token) {
    try {
      return client(token).initialize().statusCode() == 200;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_reload_says_what_has_to_wait_for_the_next_start_and_does_the_rest() throws Exception {
    start("{\"listen\": \"127.0.0.1:0\"}");
    String token = token();
    Path root = Files.createDirectory(directory.resolve("project"));

    config(
        "{\"listen\": \"127.0.0.1:1\", \"auth\": \"none\", \"root\": %s, \"tls\": {\"cert\": \"/c\", \"key\": \"/k\"}}"
            .formatted(RawJson.quote(root.toString())));
    Installation.Result reloaded = mcpmux.run("reload");

    String later = ": the change holds when the daemon starts the next time";
    assertThat(reloaded.err().lines())
        .containsExactly(
            "warning: http.listen" + later,
            "warning: http.auth" + later,
            "warning: http.tls" + later);
    assertThat(reloaded.out()).isEqualTo("Changed: http\nUntouched: sample\n");
    assertThat(client("wrong").initialize().statusCode()).isEqualTo(401);
    assertThat(client(token).initialize().statusCode()).isEqualTo(200);
    assertThat(JsonTree.objects(mcpmux.status(), "sessions").get(0).get("project"))
        .isEqualTo(root.toString());
  }

  @Test
  void a_renewed_certificate_is_used_without_a_new_start() throws Exception {
    Path cert = directory.resolve("cert.pem");
    Path key = directory.resolve("key.pem");
    TestCertificate.make(directory, "first").write(cert, key);
    start(
        "{\"listen\": \"127.0.0.1:0\", \"tls\": {\"cert\": %s, \"key\": %s}}"
            .formatted(RawJson.quote(cert.toString()), RawJson.quote(key.toString())));
    assertThat(shownName()).isEqualTo("CN=first");

    // half of a renewal: the one before goes on, and status says so
    TestCertificate renewed = TestCertificate.make(directory, "renewed");
    renewed.write(cert);
    Installation.await(
        "it is said", () -> statusText().contains("cannot use the certificate " + cert));
    assertThat(shownName()).isEqualTo("CN=first");
    renewed.write(cert, key);

    Installation.await("the renewed one is shown", () -> shownName().equals("CN=renewed"));
    Installation.await("nothing is wrong", () -> !statusText().contains("cannot use"));
  }

  private String statusText() {
    try {
      return mcpmux.run("status").out();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The subject of the certificate that a new connection is shown. */
  private String shownName() {
    try {
      X509Certificate[] shown = new X509Certificate[1];
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Any(shown)}, null);
      int port = Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
        socket.startHandshake();
      }
      return shown[0].getSubjectX500Principal().getName();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Trusts everybody, and notes who it was. */
  private record Any(X509Certificate[] shown) implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      shown[0] = chain[0];
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
