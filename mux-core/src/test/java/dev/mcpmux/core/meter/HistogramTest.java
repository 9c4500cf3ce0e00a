package dev.mcpmux.core.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HistogramTest {

  private final Histogram histogram = new Histogram();

  @Test
  void what_is_read_out_is_wrong_by_an_eighth_at_most() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long[] times =
        LongStream.generate(() -> (long) Math.exp(11 + 17 * random.nextDouble()))
            .limit(20_000)
            .sorted()
            .toArray();
    for (long time : times) {
      histogram.add(time);
    }

    for (double share : new double[] {0.01, 0.5, 0.9, 0.95, 0.99, 1}) {
      long exact = times[(int) Math.ceil(share * times.length) - 1];
      assertThat(histogram.quantile(share))
          .as("seed %d, share %s", seed, share)
          .isCloseTo(exact, withPercentage(exact < 65_536 ? 100 : 12.6));
    }
  }

  @Test
  void no_time_is_too_short_or_too_long() {
    histogram.add(-5);
    histogram.add(0);
    histogram.add(Long.MAX_VALUE);

    assertThat(histogram.count()).isEqualTo(3);
    assertThat(histogram.quantile(0.5)).isLessThan(TimeUnit.MICROSECONDS.toNanos(9));
    assertThat(histogram.quantile(1)).isGreaterThan(TimeUnit.HOURS.toNanos(1));
  }

  @Test
  void nothing_has_no_time() {
    assertThat(histogram.quantile(0.95)).isZero();
  }

  @Test
  void how_many_took_less_than_a_power_of_two_is_exact() {
    for (int i = 0; i < 1000; i++) {
      histogram.add(TimeUnit.MICROSECONDS.toNanos(i));
    }

    assertThat(histogram.countBelow(8192L << 4)).isEqualTo(132); // 0 to 131 µs
    assertThat(histogram.countBelow(8192L << 6)).isEqualTo(525);
    assertThat(histogram.countBelow(8192L << 20)).isEqualTo(1000);
    assertThat(new Histogram().countBelow(8192L << 20)).isZero();
  }

  @Test
  void the_sum_is_wrong_by_an_eighth_at_most() {
    long exact = 0;
    for (int i = 1; i <= 1000; i++) {
      long time = TimeUnit.MICROSECONDS.toNanos(100L * i);
      histogram.add(time);
      exact += time;
    }

    assertThat(histogram.sum()).isCloseTo(exact, withPercentage(12.5));
  }

  @Test
  void two_together_are_as_one_that_had_both() {
    Histogram other = new Histogram();
    for (int i = 1; i <= 100; i++) {
      (i % 2 == 0 ? histogram : other).add(TimeUnit.MILLISECONDS.toNanos(i));
    }
    histogram.add(other);

    assertThat(histogram.count()).isEqualTo(100);
    assertThat(histogram.quantile(0.5))
        .isCloseTo(TimeUnit.MILLISECONDS.toNanos(50), withPercentage(12.6));
  }
}
