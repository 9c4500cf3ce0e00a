package dev.mcpmux.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AmountsTest {

  @Test
  void sizes_have_the_digits_that_people_compare() {
    assertThat(Amounts.kib(9_728)).isEqualTo("9.5 MB");
    assertThat(Amounts.kib(97_280)).isEqualTo("95 MB");
    assertThat(Amounts.kib(6_710_886)).isEqualTo("6.4 GB");
    assertThat(Amounts.bytes(17)).isEqualTo("17 B");
    assertThat(Amounts.bytes(123_456)).isEqualTo("121 kB");
  }

  @Test
  void so_have_times_and_counts() {
    assertThat(Amounts.micros(850)).isEqualTo("850 µs");
    assertThat(Amounts.micros(1_240)).isEqualTo("1.2 ms");
    assertThat(Amounts.micros(12_400_000)).isEqualTo("12 s");
    assertThat(Amounts.micros(600_000_000)).isEqualTo("10 min");
    assertThat(Amounts.count(99_999)).isEqualTo("99999");
    assertThat(Amounts.count(123_456)).isEqualTo("123k");
    assertThat(Amounts.count(12_300_000)).isEqualTo("12.3M");
  }

  @Test
  void there_are_colours_on_a_terminal_that_has_not_said_no() {
    Map<String, String> xterm = Map.of("TERM", "xterm");

    assertThat(Colours.of(true, xterm).bad("x")).isEqualTo("\u001b[31mx\u001b[0m");
    assertThat(Colours.of(true, Map.of("TERM", "xterm", "NO_COLOR", "1")).bad("x")).isEqualTo("x");
    assertThat(Colours.of(true, Map.of("TERM", "xterm", "NO_COLOR", "")).on()).isTrue();
    assertThat(Colours.of(true, Map.of("TERM", "dumb")).bad("x")).isEqualTo("x");
    assertThat(Colours.of(true, Map.of()).bad("x")).isEqualTo("x");
    assertThat(Colours.of(false, xterm).bad("x")).isEqualTo("x");
  }
}
