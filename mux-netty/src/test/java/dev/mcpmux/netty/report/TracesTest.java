package dev.mcpmux.netty.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.port.EndReason;
import dev.mcpmux.core.port.UpstreamExit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class TracesTest {

  private final Traces traces = new Traces(Limits::defaults);
  private final Lives lives = new Lives(traces);

  @Test
  void a_server_that_dies_again_and_again_is_one_trace_that_counts() {
    for (int upstream = 1; upstream <= 3; upstream++) {
      dies(upstream, "dying");
    }
    lives.failed("other", "server \"other\" exited with code 2; the end of its stderr:\nno");

    assertThat(traces.all())
        .extracting(Traces.Trace::server)
        .containsExactly(Optional.of("other"), Optional.of("dying"));
    assertThat(traces.all()).extracting(Traces.Trace::times).containsExactly(1, 3);
    assertThat(traces.all()).extracting(Traces.Trace::deaths).containsExactly(0, 3);
    assertThat(traces.all().get(0).what()).isEqualTo("server \"other\" exited with code 2");
    assertThat(traces.all().get(1).what()).startsWith("exited with code 1 after ");
  }

  @Test
  void what_was_told_to_end_leaves_no_trace() {
    lives.runs(1, "server", 7, "");
    lives.ready(1);
    lives.stopping(1, EndReason.IDLE);
    lives.exited(1, "server", new UpstreamExit("was ended by signal 15", List.of()));

    assertThat(traces.all()).isEmpty();
  }

  @Test
  void a_server_that_hung_leaves_a_trace_and_its_end_another_reason() {
    lives.runs(1, "server", 7, "");
    lives.ready(1);
    lives.hung("server", "server \"server\" hung: no sign of life for 300 s, it was replaced");
    lives.stopping(1, EndReason.HUNG);
    lives.exited(1, "server", new UpstreamExit("was ended by signal 9", List.of()));

    assertThat(traces.all())
        .singleElement()
        .satisfies(
            trace -> {
              assertThat(trace.what()).contains("hung", "300 s");
              assertThat(trace.deaths()).isEqualTo(1);
              assertThat(trace.times()).isEqualTo(1);
            });
  }

  @Test
  void of_many_the_oldest_is_forgotten() {
    int limit = Limits.defaults().maxFailureTraces();
    for (int i = 0; i <= limit; i++) {
      lives.refused("unknown-server", "x".repeat(i));
    }

    assertThat(traces.all()).hasSize(limit);
    assertThat(traces.all().get(0).what()).isEqualTo("x".repeat(limit) + " (unknown-server)");
    assertThat(traces.all().get(limit - 1).what()).isEqualTo("x (unknown-server)");
  }

  @Test
  void refusals_that_differ_in_numbers_are_one_trace_and_few_lines_of_the_log() {
    List<String> lines = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            lines.add(record.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger("dev.mcpmux");
    log.addHandler(handler);
    for (int i = 1; i <= 99; i++) {
      lives.refused("busy", "bytes of hellos: " + i + " (limit: 7)");
    }
    log.removeHandler(handler);

    assertThat(traces.all()).extracting(Traces.Trace::times).containsExactly(99);
    assertThat(traces.all().get(0).what()).isEqualTo("bytes of hellos: 99 (limit: 7) (busy)");
    assertThat(lines)
        .containsExactly(
            "refused a session: bytes of hellos: 1 (limit: 7) (busy)",
            "refused a session: bytes of hellos: 10 (limit: 7) (busy), 10 times by now");
  }

  private void dies(int upstream, String server) {
    lives.runs(upstream, server, 100 + upstream, "");
    lives.ready(upstream);
    lives.exited(upstream, server, new UpstreamExit("exited with code 1", List.of()));
  }
}
