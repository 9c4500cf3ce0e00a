package dev.mcpmux.netty.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a remote server says in words reaches who asked, the status and its log; secrets do not. */
@ExtendWith(NoLeaks.class)
class RemoteWordsTest extends RemoteEndToEnd {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          503 Service Unavailable | come back after the migration | answered 503 Service Unavailable: come back after the migration
          402 Payment Required    | {"detail":"quota of project 17 is used up"} | answered 402 Payment Required: quota of project 17 is used up
          502 Bad Gateway         | <html><head><title>502</title></head><body><h1>Bad gateway</h1><p>x</p></body></html> | answered 502 Bad Gateway: 502; Bad gateway
          401 Unauthorized        | {"error":"invalid_token","error_description":"it has expired"} | in the config (authorization); it says: invalid_token; it has expired
          """)
  void the_words_of_an_error_are_said(String status, String body, String said) throws Exception {
    headers = Map.of("Authorization", "Bearer secret");
    start();
    TestClient client = first();
    client.send(call(1));

    far.take("tools/call").answer(status, "", body);

    assertThat(client.line()).contains("\"id\":1,\"error\"", said);
    Await.until("it stands in the log of the server", () -> log().contains(said));
  }

  @Test
  void secrets_are_not_said_again() throws Exception {
    headers = Map.of("Authorization", "Bearer ${TOKEN}");
    variables = ",\"TOKEN\":\"t-12345\",\"PLACE\":\"hidden-place\"";
    start(far.url("/${PLACE}/mcp?key=k-98765"));
    TestClient client = initializing();

    far.take("initialize")
        .answer(
            "403 Forbidden",
            "",
            "no Bearer t-12345 or t-12345 at /hidden-place/mcp?key=k-98765, nor Bearer abcdef123456");

    assertThat(client.line())
        .contains("it says: no *** or *** at /***/mcp?key=***, nor Bearer ***")
        .doesNotContain("t-12345", "hidden-place", "k-98765", "abcdef123456");
    assertThat(log()).doesNotContain("t-12345", "k-98765", "abcdef123456");
    assertThat(server.statusJson().toCompletableFuture().get())
        .contains("it says: no ***")
        .doesNotContain("t-12345", "k-98765", "abcdef123456");
  }

  @Test
  void both_answers_of_a_server_that_takes_no_initialize_are_said() throws Exception {
    start();
    TestClient client = initializing();
    far.take("initialize").answer("400 Bad Request", "", "Unsupported protocol version\r\n(x)\n");
    far.take("GET").answer("404 Not Found", "", "{\"message\":\"no route\"}");

    assertThat(client.line())
        .contains(
            "answered 400 Bad Request: Unsupported protocol version (x); asked for an event stream,"
                + " it answered 404 Not Found: no route");
  }

  @Test
  void an_endless_error_stops_nobody() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    far.take("tools/call")
        .reply("\"error\":{\"code\":-32000,\"message\":\"" + "a-".repeat(500_000) + "\"}");
    far.take("tools/list")
        .json("{\"jsonrpc\":\"2.0\",\"id\":\"mcpmux\",\"result\":{\"tools\":[]}}");

    assertThat(client.line()).contains("\"id\":1", "a-a-a-");
  }

  private String log() throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .map(
              file -> {
                try {
                  return Files.readString(file);
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              })
          .collect(Collectors.joining());
    }
  }
}
