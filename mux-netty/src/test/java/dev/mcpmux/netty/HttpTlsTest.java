package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
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
    Path file = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
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
    return new HttpConfig(
        new InetSocketAddress("127.0.0.1", 0),
        true,
        Optional.of(new HttpConfig.Tls(certificate, key)),
        Set.of(),
        Set.of(),
        Optional.empty(),
        HttpLimits.defaults());
  }

  @Test
  void a_client_that_trusts_the_certificate_is_served() throws Exception {
    makeCertificate();
    start(config(certificate, key));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    URI uri = URI.create(server.httpUrl().orElseThrow());
    assertThat(uri.getScheme()).isEqualTo("https");

    try (RawHttp client =
        new RawHttp(context.getSocketFactory().createSocket(uri.getHost(), uri.getPort()))) {
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
    assertThatThrownBy(() -> start(config(directory.resolve("none.pem"), key)))
        .hasMessageContaining("none.pem");
    server = null;
  }
}
