package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.netty.Changed;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.HttpLimits;
import dev.mcpmux.netty.config.Transport;
import java.io.FileInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTPS with a certificate and a key as PEM files. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class HttpTlsTest extends HttpEndToEnd {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private Path certificate;
  private Path key;
  private KeyStore store;

  private void makeCertificate() throws Exception {
    makeCertificate("localhost");
  }

  private void makeCertificate(String name) throws Exception {
    Path file = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.out").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(file.toFile())) {
      store.load(in, PASSWORD);
    }
    certificate = pem("cert.pem", "CERTIFICATE", store.getCertificate("a").getEncoded());
    key = pem("key.pem", "PRIVATE KEY", store.getKey("a", PASSWORD).getEncoded());
  }

  private Path pem(String name, String what, byte[] bytes) throws Exception {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), what);
    return Files.writeString(directory.resolve(name), text);
  }

  private static HttpConfig config(Path certificate, Path key) {
    HttpConfig plain = HttpConfig.on(new InetSocketAddress("127.0.0.1", 0));
    HttpConfig.Tls tls = new HttpConfig.Tls(certificate, key);
    return Changed.of(plain, Map.of("tls", Optional.of(tls)));
  }

  /** A connection that trusts the last certificate made, and no other. */
  private SSLSocket trusting() throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    URI uri = URI.create(server.httpUrl().orElseThrow());
    return (SSLSocket) context.getSocketFactory().createSocket(uri.getHost(), uri.getPort());
  }

  @Test
  void certificate_and_key_may_be_in_one_file() throws Exception {
    makeCertificate();
    Path both =
        Files.writeString(
            directory.resolve("both.pem"), Files.readString(key) + Files.readString(certificate));
    start(config(both, both));
    String health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

    assertThat(new RawHttp(trusting()).send(health).response().status()).isEqualTo(200);
  }

  @Test
  void who_does_not_begin_to_speak_tls_gives_way_to_who_comes_later() throws Exception {
    makeCertificate();
    HttpLimits few =
        Changed.of(
            HttpLimits.defaults(),
            Map.of("maxStrangerConnections", 2, "headerTimeoutMillis", 60_000L));
    start(Changed.of(config(certificate, key), Map.of("limits", few)));
    List<RawHttp> silent = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      silent.add(connect());
    }

    for (RawHttp pushedOut : silent.subList(0, 3)) {
      pushedOut.awaitEnd();
    }
    try (RawHttp client = new RawHttp(trusting())) {
      assertThat(client.send(post("/mcp/echo", null, initialize())).response().status())
          .isEqualTo(200);
    }
  }

  @Test
  void a_renewed_certificate_is_for_new_connections_and_those_there_are_go_on() throws Exception {
    makeCertificate();
    start(config(certificate, key));
    RawHttp before = new RawHttp(trusting());
    String health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    assertThat(before.send(health).response().status()).isEqualTo(200);
    Path oldKey = Files.copy(key, directory.resolve("old.pem"));
    makeCertificate("renewed");
    HttpConfig.Tls renewed = new HttpConfig.Tls(certificate, key);

    // its key is not written yet
    assertThatThrownBy(() -> server.reconfigureTls(new HttpConfig.Tls(certificate, oldKey)))
        .hasMessageContaining("cannot use the certificate " + certificate)
        .hasMessageContaining("the key is another certificate's");
    assertThatThrownBy(() -> trusting().startHandshake()).isInstanceOf(SSLException.class);
    server.reconfigureTls(renewed).toCompletableFuture().get();

    try (RawHttp client = new RawHttp(trusting())) {
      assertThat(client.send(health).response().status()).isEqualTo(200);
    }
    assertThat(before.send(health).response().status()).isEqualTo(200);
    before.close();
  }

  @Test
  void a_client_that_trusts_the_certificate_is_served() throws Exception {
    makeCertificate();
    start(config(certificate, key));
    assertThat(server.httpUrl().orElseThrow()).startsWith("https:");

    try (RawHttp client = new RawHttp(trusting())) {
      String session =
          client.send(post("/mcp/echo", null, initialize())).response().header("mcp-session-id");
      client.send(post("/mcp/echo", session, call("1", "echo", "\"mark\":1", "1"))).response();
      client.event();
      assertThat(client.event()).contains("progress");
      assertThat(client.event()).contains("\"id\":1");
      assertThat(client.event()).isNull();
      // a refusal that ends the connection is read whole
      assertThat(client.send("nonsense\r\n\r\n").response().status()).isEqualTo(400);
    }
    // one that speaks no TLS gets nowhere, and the others do not notice
    try (RawHttp plain = connect()) {
      plain.send(get("/mcp/echo", null, ""));
      plain.awaitEnd();
    }
  }

  @Test
  void a_certificate_that_cannot_be_used_is_an_error_that_names_the_files() throws Exception {
    makeCertificate();

    assertThatThrownBy(() -> start(config(certificate, certificate)))
        .hasMessageContaining("cannot use the certificate " + certificate);
    server = null;
    assertThatThrownBy(() -> start(config(key, key)))
        .hasMessageContaining("cannot use the certificate " + key);
    server = null;
    assertThatThrownBy(() -> start(config(directory.resolve("none.pem"), key)))
        .hasMessageContaining("none.pem");
    server = null;
  }
}
