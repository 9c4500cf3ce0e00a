package dev.mcpmux.netty.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeldomTest {

  private final Seldom seldom = new Seldom();

  @Test
  void what_happens_all_the_time_is_said_at_powers_of_ten() {
    List<Long> said = new ArrayList<>();
    for (int i = 0; i < 2500; i++) {
      long count = seldom.count("a");
      if (count > 0) {
        said.add(count);
      }
    }

    assertThat(said).containsExactly(1L, 10L, 100L, 1000L);
    assertThat(seldom.count("b")).isEqualTo(1);
  }

  @Test
  void what_has_not_happened_for_long_is_forgotten_first() {
    seldom.count("often");
    for (int i = 0; i < 2 * Seldom.MAX_KINDS; i++) {
      seldom.count(i);
      seldom.count("often");
    }

    assertThat(seldom.count(2 * Seldom.MAX_KINDS - 1)).isZero();
    assertThat(seldom.count(0)).isEqualTo(1);
    assertThat(seldom.count("often")).isZero();
  }
}
