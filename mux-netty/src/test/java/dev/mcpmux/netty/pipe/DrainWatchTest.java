package dev.mcpmux.netty.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrainWatchTest {

  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  @Test
  void what_a_process_said_last_is_waited_for_however_long_it_was_quiet_before() {
    DrainWatch watch = new DrainWatch();
    long exitedAt = System.nanoTime() + HOUR;

    assertThat(watch.isDrained(exitedAt, 0)).as("drained before it was read").isFalse();

    watch.ended();
    assertThat(watch.isDrained(exitedAt, HOUR)).isTrue();
  }
}
