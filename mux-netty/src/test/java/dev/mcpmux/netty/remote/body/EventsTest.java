package dev.mcpmux.netty.remote.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

class EventsTest {

  private final Events events =
      new Events() {
        @Override
        protected void onMessage(ByteBuf message) {}

        @Override
        public void onOversize(long length) {}
      };

  @Test
  void a_stream_is_opened_again_when_the_server_says_so_and_later_each_time_in_vain() {
    events.onRetry(500);

    assertThat(events.nextPauseMillis()).isEqualTo(500);
    assertThat(events.nextPauseMillis()).isEqualTo(1_000);
    assertThat(events.nextPauseMillis()).isEqualTo(2_000);
    events.onId("1");
    assertThat(events.nextPauseMillis()).isEqualTo(500);
  }

  @Test
  void what_a_server_asks_for_is_neither_at_once_nor_never() {
    events.onRetry(0);
    assertThat(events.nextPauseMillis()).isPositive();

    events.onRetry(Long.MAX_VALUE);
    assertThat(events.nextPauseMillis()).isLessThanOrEqualTo(60_000);
  }
}
