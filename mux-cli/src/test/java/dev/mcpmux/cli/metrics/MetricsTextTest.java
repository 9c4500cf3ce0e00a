package dev.mcpmux.cli.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.measure.TreeSize;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.meter.Meter;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.netty.config.MetricsPage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetricsTextTest {

  private static final String OPEN_METRICS =
      "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

  private final Meter meter = new Meter(MuxListener.NONE, () -> 0);

  /** A call that has ended after so long. */
  private void call(String server, String tool, CallEnd how, long millis) {
    FrameScanner scanner = new FrameScanner();
    byte[] frame =
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\""
                + tool
                + "\"}}\n")
            .getBytes(UTF_8);
    assertThat(scanner.scan(ByteBuffer.wrap(frame), 0, frame.length)).isTrue();
    byte mark = meter.requestBegun(1, server, scanner.view());
    meter.requestSent(1, server, frame.length - 1L);
    meter.requestEnded(1, 1, server, mark, how, 50, millis * 1_000_000);
  }

  private String text(String accept, MuxStatus status) {
    MetricsPage.Snapshot snapshot =
        new MetricsPage.Snapshot(meter.copy(), status, Map.of(1, 4711L), 2_000_000_000L);
    MetricsPage.Text text = MetricsText.write(snapshot, accept, pid -> new TreeSize(2048, 1500, 3));
    return text.type() + "\n" + new String(text.bytes(), UTF_8);
  }

  private String text() {
    return text("", new MuxStatus(List.of(), List.of()));
  }

  @Test
  void calls_are_counted_by_server_method_tool_and_outcome() {
    call("files", "read", CallEnd.RESULT, 1);
    call("files", "read", CallEnd.RESULT, 100);
    call("files", "read", CallEnd.TOOL_ERROR, 100);
    call("files", "write", CallEnd.TIMEOUT, 1000);

    String series = "server=\"files\",tool=\"read\"} ";
    assertThat(text())
        .startsWith("text/plain; version=0.0.4; charset=utf-8\n")
        .contains(
            "# TYPE mcpmux_calls_total counter\n",
            "mcpmux_calls_total{method=\"tools/call\",outcome=\"result\"," + series + "2.0\n",
            "mcpmux_calls_total{method=\"tools/call\",outcome=\"tool_error\"," + series + "1.0\n",
            "mcpmux_calls_total{method=\"tools/call\",outcome=\"lost\"," + series + "0.0\n",
            "mcpmux_calls_total{method=\"tools/call\",outcome=\"timeout\",server=\"files\","
                + "tool=\"write\"} 1.0\n",
            "mcpmux_response_bytes_total{method=\"tools/call\"," + series + "150.0\n",
            "# TYPE mcpmux_call_duration_seconds histogram\n",
            "mcpmux_call_duration_seconds_bucket{method=\"tools/call\",server=\"files\","
                + "tool=\"read\",le=\"0.001048576\"} 1\n",
            "tool=\"read\",le=\"0.134217728\"} 3\n",
            "tool=\"read\",le=\"+Inf\"} 3\n",
            "mcpmux_call_duration_seconds_count{method=\"tools/call\"," + series + "3\n")
        .doesNotContain("_duration_seconds_count{method=\"tools/call\",server=\"files\",tool=\"w");
  }

  @Test
  void who_takes_OpenMetrics_gets_it() {
    call("files", "read", CallEnd.RESULT, 1);

    assertThat(text(OPEN_METRICS, new MuxStatus(List.of(), List.of())))
        .startsWith("application/openmetrics-text; version=1.0.0; charset=utf-8\n")
        .contains("# TYPE mcpmux_calls counter\n", "# UNIT mcpmux_call_duration_seconds seconds\n")
        .endsWith("# EOF\n");
  }

  @Test
  void the_life_of_servers_and_what_their_processes_take_is_told() {
    meter.upstreamRuns(1, "files", "");
    meter.upstreamReady(1, "files");
    meter.upstreamExited(1, "files", new UpstreamExit("exited with code 3", List.of()));
    meter.upstreamFailed(2, "files", "no");
    MuxStatus.Upstream upstream =
        new MuxStatus.Upstream(
            1,
            "ready",
            2,
            0,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of(new MuxStatus.Cache(2, 700, 5, 3, 1_500)));
    MuxStatus status =
        new MuxStatus(
            List.of(
                new MuxStatus.Server("files", List.of(upstream)),
                new MuxStatus.Server(
                    "broken", List.of(), Optional.of("it cannot be started"), Optional.empty())),
            List.of(
                new MuxStatus.Session(
                    1, "c", "files", 1, null, 0, Optional.empty(), 0, List.of())));

    assertThat(text("", status))
        .contains(
            "mcpmux_server_starts_total{server=\"files\"} 1.0\n",
            "mcpmux_server_start_failures_total{server=\"files\"} 1.0\n",
            "mcpmux_server_crashes_total{reason=\"exited with code 3\",server=\"files\"} 1.0\n",
            "mcpmux_server_up{server=\"files\"} 1.0\n",
            "mcpmux_server_up{server=\"broken\"} 0.0\n",
            "mcpmux_server_processes{server=\"files\",state=\"ready\"} 1.0\n",
            "mcpmux_cache_hits_total{server=\"files\"} 5.0\n",
            "mcpmux_cache_misses_total{server=\"files\"} 3.0\n",
            "mcpmux_cache_results{server=\"files\"} 2.0\n",
            "mcpmux_cache_bytes{server=\"files\"} 700.0\n",
            "mcpmux_cache_oldest_seconds{server=\"files\"} 1.5\n",
            "mcpmux_sessions{server=\"files\"} 1.0\n",
            "mcpmux_sessions{server=\"broken\"} 0.0\n",
            "mcpmux_process_memory_bytes{pid=\"4711\",server=\"files\"} 2097152.0\n",
            "mcpmux_process_cpu_seconds_total{pid=\"4711\",server=\"files\"} 1.5\n",
            "mcpmux_process_tree_size{pid=\"4711\",server=\"files\"} 3.0\n",
            "mcpmux_uptime_seconds 2.0\n",
            "mcpmux_build_info{version=",
            "\nprocess_cpu_seconds_total ",
            "\nprocess_start_time_seconds ");
  }

  @Test
  void a_name_cannot_do_harm_and_two_that_look_the_same_are_one() {
    call("files", "\\u001b[2Jtool", CallEnd.RESULT, 1);
    call("files", "\\u0007[2Jtool", CallEnd.RESULT, 1);
    call("files", "a\\nmcpmux_calls_total 7", CallEnd.RESULT, 1);
    call("files", "q\\\"}\\\\", CallEnd.RESULT, 1);
    call("files", "\\u202eexe", CallEnd.RESULT, 1);
    call("files", "other", CallEnd.RESULT, 1);
    call("files", "x".repeat(200), CallEnd.RESULT, 1);

    String text = text();

    assertThat(text)
        .contains(
            "outcome=\"result\",server=\"files\",tool=\"?[2Jtool\"} 2.0\n",
            "tool=\"a?mcpmux_calls_total 7\"} 1.0\n",
            "tool=\"q\\\"}\\\\\"} 1.0\n",
            "tool=\"?exe\"} 1.0\n",
            "outcome=\"result\",server=\"files\",tool=\"other\"} 2.0\n");
    assertThat(text.chars()).noneMatch(c -> c != '\n' && Character.isISOControl(c));
    assertThat(text).doesNotContain("\u202e");
    assertThat(text.lines().filter(line -> line.startsWith("mcpmux_calls_total ")).toList())
        .isEmpty();
  }

  @Test
  void however_many_tools_a_client_names_the_page_stays_small() {
    for (int i = 0; i < 10_000; i++) {
      call("files", "tool-" + i, CallEnd.ERROR, i % 50);
    }

    String text = text();

    assertThat(text).hasSizeLessThan(400_000);
    assertThat(
            text.lines()
                .filter(line -> line.startsWith("mcpmux_calls_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum())
        .isEqualTo(10_000);
  }
}
