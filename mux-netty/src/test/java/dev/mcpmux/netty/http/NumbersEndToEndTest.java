package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import dev.mcpmux.netty.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The status tells what was counted, of sessions on the socket and over HTTP alike. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class NumbersEndToEndTest extends HttpEndToEnd {

  private String json() throws Exception {
    return server.statusJson().toCompletableFuture().get();
  }

  @Test
  void calls_of_both_kinds_of_sessions_are_counted_for_their_server_and_tool() throws Exception {
    start();
    TestClient socket = session(ECHO);
    String http = open("2025-11-25");

    socket.send(call("1", "big", "\"size\":10", null));
    assertThat(socket.line()).contains("\"id\":1");
    String reply = exchange(post("/mcp/echo", http, call("2", "big", "\"size\":10", null))).body();
    assertThat(reply).contains("\"id\":2");
    socket.send(call("3", "hang", "", null));
    socket.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":3}}");
    socket.send(call("4", "die", "", null));
    assertThat(socket.line()).contains("\"id\":4", "error");

    assertThat(json())
        .contains(
            "\"numbers\":{\"calls\":4,\"results\":2,\"known\":0,\"toolErrors\":0,\"errors\":0,"
                + "\"cancelled\":1,\"timeouts\":0,\"lost\":1,\"refused\":0,\"open\":0,",
            "\"tools\":[{\"name\":\"big\",\"calls\":2,\"results\":2,",
            "{\"name\":\"hang\",\"calls\":1,\"results\":0,\"known\":0,\"toolErrors\":0,"
                + "\"errors\":0,\"cancelled\":1",
            "\"methods\":[{\"name\":\"tools/call\",\"calls\":4,",
            "\"crashes\":1,\"questionsRefused\":0,\"crashReasons\":{",
            "\"lastError\":{\"what\":\"die was lost, its process ended\",\"secondsAgo\":0}",
            "\"inFlight\":0,\"numbers\":{\"calls\":3,\"results\":1,",
            "\"inFlight\":0,\"numbers\":{\"calls\":1,\"results\":1,")
        .containsPattern("\"p50Micros\":[0-9]+,\"p95Micros\":[0-9]+,\"p99Micros\":[0-9]+");
  }
}
