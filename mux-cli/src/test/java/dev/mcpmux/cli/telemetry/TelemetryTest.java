package dev.mcpmux.cli.telemetry;

import static dev.mcpmux.cli.telemetry.OtlpReceiver.attributes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.config.ConfigFile;
import dev.mcpmux.cli.config.observe.TelemetrySettings;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.port.MuxListener;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a receiver of OpenTelemetry gets of known traffic. */
class TelemetryTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  private OtlpReceiver receiver;
  private Telemetry telemetry;
  private MuxListener listener;

  @BeforeEach
  void listen() throws Exception {
    receiver = new OtlpReceiver();
  }

  @AfterEach
  void end() {
    if (telemetry != null) {
      telemetry.close();
    }
    receiver.close();
  }

  private void start() {
    start(receiver.endpoint(), true, true);
  }

  private void start(URI endpoint, boolean traces, boolean metrics) {
    prepare(endpoint, traces, metrics);
    telemetry.start();
  }

  private void prepare(URI endpoint, boolean traces, boolean metrics) {
    telemetry =
        new Telemetry(
            new TelemetrySettings(
                endpoint, Map.of("X-Key", "k1"), traces, metrics, Duration.ofSeconds(1)));
    listener = telemetry.listener(MuxListener.NONE);
  }

  private static FrameView view(String frame) {
    FrameScanner scanner = new FrameScanner();
    byte[] bytes = (frame + "\n").getBytes(UTF_8);
    assertThat(scanner.scan(ByteBuffer.wrap(bytes), 0, bytes.length)).isTrue();
    return scanner.view();
  }

  private static FrameView call(String id, String tool, String meta) {
    return view(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
            + tool
            + "\",\"arguments\":{\"secret\":\"hunter2\"}"
            + meta
            + "}}");
  }

  private static String meta(String members) {
    return ",\"_meta\":{" + members + "}";
  }

  private static String parent(String flags) {
    return "\"traceparent\":\"00-" + TRACE + "-" + PARENT + "-" + flags + "\"";
  }

  private void begin(int session, FrameView request) {
    listener.requestBegun(session, "files", request);
  }

  private void end(int session, String id, CallEnd how, FrameView reply) {
    listener.requestEnding(RequestId.copyOf(view("{\"id\":" + id + "}"), Field.ID), reply);
    listener.requestEnded(session, 7, "files", (byte) 0, how, 10, 20_000_000);
  }

  private Span only(SpanKind kind, String name) throws Exception {
    OtlpReceiver.await(kind + " " + name, () -> !receiver.spans(kind, name).isEmpty());
    assertThat(receiver.spans(kind, name)).hasSize(1);
    return receiver.spans(kind, name).get(0);
  }

  private static String hex(com.google.protobuf.ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  @Test
  void a_call_is_a_span_of_a_server_and_in_it_one_of_a_client() throws Exception {
    start();
    begin(3, call("\"a-1\"", "read", ""));
    end(3, "\"a-1\"", CallEnd.RESULT, null);

    Span around = only(SpanKind.SPAN_KIND_SERVER, "tools/call read");
    Span inside = only(SpanKind.SPAN_KIND_CLIENT, "tools/call read");

    assertThat(attributes(around.getAttributesList()))
        .isEqualTo(
            Map.of(
                "mcp.method.name", "tools/call",
                "mcp.session.id", "3",
                "gen_ai.operation.name", "execute_tool",
                "gen_ai.tool.name", "read",
                "jsonrpc.request.id", "a-1",
                "mcpmux.server.name", "files"));
    assertThat(attributes(inside.getAttributesList())).containsEntry("network.transport", "pipe");
    assertThat(around.getParentSpanId().isEmpty()).isTrue();
    assertThat(around.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    assertThat(inside.getTraceId()).isEqualTo(around.getTraceId());
    assertThat(inside.getParentSpanId()).isEqualTo(around.getSpanId());
    assertThat(inside.getEndTimeUnixNano()).isEqualTo(around.getEndTimeUnixNano());
    assertThat(inside.getEndTimeUnixNano() - inside.getStartTimeUnixNano()).isEqualTo(20_000_000);
    assertThat(receiver.resource())
        .containsEntry("service.name", "mcpmux")
        .containsKeys("service.version", "service.instance.id");
    assertThat(receiver.header("X-key")).containsOnly("k1");
    assertThat(receiver.everything()).doesNotContain("hunter2");
  }

  @Test
  void a_call_to_a_remote_server_says_that_it_went_over_the_network() throws Exception {
    start();
    telemetry.servers(
        ConfigFile.parse(
                "mcpmux.json", "{\"mcpServers\":{\"files\":{\"url\":\"https://example.com/mcp\"}}}")
            .config());
    begin(3, call("1", "read", ""));
    end(3, "1", CallEnd.RESULT, null);

    Span inside = only(SpanKind.SPAN_KIND_CLIENT, "tools/call read");
    assertThat(attributes(inside.getAttributesList())).containsEntry("network.transport", "tcp");
    assertThat(attributes(only(SpanKind.SPAN_KIND_SERVER, "tools/call read").getAttributesList()))
        .doesNotContainKey("network.transport");
  }

  @Test
  void the_span_that_a_client_names_is_the_parent() throws Exception {
    start();
    begin(
        1,
        call(
            "1",
            "read",
            meta("\"x\":{\"traceparent\":7}," + parent("01") + ",\"tracestate\":\"rojo=1\"")));
    end(1, "1", CallEnd.RESULT, null);

    Span around = only(SpanKind.SPAN_KIND_SERVER, "tools/call read");

    assertThat(hex(around.getTraceId())).isEqualTo(TRACE);
    assertThat(hex(around.getParentSpanId())).isEqualTo(PARENT);
    assertThat(around.getTraceState()).isEqualTo("rojo=1");
    assertThat(hex(only(SpanKind.SPAN_KIND_CLIENT, "tools/call read").getTraceId()))
        .isEqualTo(TRACE);
  }

  @Test
  void what_is_no_valid_parent_is_none() throws Exception {
    start();
    List<String> wrong =
        List.of(
            meta("\"traceparent\":7"),
            meta("\"traceparent\":\"\\r\\nx\""),
            meta("\"traceparent\":\"00-00000000000000000000000000000000-00f067aa0ba902b7-01\""),
            meta("\"pad\":\"" + "x".repeat(5000) + "\"," + parent("01")),
            ",\"_meta\":[" + "[".repeat(400) + "]".repeat(400) + "]");
    for (int i = 0; i < wrong.size(); i++) {
      begin(1, call("1", "t" + i, wrong.get(i)));
      end(1, "1", CallEnd.RESULT, null);
      assertThat(only(SpanKind.SPAN_KIND_SERVER, "tools/call t" + i).getParentSpanId().isEmpty())
          .as(wrong.get(i))
          .isTrue();
    }
  }

  @Test
  void what_a_client_does_not_sample_makes_no_span_and_counts_all_the_same() throws Exception {
    start();
    begin(1, call("1", "unsampled", meta(parent("00"))));
    end(1, "1", CallEnd.RESULT, null);
    begin(1, call("1", "sampled", meta(parent("01"))));
    end(1, "1", CallEnd.RESULT, null);

    only(SpanKind.SPAN_KIND_SERVER, "tools/call sampled");

    assertThat(receiver.spans(SpanKind.SPAN_KIND_SERVER, "tools/call unsampled")).isEmpty();
    OtlpReceiver.await("both count", () -> count("mcp.server.operation.duration") == 2);
  }

  @Test
  void each_kind_of_failure_has_its_word() throws Exception {
    start();
    Map<CallEnd, String> words =
        Map.of(
            CallEnd.TOOL_ERROR, "tool_error",
            CallEnd.ERROR, "-32602",
            CallEnd.CANCELLED, "cancelled",
            CallEnd.TIMEOUT, "timeout",
            CallEnd.LOST, "process_lost",
            CallEnd.REFUSED, "refused");
    FrameView error =
        view("{\"jsonrpc\":\"2.0\",\"id\":9,\"error\":{\"code\":-32602,\"message\":\"hunter2\"}}");

    for (CallEnd how : words.keySet()) {
      begin(1, call("1", how.name(), ""));
      end(1, "1", how, how == CallEnd.ERROR ? error : null);
    }

    for (CallEnd how : words.keySet()) {
      Span span = only(SpanKind.SPAN_KIND_SERVER, "tools/call " + how.name());
      assertThat(attributes(span.getAttributesList())).containsEntry("error.type", words.get(how));
      assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    }
    assertThat(attributes(only(SpanKind.SPAN_KIND_CLIENT, "tools/call ERROR").getAttributesList()))
        .containsEntry("rpc.response.status_code", "-32602");
    assertThat(receiver.everything()).doesNotContain("hunter2");
  }

  @Test
  void a_code_of_an_error_that_is_no_number_or_a_long_one_is_not_passed_on() throws Exception {
    start();
    List<String> codes =
        List.of("\"hunter2\"", "{\"x\":\"hunter2\"}", "[\"hunter2\"]", "777" + "0".repeat(5000));
    for (int i = 0; i < codes.size(); i++) {
      begin(1, call("1", "t" + i, ""));
      end(1, "1", CallEnd.ERROR, view("{\"id\":9,\"error\":{\"code\":" + codes.get(i) + "}}"));
    }

    for (int i = 0; i < codes.size(); i++) {
      assertThat(outcome("tools/call t" + i)).as(codes.get(i)).isEqualTo("_OTHER");
    }
    assertThat(receiver.everything()).doesNotContain("hunter2", "7770");
  }

  @Test
  void requests_that_are_open_together_are_told_apart_and_what_is_answered_at_once_ends_last()
      throws Exception {
    start();
    begin(1, call("1", "first", ""));
    begin(2, call("1", "second", ""));
    begin(1, call("\"1\"", "third", ""));
    begin(3, view("{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/list\"}"));
    listener.requestEnded(3, 0, "files", (byte) 0, CallEnd.KNOWN, 10, -1);
    end(2, "1", CallEnd.TOOL_ERROR, null);
    end(1, "1", CallEnd.RESULT, null);
    end(1, "\"1\"", CallEnd.TIMEOUT, null);

    assertThat(outcome("tools/call first")).isNull();
    assertThat(outcome("tools/call second")).isEqualTo("tool_error");
    assertThat(outcome("tools/call third")).isEqualTo("timeout");
    assertThat(outcome("tools/list")).isNull();
    assertThat(receiver.spans(SpanKind.SPAN_KIND_CLIENT, "tools/list")).isEmpty();
    assertThat(((CallListener) listener).open()).isZero();
  }

  private String outcome(String name) throws Exception {
    return attributes(only(SpanKind.SPAN_KIND_SERVER, name).getAttributesList()).get("error.type");
  }

  private long count(String metric) {
    return receiver.points(metric).stream().mapToLong(HistogramDataPoint::getCount).sum();
  }

  @Test
  void durations_are_counted_by_tool_and_failure_and_the_numbers_are_right() throws Exception {
    start();
    for (int i = 0; i < 300; i++) {
      begin(1, call("" + i, i % 3 == 0 ? "read" : "write", ""));
      end(1, "" + i, i % 5 == 0 ? CallEnd.TOOL_ERROR : CallEnd.RESULT, null);
    }

    OtlpReceiver.await("all count", () -> count("mcp.server.operation.duration") == 300);
    assertThat(count("mcp.client.operation.duration")).isEqualTo(300);
    assertThat(receiver.points("mcp.client.operation.duration"))
        .filteredOn(
            point ->
                attributes(point.getAttributesList())
                    .equals(
                        Map.of(
                            "mcp.method.name", "tools/call",
                            "gen_ai.operation.name", "execute_tool",
                            "gen_ai.tool.name", "read",
                            "error.type", "tool_error",
                            "network.transport", "pipe",
                            "mcpmux.server.name", "files")))
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.getCount()).isEqualTo(20);
              assertThat(point.getSum()).isCloseTo(0.4, org.assertj.core.data.Offset.offset(1e-6));
              assertThat(point.getExplicitBoundsList()).startsWith(0.01, 0.02, 0.05);
              assertThat(point.getBucketCounts(1)).isEqualTo(20);
            });
  }

  @Test
  void a_method_that_nobody_knows_and_a_name_that_is_hostile_do_no_harm() throws Exception {
    start();
    begin(1, view("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x/random-81723\"}"));
    end(1, "1", CallEnd.ERROR, null);
    begin(1, call("2", "\\u001b[2J\\u202eexe", ""));
    end(1, "2", CallEnd.RESULT, null);
    begin(1, call("3", "y".repeat(100_000), ""));
    end(1, "3", CallEnd.RESULT, null);

    assertThat(attributes(only(SpanKind.SPAN_KIND_SERVER, "_OTHER").getAttributesList()))
        .containsEntry("mcp.method.name", "_OTHER")
        .containsEntry("error.type", "_OTHER");
    only(SpanKind.SPAN_KIND_SERVER, "tools/call ?[2J?exe");
    assertThat(attributes(only(SpanKind.SPAN_KIND_SERVER, "tools/call").getAttributesList()))
        .doesNotContainKey("gen_ai.tool.name");
    assertThat(receiver.everything()).doesNotContain("x/random", "yyyyyyyy");
  }

  @Test
  void traces_alone_or_metrics_alone_are_sent_where_only_these_are_wanted() throws Exception {
    start(receiver.endpoint(), true, false);
    begin(1, call("1", "read", ""));
    end(1, "1", CallEnd.RESULT, null);
    only(SpanKind.SPAN_KIND_SERVER, "tools/call read");
    telemetry.close();
    assertThat(receiver.points("mcp.server.operation.duration")).isEmpty();

    start(receiver.endpoint(), false, true);
    begin(1, call("1", "write", ""));
    end(1, "1", CallEnd.RESULT, null);
    OtlpReceiver.await("it counts", () -> count("mcp.server.operation.duration") == 1);
    telemetry.close();
    assertThat(receiver.spans(SpanKind.SPAN_KIND_SERVER, "tools/call write")).isEmpty();
  }

  @Test
  void what_is_not_sent_yet_is_sent_at_the_end() throws Exception {
    start();
    begin(1, call("1", "first", ""));
    end(1, "1", CallEnd.RESULT, null);
    only(SpanKind.SPAN_KIND_SERVER, "tools/call first");
    begin(1, call("2", "last", ""));
    end(1, "2", CallEnd.RESULT, null);

    telemetry.close();

    assertThat(receiver.spans(SpanKind.SPAN_KIND_SERVER, "tools/call last")).hasSize(1);
    assertThat(count("mcp.server.operation.duration")).isEqualTo(2);
  }

  @Test
  void a_receiver_of_traces_alone_is_told_of_once_with_the_url_that_it_does_not_have()
      throws Exception {
    receiver.refuseMetrics(404);
    PrintStream stderr = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, UTF_8));
    try {
      start();
      for (int i = 0; i < 4; i++) {
        int refused = receiver.refusedMetrics();
        begin(1, call("1", "t" + i, ""));
        end(1, "1", CallEnd.RESULT, null);
        only(SpanKind.SPAN_KIND_SERVER, "tools/call t" + i);
        OtlpReceiver.await("metrics are refused", () -> receiver.refusedMetrics() > refused);
      }
      telemetry.close();
    } finally {
      System.setErr(stderr);
    }

    assertThat(log.toString(UTF_8).lines().filter(line -> line.contains("telemetry")))
        .singleElement()
        .asString()
        .contains("telemetry does not arrive at " + receiver.endpoint() + "/v1/metrics");
  }

  @Test
  void before_the_start_nothing_is_sent_and_with_it_what_has_ended_until_then() throws Exception {
    prepare(receiver.endpoint(), true, true);
    begin(1, call("1", "never", ""));
    end(1, "1", CallEnd.RESULT, null);
    telemetry.close();
    assertThat(receiver.requests()).isZero();

    prepare(receiver.endpoint(), true, true);
    begin(1, call("1", "early", ""));
    end(1, "1", CallEnd.RESULT, null);
    telemetry.start();

    only(SpanKind.SPAN_KIND_SERVER, "tools/call early");
    assertThat(receiver.spans(SpanKind.SPAN_KIND_SERVER, "tools/call never")).isEmpty();
  }

  @Test
  void what_begins_when_it_has_ended_is_not_kept() throws Exception {
    start();
    begin(1, call("1", "before", ""));
    telemetry.close();
    end(1, "1", CallEnd.RESULT, null);
    begin(1, call("2", "after", ""));

    assertThat(((CallListener) listener).open()).isZero();
    end(1, "2", CallEnd.RESULT, null);
    assertThat(((CallListener) listener).open()).isZero();
  }

  @Test
  void nobody_waits_for_a_receiver_that_is_not_there() throws Exception {
    URI gone = receiver.endpoint();
    receiver.close();
    start(gone, true, true);
    long began = System.nanoTime();

    for (int i = 0; i < 20_000; i++) {
      begin(1, call("1", "read", ""));
      end(1, "1", CallEnd.RESULT, null);
    }
    telemetry.close();

    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(20);
  }
}
