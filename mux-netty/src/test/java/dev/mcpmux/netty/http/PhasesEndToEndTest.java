package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.Method;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.http.RawHttp.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every method and notification before a session is initialized and after, over the socket and over
 * HTTP, with half a character in its strings.
 */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class PhasesEndToEndTest extends HttpEndToEnd {

  private static final String ALIVE = "{\"jsonrpc\":\"2.0\",\"id\":\"alive\",\"method\":\"ping\"}";
  private static final String ALIVE_ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":\"alive\",\"result\":{}}";

  private static List<String> frames() {
    List<String> frames = new ArrayList<>();
    String half = "\"\\ud83d\"";
    String params =
        "\"params\":{\"name\":_,\"uri\":_,\"taskId\":_,\"requestId\":_,\"progressToken\":_}"
            .replace("_", half);
    for (Method method : Method.values()) {
      if (method != Method.INITIALIZE) {
        String rest = "\"method\":\"" + method.wireName() + "\"," + params + "}";
        frames.add("{\"jsonrpc\":\"2.0\"," + rest);
        frames.add("{\"jsonrpc\":\"2.0\",\"id\":\"\\udc00\"," + rest);
      }
    }
    frames.add("{\"jsonrpc\":\"2.0\",\"id\":" + half + ",\"result\":" + half + "}");
    frames.add("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1,\"message\":" + half + "}}");
    return frames;
  }

  @ParameterizedTest
  @ValueSource(strings = {ECHO, "{\"all\":true}"})
  void over_the_socket_each_is_answered_or_ignored_and_the_session_goes_on(String target)
      throws Exception {
    start();
    TestClient client = attach(target);
    for (String frame : frames()) {
      client.send(frame, ALIVE);
      expectAlive(client);
    }
    client.send(initialize());
    assertThat(client.line()).contains("\"id\":\"init\"", "\"result\"");
    for (String frame : frames()) {
      client.send(frame, ALIVE);
      expectAlive(client);
    }
  }

  private static void expectAlive(TestClient client) throws Exception {
    String line = client.line();
    while (!line.equals(ALIVE_ANSWER)) {
      assertThat(line).contains("\"id\":\"\\udc00\"");
      line = client.line();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mcp/echo", "/mcp"})
  void over_http_each_is_answered_or_ignored_and_the_session_goes_on(String path) throws Exception {
    start();
    for (String frame : frames()) {
      assertThat(exchange(post(path, null, frame)).status()).as(frame).isBetween(200, 499);
    }
    Response opened = exchange(post(path, null, initialize()));
    String session = opened.header("mcp-session-id");
    assertThat(opened.body()).contains("\"result\"");

    for (String frame : frames()) {
      assertThat(exchange(post(path, session, frame)).status()).as(frame).isBetween(200, 499);
    }
    assertThat(exchange(post(path, session, ALIVE)).body()).contains(ALIVE_ANSWER);
  }

  @Test
  void half_a_character_in_a_directory_is_said_to_be_none() throws Exception {
    start();
    TestClient client = new TestClient(socket);
    client.send(TestClient.hello(directory.resolve("x"), ECHO).replace("/x\"", "/\\ud83d\""));

    assertThat(client.line()).contains("\"error\":", "half a character that stands for no byte");
    client.close();
    TestClient other = session(ECHO);
    other.send(ALIVE);
    assertThat(other.line()).isEqualTo(ALIVE_ANSWER);
  }
}
