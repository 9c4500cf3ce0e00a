package dev.mcpmux.netty.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.meter.Meter;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.netty.report.History.Span;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was counted is found again at its time, and what is kept has bounds. */
class HistoryTest {

  private final Meter meter = new Meter(MuxListener.NONE, () -> 0);
  private long millis = 1_000_000;
  private final History history = new History(meter, () -> millis);

  private void call(String server, CallEnd how, long millis) {
    byte[] bytes =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"t\"}}"
            .getBytes(UTF_8);
    FrameScanner scanner = new FrameScanner();
    scanner.scan(ByteBuffer.wrap(bytes), 0, bytes.length);
    scanner.finish(ByteBuffer.wrap(bytes), 0, bytes.length);
    FrameView view = scanner.view();
    byte mark = meter.requestBegun(1, server, view);
    meter.requestEnded(1, 0, server, mark, how, 10, millis * 1_000_000);
  }

  private void tick() {
    millis += 10_000;
    history.tick();
  }

  private String hour(String server) {
    return new String(history.json(server, Span.HOUR), UTF_8);
  }

  private String day(String server) {
    return new String(history.json(server, Span.DAY), UTF_8);
  }

  @Test
  void calls_errors_and_latency_are_those_of_each_interval_alone() {
    call("one", CallEnd.RESULT, 100);
    call("one", CallEnd.TOOL_ERROR, 100);
    tick();
    tick();
    call("one", CallEnd.RESULT, 1);
    call("two", CallEnd.LOST, 1);
    tick();

    assertThat(hour("one"))
        .startsWith("{\"seconds\":10,\"times\":[1010,1020,1030],")
        .contains("\"calls\":[2,0,1]", "\"errors\":[1,0,0]")
        .containsPattern("\"p95Micros\":\\[(9|10)\\d{4},null,(9|10)\\d\\d\\]");
    assertThat(hour(History.ALL)).contains("\"calls\":[2,0,2]", "\"errors\":[1,0,1]");
    assertThat(hour("two")).contains("\"calls\":[0,0,1]", "\"errors\":[0,0,1]");
    assertThat(hour("three")).isEqualTo("{\"seconds\":10,\"times\":[1010,1020,1030]}");
  }

  @Test
  void thirty_intervals_are_one_of_the_day_and_an_hour_is_all_that_is_kept_finely() {
    call("one", CallEnd.RESULT, 1);
    for (int i = 0; i < 361; i++) {
      tick();
      call("one", CallEnd.RESULT, 1);
    }

    assertThat(day("one")).contains("\"calls\":[30,30,30,30,30,30,30,30,30,30,30,30]");
    assertThat(hour("one")).contains("\"times\":[1020,").doesNotContain("1010,");
    assertThat(hour("one").split("\"calls\":\\[")[1].split("]")[0].split(","))
        .hasSize(360)
        .containsOnly("1");
  }

  @Test
  void memory_that_was_measured_long_ago_is_not_shown_as_that_of_now() {
    call("one", CallEnd.RESULT, 1);
    history.memory(Map.of("one", 20_000L, History.ALL, 50_000L));
    tick();
    tick();

    assertThat(hour("one")).contains("\"memoryKib\":[20000,null]");
    assertThat(hour(History.ALL)).contains("\"memoryKib\":[50000,null]");
  }

  @Test
  void memory_that_was_measured_at_one_tick_of_the_day_is_shown_at_the_next() {
    call("one", CallEnd.RESULT, 1);
    for (int i = 0; i < 30; i++) {
      tick();
    }
    history.memory(Map.of("one", 20_000L));
    for (int i = 0; i < 60; i++) {
      tick();
    }

    assertThat(day("one")).contains("\"memoryKib\":[null,20000,null]");
  }

  @Test
  void the_server_that_was_called_longest_ago_makes_room_for_a_new_one() {
    for (int i = 0; i < History.MAX_SERVERS; i++) {
      call("s" + i, CallEnd.RESULT, 1);
    }
    tick();
    call("late", CallEnd.RESULT, 1);
    for (int i = 1; i < History.MAX_SERVERS; i++) {
      call("s" + i, CallEnd.RESULT, 1);
    }
    tick();
    assertThat(hour("late")).doesNotContain("calls");

    for (int i = 0; i < 31; i++) {
      tick();
    }
    assertThat(hour("s0")).contains("\"calls\":[");
    call("late", CallEnd.RESULT, 1);
    tick();
    call("late", CallEnd.RESULT, 1);
    tick();

    assertThat(hour("late")).contains(",0,0,1],\"errors");
    assertThat(hour("s0")).doesNotContain("calls");
    assertThat(hour("s1")).contains("\"calls\":[");
    assertThat(hour(History.ALL)).contains("\"calls\":[15,15,0,");
  }
}
