package dev.mcpmux.cli.attach;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {

  @Test
  void a_relay_that_waits_for_the_daemon_of_another_hardly_looks() {
    int looks = 0;
    for (long waited = 0; waited < 60_000; waited += Patience.pauseMillis(waited)) {
      looks++;
    }
    assertThat(looks).isLessThan(300);
  }

  @Test
  void a_session_opens_at_most_a_quarter_later_than_it_could() {
    for (long waited = 40; waited < 10_000; waited += Patience.pauseMillis(waited)) {
      assertThat(Patience.pauseMillis(waited)).isLessThanOrEqualTo(waited / 4);
    }
  }

  @Test
  void a_start_is_waited_for_longer_than_clients_wait_for_their_servers() {
    assertThat(Patience.START_MILLIS).isGreaterThan(60_000);
  }
}
