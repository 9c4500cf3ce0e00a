package dev.mcpmux.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({"1500ms,PT1.5S", "90s,PT90S", "10m,PT10M", "2h,PT2H", "0s,PT0S", "never,PT0S"})
  void a_number_with_a_unit_is_a_duration(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "m", "-1s", "1.5s", "10 m", "10d", "9999999999s", "١s"})
  void anything_else_is_refused(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10m");
  }

  @Test
  void two_units_are_enough_for_people() {
    assertThat(Durations.show(59)).isEqualTo("59s");
    assertThat(Durations.show(61)).isEqualTo("1m 1s");
    assertThat(Durations.show(3660)).isEqualTo("1h 1m");
    assertThat(Durations.show(90_000)).isEqualTo("1d 1h");
  }
}
