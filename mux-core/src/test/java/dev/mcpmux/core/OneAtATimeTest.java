package dev.mcpmux.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.Servers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a driver is told that does not give a mux its events one at a time. */
class OneAtATimeTest {
  private static final SessionHello HELLO =
      new SessionHello(new Target.Named("s"), "/project", Map.of());

  private Runnable effect = () -> {};
  private final Mux mux =
      new Mux(
          new MuxConfig(Map.of("s", Servers.plain("s")), Limits.defaults()),
          new RecordingActions(),
          new MuxListener() {
            @Override
            public void serverWanted(String server) {
              effect.run();
            }
          });

  @Test
  void an_event_within_an_effect_is_refused_and_the_mux_goes_on() {
    effect = () -> mux.onSessionClose(1, 0);
    assertThatThrownBy(() -> mux.onSessionOpen(1, HELLO, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("within an effect");

    effect = () -> {};
    assertThat(mux.onSessionOpen(2, HELLO, 0)).isEmpty();
    mux.stop(new CloseCause("stopping", "the test is over"), 0);
  }

  @Test
  void an_effect_may_look_at_the_mux() {
    AtomicInteger seen = new AtomicInteger(-1);
    effect = () -> seen.set(mux.status(0).sessions().size() + mux.openCalls(1, 0).size());

    assertThat(mux.onSessionOpen(1, HELLO, 0)).isEmpty();

    assertThat(seen).hasNonNegativeValue();
    assertThat(mux.status(0).sessions()).hasSize(1);
  }

  @Test
  void an_event_of_another_thread_meanwhile_is_refused_and_hurts_no_event_at_work()
      throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    effect =
        () -> {
          inside.countDown();
          await(goOn);
        };
    CompletableFuture<Boolean> opened =
        CompletableFuture.supplyAsync(() -> mux.onSessionOpen(1, HELLO, 0).isEmpty());
    await(inside);
    assertThatThrownBy(() -> mux.status(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(Thread.currentThread().getName())
        .hasMessageContaining("one at a time");
    goOn.countDown();
    assertThat(opened.get(30, TimeUnit.SECONDS)).isTrue();

    assertThat(mux.status(0).sessions()).hasSize(1); // by any thread, as long as it is alone
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
