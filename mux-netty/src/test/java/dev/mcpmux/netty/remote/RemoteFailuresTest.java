package dev.mcpmux.netty.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import dev.mcpmux.netty.remote.ScriptedHttp.Call;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a remote server does wrong is said in the reply to whoever asked, and costs nobody else. */
@ExtendWith(NoLeaks.class)
class RemoteFailuresTest extends RemoteEndToEnd {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 Unauthorized | it asks for Bearer): it does not accept the credentials in "headers" of mcpServers.far in the config (authorization)
          403 Forbidden | it does not allow this with the credentials in "headers" of mcpServers.far
          500 Internal Server Error | answered 500 Internal Server Error
          301 Moved Permanently | it is at https://elsewhere.example/mcp; if that is to be trusted, write it as the url
          """)
  void an_http_error_is_said_without_a_secret(String status, String said) throws Exception {
    headers = Map.of("Authorization", "Bearer secret");
    start();
    TestClient client = initializing();

    far.take("initialize")
        .answer(
            status,
            "WWW-Authenticate: Bearer realm=\"x\"\r\n"
                + "Location: https://elsewhere.example/mcp?secret\r\n",
            "no");

    assertThat(client.line().replace("\\\"", "\""))
        .contains("\"id\":\"init\",\"error\"", "server \"far\"", said)
        .doesNotContain("secret");
    client.send(EndToEnd.initialize());
    greet(far.take("initialize"), "s1");
    assertThat(client.line()).contains("\"result\"");
  }

  @Test
  void without_credentials_the_error_says_where_they_go() throws Exception {
    start();
    TestClient client = initializing();

    far.take("initialize").answer("401 Unauthorized", "", "");

    assertThat(client.line().replace("\\\"", "\""))
        .contains("give them in \"headers\" of mcpServers.far in the config, such as");
  }

  @Test
  void an_error_of_the_servers_own_passes() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));

    far.take("tools/call")
        .answer(
            "400 Bad Request",
            "",
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32602,\"message\":\"odd\"}}");

    assertThat(client.line())
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,\"message\":\"odd\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Content-Type: text/html                                      | <html> | answered with text/html
          X: y                                                         | x      | gave no reply
          Content-Type: application/json;Content-Encoding: br          | {}     | compressed
          Content-Type: application/json                               | {}     | is no reply to the request
          Content-Type: application/json                               | {"jsonrpc":"2.0","id":99,"result":{}} | is no reply to the request
          """)
  void an_answer_that_is_none_fails_its_request(String head, String body, String said)
      throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));

    far.take("tools/call").answer("200 OK", head.replace(";", "\r\n") + "\r\n", body);

    assertThat(client.line()).contains("\"id\":1,\"error\"", said);
  }

  @Test
  void an_answer_that_is_no_http_fails_its_request() throws Exception {
    start();
    TestClient client = first();
    client.send(call(1));
    far.take("tools/call").write("220 mail.example.com ESMTP\r\n\r\n");
    assertThat(client.line()).contains("\"id\":1,\"error\"", "what is no HTTP");

    client.send(call(2));
    far.take("tools/call").write("HTTP/1.1 200 OK\r\nX: " + "y".repeat(70_000) + "\r\n\r\n");
    assertThat(client.line()).contains("\"id\":2,\"error\"", "headers", "(limit: 65536)");

    client.send(call(3));
    far.take("tools/call").end();
    assertThat(client.line())
        .contains("\"id\":3,\"error\"", "closed the connection", "not repeated");
  }

  @Test
  void a_message_that_goes_on_over_the_limit_fails_its_request_before_it_ends() throws Exception {
    limits = EndToEnd.limits(10_000, 1 << 20).withoutCatalog();
    start();
    TestClient client = first();
    client.send(call(1));

    far.take("tools/call")
        .write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{" + " ".repeat(20_000));

    assertThat(client.line()).contains("\"id\":1,\"error\"", "(limit: 10000)");
  }

  @Test
  void a_message_over_the_limit_fails_its_request() throws Exception {
    limits = EndToEnd.limits(10_000, 1 << 20).withoutCatalog();
    start();
    TestClient client = first();
    client.send(call(1));
    far.take("tools/call").reply("\"result\":{\"x\":\"" + "y".repeat(20_000) + "\"}");
    assertThat(client.line()).contains("\"id\":1,\"error\"", "(limit: 10000)");

    client.send(call(2));
    Call call = far.take("tools/call");
    call.events();
    call.event("{\"x\":\"" + "y".repeat(20_000) + "\"}");
    assertThat(client.line())
        .contains("\"id\":2,\"error\"", "message of 20008 bytes (limit: 10000)");
  }

  @Test
  void a_redirect_is_followed_on_the_same_origin_only() throws Exception {
    start();
    TestClient client = initializing();
    far.take("initialize").answer("307 Temporary Redirect", "Location: /mcp/\r\n", "");

    Call initialize = far.take("initialize");
    assertThat(initialize.path()).isEqualTo("/mcp/");
    greet(initialize, "s1");

    assertThat(client.line()).contains("\"result\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"307 Temporary Redirect", "308 Permanent Redirect", "302 Found"})
  void a_redirect_to_another_origin_is_not_followed_and_gets_no_token(String status)
      throws Exception {
    headers = Map.of("Authorization", "Bearer secret");
    try (ScriptedHttp other = new ScriptedHttp()) {
      start();
      TestClient client = initializing();

      far.take("initialize").answer(status, "Location: " + other.url("/mcp") + "\r\n", "");

      assertThat(client.line()).contains("\"id\":\"init\",\"error\"", other.url("/mcp"));
      assertThat(other.connections()).isZero();
    }
  }

  @Test
  void a_server_that_is_not_there_is_named() throws Exception {
    String url = far.url("/mcp");
    far.close();
    start(url);
    TestClient client = initializing();

    assertThat(client.line().replace("\\\"", "\""))
        .contains(
            "server \"far\" could not be reached: connection refused (localhost:"
                + far.port()
                + ")");
  }

  @Test
  void a_host_that_does_not_exist_is_named() throws Exception {
    start("http://no-such-host.invalid/mcp");
    TestClient client = initializing();

    assertThat(client.line()).contains("there is no host no-such-host.invalid");
  }
}
