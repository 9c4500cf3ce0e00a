package dev.mcpmux.netty.tap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TapThreadTest {

  private static final long SECOND = 1_000_000_000;

  @Test
  void after_work_however_long_it_goes_on_within_a_second() {
    long saved = TapThread.after(SECOND / 10, 60 * SECOND);
    assertThat(saved).isNegative();
    for (int looks = 0; looks < 50; looks++) { // of 20 ms
      saved = TapThread.after(saved, 0);
    }

    assertThat(saved).isPositive();
  }

  @Test
  void what_is_not_needed_is_saved_within_a_bound() {
    long saved = 0;
    for (int looks = 0; looks < 100_000; looks++) {
      saved = TapThread.after(saved, 0);
    }

    assertThat(saved).isEqualTo(SECOND / 5);
  }
}
