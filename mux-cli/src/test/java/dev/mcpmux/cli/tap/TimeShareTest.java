package dev.mcpmux.cli.tap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeShareTest {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;

  private long now;
  private final TimeShare time = new TimeShare(() -> now, 50, SECOND / 2);

  private void work(long nanos) {
    time.begin();
    now += nanos;
    time.end();
  }

  @Test
  void what_was_saved_is_spent_before_anything_is_owed() {
    work(499 * MILLI);
    assertThat(time.isLeft()).isTrue();
    assertThat(time.owedNanos()).isZero();

    work(11 * MILLI);
    assertThat(time.isLeft()).isFalse();
    assertThat(time.owedNanos()).isBetween(1L, SECOND / 2);
  }

  @Test
  void a_long_wait_is_made_up_for_within_a_second() {
    work(60 * SECOND);
    assertThat(time.owedNanos()).isEqualTo(SECOND);
    now += SECOND + SECOND / 10;

    assertThat(time.begin()).isTrue();
    work(MILLI);
    assertThat(time.owedNanos()).isZero();
  }
}
