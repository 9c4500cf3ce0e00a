package dev.mcpmux.netty.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.meter.Numbers;
import dev.mcpmux.core.meter.ServerTally;
import dev.mcpmux.core.meter.Tally;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.netty.MuxServerBuilder;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.TestClient;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.MetricsPage;
import dev.mcpmux.netty.config.Transport;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Sessions of all kinds and calls that end in all ways: every counter is as it must be, the status
 * and the metrics have the same, and so have the sums over sessions, servers and tools.
 */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class TrafficEndToEndTest extends HttpEndToEnd implements MetricsPage {

  private static final Pattern CALLS = Pattern.compile("\"numbers\":\\{\"calls\":(\\d+),");

  private volatile Snapshot snapshot;

  @Override
  public void choose(MuxServerBuilder builder) {
    super.choose(builder);
    builder.metricsPage(this);
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public Text write(Snapshot now, String accept) {
    snapshot = now;
    return new Text("text/plain", "seen\n".getBytes(UTF_8));
  }

  private static String big(int id) {
    return call(Integer.toString(id), "big", "\"size\":10", null);
  }

  /** Notifications may come before it. */
  private static void expect(TestClient client, int id, String content) throws Exception {
    String line = client.line();
    while (line.contains("\"method\"")) {
      line = client.line();
    }
    assertThat(line).contains("\"id\":" + id, content);
  }

  private void callsOverTheSocket() throws Exception {
    TestClient client = session(ECHO);
    for (int id = 1; id <= 3; id++) {
      client.send(big(id));
      expect(client, id, "result");
    }
    client.send(call("4", "hang", "", null));
    client.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":4}}");
    client.send(call("5", "hang", "", null));
    expect(client, 5, "error");
    client.send(call("6", "die", "", null));
    expect(client, 6, "error");
    client.send(big(7));
    expect(client, 7, "result");
  }

  private void callsInOneBatch() throws Exception {
    TestClient client = attach(ECHO);
    client.send(initialize().replace("2025-11-25", "2025-03-26"));
    assertThat(client.line()).contains("2025-03-26");
    client.send(initialized());
    client.send("[" + big(1) + "," + big(2) + "]");
    assertThat(client.line() + client.line()).contains("\"id\":1", "\"id\":2");
  }

  private void callsOverHttp() throws Exception {
    String session = open("2025-11-25");
    for (int id = 1; id <= 2; id++) {
      assertThat(exchange(post("/mcp/echo", session, big(id))).body()).contains("result");
    }
  }

  private void listInASessionWithAllServers() throws Exception {
    RawHttp.Response answer = exchange(post("/mcp", null, initialize()));
    String session = answer.header("mcp-session-id");
    assertThat(exchange(post("/mcp", session, initialized())).status()).isEqualTo(202);
    String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    assertThat(exchange(post("/mcp", session, list)).body()).contains("result");
  }

  private static String ends(Tally tally) {
    return Arrays.stream(CallEnd.values())
        .filter(how -> tally.ended(how) > 0)
        .map(how -> how + " " + tally.ended(how))
        .collect(Collectors.joining(", "));
  }

  private static long calls(String json) {
    long calls = 0;
    for (Matcher each = CALLS.matcher(json); each.find(); ) {
      calls += Long.parseLong(each.group(1));
    }
    return calls;
  }

  @Test
  void every_call_is_counted_once_for_its_session_its_server_and_its_tool() throws Exception {
    start(
        HttpConfig.on(new InetSocketAddress("127.0.0.1", 0)),
        limits(Map.of("requestTimeoutMillis", 5_000)));
    callsOverTheSocket();
    callsInOneBatch();
    callsOverHttp();
    listInASessionWithAllServers();
    assertThat(exchange(request("GET /metrics", "", null)).status()).isEqualTo(200);

    Numbers.Server numbers = snapshot.numbers().servers().get("echo");
    ServerTally echo = numbers.tally();
    assertThat(ends(echo.total())).isEqualTo("RESULT 9, CANCELLED 1, TIMEOUT 1, LOST 1");
    assertThat(echo.total().calls()).isEqualTo(12);
    assertThat(
            echo.tools().stream()
                .collect(Collectors.toMap(ServerTally.Row::name, row -> ends(row.tally()))))
        .isEqualTo(Map.of("big", "RESULT 8", "hang", "CANCELLED 1, TIMEOUT 1", "die", "LOST 1"));
    assertThat(
            echo.methods().stream()
                .collect(Collectors.toMap(ServerTally.Row::name, row -> row.tally().calls())))
        .isEqualTo(Map.of("tools/call", 11L, "tools/list", 1L));
    assertThat(echo.total().answered()).isEqualTo(9);
    assertThat(echo.total().open()).isZero();
    assertThat(numbers.inFlight()).isZero();
    assertThat(numbers.waiting()).isZero();
    assertThat(echo.starts()).isEqualTo(snapshot.pids().size() + 1); // one has crashed
    assertThat(echo.restarts()).isEqualTo(1);
    assertThat(echo.crashes()).isEqualTo(1);
    assertThat(echo.crashReasons().values()).containsExactly(1L);
    assertThat(echo.startFailures()).isZero();
    assertThat(snapshot.numbers().gone().calls()).isZero();
    String json = server.statusJson().toCompletableFuture().get();
    assertThat(json).contains("\"numbers\":{\"calls\":12,\"results\":9,");
    assertThat(calls(json.substring(json.indexOf("\"sessions\":[")))).isEqualTo(12);
    assertThat(snapshot.status().sessions()).hasSize(4);
  }
}
