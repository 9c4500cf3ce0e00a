package dev.mcpmux.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rates come from the difference of two snapshots. */
class RatesTest {

  private final Rates rates = new Rates();

  private static Snapshot at(long seconds, int pid, int calls) {
    return Given.snapshot(
        "{\"daemon\":{\"pid\":"
            + pid
            + "},\"servers\":[{\"name\":\"a\",\"numbers\":{\"calls\":"
            + calls
            + "},\"processes\":[{\"cpuMillis\":"
            + calls * 100
            + "}]}]}",
        seconds);
  }

  private static final Map<String, Object> A = Map.of("name", "a");

  @Test
  void calls_and_cpu_time_are_divided_by_the_time_between() {
    rates.take(at(1, 7, 10));
    assertThat(rates.server(A)).isZero();
    rates.take(at(3, 7, 16));

    assertThat(rates.server(A)).isEqualTo(3);
    assertThat(rates.cpu(A)).isEqualTo(0.3);
    assertThat(rates.history(A)).containsExactly(3.0);
  }

  @Test
  void sizes_that_were_not_measured_anew_say_nothing_of_cpu_time() {
    rates.take(at(1, 7, 10));
    rates.take(at(2, 7, 20));
    Snapshot later = at(3, 7, 25);
    rates.take(
        new Snapshot(later.json(), later.top(), later.nanos(), 2 * Given.SECOND, later.log()));

    assertThat(rates.cpu(A)).isEqualTo(1);
    assertThat(rates.server(A)).isEqualTo(5);
  }

  @Test
  void another_daemon_counts_anew() {
    rates.take(at(1, 7, 1000));
    rates.take(at(2, 8, 5));
    assertThat(rates.server(A)).isZero();
    rates.take(at(3, 8, 7));

    assertThat(rates.server(A)).isEqualTo(2);
  }

  @Test
  void what_is_remembered_is_bounded_and_what_has_gone_is_forgotten() {
    for (int i = 0; i < 500; i++) {
      rates.take(at(i, 7, i));
    }
    assertThat(rates.history(A)).hasSize(Rates.MEMORY);
    rates.take(Given.snapshot("{\"daemon\":{\"pid\":7},\"servers\":[]}", 600));

    assertThat(rates.history(A)).isEmpty();
  }
}
