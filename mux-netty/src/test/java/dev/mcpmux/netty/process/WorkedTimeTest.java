package dev.mcpmux.netty.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkedTimeTest {

  /** What the JVM's clock says. */
  private long nanos = Long.MAX_VALUE - 10;

  private final WorkedTime time = new WorkedTime(() -> nanos);

  @Test
  void time_passes_as_on_the_clock_while_somebody_asks() {
    nanos += 7;
    assertThat(time.now()).isEqualTo(7);
    nanos += TimeUnit.SECONDS.toNanos(1);
    assertThat(time.now()).isEqualTo(7 + TimeUnit.SECONDS.toNanos(1));
    assertThat(time.now()).isEqualTo(7 + TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void of_a_pause_two_seconds_count() {
    nanos += TimeUnit.HOURS.toNanos(3);
    assertThat(time.now()).isEqualTo(TimeUnit.SECONDS.toNanos(2));
    nanos += 5;
    assertThat(time.now()).isEqualTo(TimeUnit.SECONDS.toNanos(2) + 5);
  }
}
