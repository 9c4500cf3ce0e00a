package dev.mcpmux.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A remote server whose certificate comes from an authority of a company's own. */
class RemoteCertificateIT {

  @TempDir private Path directory;
  private Installation mcpmux;
  private HttpsServer server;
  private Path authority;

  @BeforeEach
  void listen() throws Exception {
    mcpmux = new Installation(directory);
    TestCertificate certificate = TestCertificate.make(directory, "company");
    authority = directory.resolve("company.pem");
    certificate.write(authority);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    server.createContext("/mcp", RemoteCertificateIT::answer);
    server.start();
    String url = "https://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
    mcpmux.config(
        """
        {"mcpServers": {
          "company": {"url": "%s", "caFile": "${COMPANY_CA}"},
          "plain": {"url": "%s"}
        }}
        """
            .formatted(url, url));
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
    server.stop(0);
  }

  /** Answers {@code initialize}. */
  static void answer(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String id = request.isEmpty() ? null : RawJson.find(request, "id");
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.sendResponseHeaders(405, -1);
    } else if (id == null) {
      exchange.sendResponseHeaders(202, -1);
    } else {
      byte[] reply =
          ("{\"jsonrpc\":\"2.0\",\"id\":"
                  + id
                  + ",\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                  + "\"serverInfo\":{\"name\":\"company\",\"version\":\"1\"}}}")
              .getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, reply.length);
      exchange.getResponseBody().write(reply);
    }
    exchange.close();
  }

  @Test
  void the_authority_that_a_variable_of_the_session_names_is_trusted() throws Exception {
    Client session = mcpmux.with("COMPANY_CA", authority.toString()).start("attach", "company");

    assertThat(session.initialize()).contains("\"name\":\"company\"");
  }

  @Test
  void without_it_the_error_says_what_to_configure() throws Exception {
    Client session = mcpmux.start("attach", "plain");

    assertThat(session.initialize())
        .contains("its certificate is not to be trusted")
        .contains("is named by the server's caFile in the config");
  }
}
