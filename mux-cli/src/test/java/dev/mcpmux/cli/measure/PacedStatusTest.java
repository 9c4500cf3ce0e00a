package dev.mcpmux.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What takes long to measure is measured seldom. */
class PacedStatusTest implements PacedStatus.Gauge {

  private static final String ANSWER =
      "{\"servers\":[{\"name\":\"a\",\"processes\":[{\"pid\":5,\"sessions\":1}]}]}";

  private long now = -50;
  private int measured;
  private final PacedStatus status = new PacedStatus(this, () -> now);

  @Override
  public TreeSize tree(long pid) {
    now += 10;
    measured++;
    return new TreeSize(100 * measured, 1, 1);
  }

  @Override
  public long alone(long pid) {
    return 0;
  }

  @Test
  void it_takes_a_tenth_of_the_time_and_says_the_last_in_between() {
    assertThat(status.of(ANSWER)).contains("\"memoryKib\":100");
    now += 89;
    assertThat(status.of(ANSWER)).contains("\"memoryKib\":100");
    assertThat(measured).isEqualTo(1);
    now += 1;
    assertThat(status.of(ANSWER)).contains("\"memoryKib\":200");
  }

  @Test
  void a_process_that_is_new_is_measured_at_once() {
    status.of(ANSWER);

    assertThat(status.of(ANSWER.replace("5", "6"))).contains("\"memoryKib\":200");
  }
}
