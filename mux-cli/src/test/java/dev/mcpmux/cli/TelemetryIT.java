package dev.mcpmux.cli;

import static dev.mcpmux.cli.telemetry.OtlpReceiver.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.telemetry.OtlpReceiver;
import dev.mcpmux.cli.text.RawJson;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the daemon of the distribution sends as OpenTelemetry. */
class TelemetryIT {

  private static final String SECRET = "hunter2-never-sent";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @TempDir private Path directory;
  private Installation mcpmux;
  private OtlpReceiver receiver;

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
    receiver.close();
  }

  /**
   * @param endpoint null for none
   */
  private void config(URI endpoint) throws Exception {
    String telemetry =
        endpoint == null
            ? ""
            : ", \"telemetry\": {\"endpoint\": \"%s\", \"interval\": \"1s\"}".formatted(endpoint);
    mcpmux.config(
        """
        {"mcpServers": {"it": {"command": %s, "args": ["sample-server", "%s"],
          "env": {"SECRET": "%s"}}},
         "http": {"listen": "127.0.0.1:0"}%s}
        """
            .formatted(RawJson.quote(Installation.MCPMUX.toString()), SECRET, SECRET, telemetry));
  }

  /** Returns where it listens on HTTP. */
  private String start(URI endpoint) throws Exception {
    mcpmux = new Installation(directory);
    config(endpoint);
    String ready = mcpmux.start("serve").readLine();
    return ready.substring(ready.lastIndexOf("http"));
  }

  private static String call(int id, String tool, String meta) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\",\"arguments\":{\"a\":1,\"b\":2,\"text\":\""
        + SECRET
        + "\"}"
        + meta
        + "}}";
  }

  private static String meta(String span) {
    return ",\"_meta\":{\"progressToken\":7,\"traceparent\":\"00-" + TRACE + "-" + span + "-01\"}";
  }

  private Span of(SpanKind kind, String parent) throws Exception {
    Span[] found = new Span[1];
    OtlpReceiver.await(
        kind + " in " + parent,
        () -> {
          receiver.spans().stream()
              .filter(span -> span.getKind() == kind && hex(span).equals(parent))
              .forEach(span -> found[0] = span);
          return found[0] != null;
        });
    return found[0];
  }

  private static String hex(Span span) {
    return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
  }

  @Test
  void calls_of_sessions_of_all_kinds_become_spans_in_the_traces_of_their_clients()
      throws Exception {
    receiver = new OtlpReceiver();
    String url = start(receiver.endpoint());
    Client client = mcpmux.start("attach", "it");
    client.initialize();
    client.send(call(1, "add", meta("00000000000000a1")));
    assertThat(client.readLine()).contains("\"id\":1");
    client.send(call(2, "fail", meta("00000000000000a2")));
    assertThat(client.readLine()).contains("\"id\":2");
    Client all = mcpmux.start("attach");
    all.initialize();
    all.send(call(3, "it__add", meta("00000000000000a3")));
    while (!all.readLine().contains("\"id\":3")) {
      // its lists may change before
    }
    HttpSessionClient http =
        new HttpSessionClient(url + "/mcp/it", mcpmux.run("token").out().strip());
    assertThat(http.initialize().statusCode()).isEqualTo(200);
    http.post(call(4, "add", meta("00000000000000a4"))).get(40, TimeUnit.SECONDS);

    Span add = of(SpanKind.SPAN_KIND_SERVER, "00000000000000a1");
    Span fail = of(SpanKind.SPAN_KIND_SERVER, "00000000000000a2");
    Span member = of(SpanKind.SPAN_KIND_SERVER, "00000000000000a3");
    Span remote = of(SpanKind.SPAN_KIND_SERVER, "00000000000000a4");
    Span asked =
        of(SpanKind.SPAN_KIND_CLIENT, HexFormat.of().formatHex(add.getSpanId().toByteArray()));

    assertThat(HexFormat.of().formatHex(asked.getTraceId().toByteArray())).isEqualTo(TRACE);
    assertThat(add.getName()).isEqualTo("tools/call add");
    assertThat(attributes(add.getAttributesList()))
        .containsEntry("mcp.method.name", "tools/call")
        .containsEntry("jsonrpc.request.id", "1")
        .containsEntry("mcpmux.server.name", "it")
        .doesNotContainKey("error.type");
    assertThat(attributes(fail.getAttributesList())).containsEntry("error.type", "tool_error");
    assertThat(attributes(member.getAttributesList())).containsEntry("mcpmux.server.name", "it");
    assertThat(attributes(remote.getAttributesList())).containsEntry("gen_ai.tool.name", "add");
    assertThat(receiver.everything()).doesNotContain(SECRET, mcpmux.run("token").out().strip());
  }

  @Test
  void what_was_not_sent_yet_is_sent_when_the_daemon_stops() throws Exception {
    receiver = new OtlpReceiver();
    start(receiver.endpoint());
    Client client = mcpmux.start("attach", "it");
    client.initialize();
    client.send(call(1, "add", ""));
    assertThat(client.readLine()).contains("\"id\":1");

    assertThat(mcpmux.run("stop", "--yes").exitCode()).isZero();

    OtlpReceiver.await(
        "the span", () -> !receiver.spans(SpanKind.SPAN_KIND_SERVER, "tools/call add").isEmpty());
    OtlpReceiver.await(
        "the durations",
        () ->
            receiver.points("mcp.server.operation.duration").stream()
                    .filter(
                        point -> attributes(point.getAttributesList()).containsValue("tools/call"))
                    .mapToLong(HistogramDataPoint::getCount)
                    .sum()
                == 1);
  }

  @Test
  void without_the_setting_nothing_of_the_library_is_loaded_and_a_change_waits_for_the_next_start()
      throws Exception {
    receiver = new OtlpReceiver();
    start(null);
    Client client = mcpmux.start("attach", "it");
    client.initialize();
    client.send(call(1, "add", meta("00000000000000a1")));
    assertThat(client.readLine()).contains("\"id\":1");

    assertThat(LoadedClasses.of(mcpmux.daemonPid(), "io.opentelemetry")).isEmpty();
    assertThat(LoadedClasses.of(mcpmux.daemonPid(), "dev.mcpmux.cli.telemetry")).isEmpty();
    config(receiver.endpoint());
    Installation.Result reload = mcpmux.run("reload");
    assertThat(reload.out() + reload.err())
        .contains("telemetry: the change holds when the daemon starts the next time");
  }

  @Test
  void a_receiver_that_is_not_there_costs_one_line_for_traces_and_its_return_another()
      throws Exception {
    receiver = new OtlpReceiver();
    URI endpoint = receiver.endpoint();
    receiver.close();
    mcpmux = new Installation(directory);
    config(endpoint);
    Client client = mcpmux.start("attach", "it");
    client.initialize();
    String line = "telemetry does not arrive at " + endpoint + "/v1/traces";
    client.send(call(1, "add", ""));
    assertThat(client.readLine()).contains("\"id\":1");
    Installation.await("the log says so", () -> log().contains(line));
    for (int i = 2; i < 50; i++) {
      client.send(call(i, "add", ""));
      assertThat(client.readLine()).contains("\"id\":" + i);
    }

    receiver = new OtlpReceiver(endpoint.getPort());
    String again = "telemetry arrives at " + endpoint + "/v1/traces";
    Installation.await("it arrives", () -> log().contains(again));

    assertThat(log().split(line, -1)).hasSize(2);
    assertThat(log()).doesNotContain("opentelemetry");
  }

  private String log() {
    try {
      return mcpmux.daemonLog();
    } catch (IOException e) {
      return "";
    }
  }
}
