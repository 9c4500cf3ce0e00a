package dev.mcpmux.netty.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.time.Timers.Timer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AwakeClockTest {

  private static final Logger LOG = Logger.getLogger("dev.mcpmux");

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<String> done = new ArrayList<>();

  /** What the JVM's clock says. */
  private long nanos = TimeUnit.HOURS.toNanos(5);

  private final AwakeClock clock = new AwakeClock(channel.eventLoop(), () -> nanos);

  private final List<String> log = new ArrayList<>();
  private final Handler handler = new Kept(log);

  AwakeClockTest() {
    channel.freezeTime();
    LOG.addHandler(handler);
  }

  @AfterEach
  void close() {
    LOG.removeHandler(handler);
  }

  @Test
  void what_is_to_happen_happens_at_its_time_and_in_its_order() {
    in(1500, "second");
    in(500, "first");
    in(90_000, "third");

    runFor(1499);
    assertThat(done).containsExactly("first");
    runFor(1);
    assertThat(done).containsExactly("first", "second");
    runFor(88_499);
    assertThat(done).hasSize(2);
    runFor(1);
    assertThat(done).containsExactly("first", "second", "third");
  }

  @Test
  void a_pause_ends_no_wait() {
    in(10_000, "short");
    in(3_600_000, "long");
    runFor(3_000);

    pause(86_400_000);

    assertThat(done).isEmpty();
    runFor(5_000);
    assertThat(done).isEmpty();
    runFor(2_000);
    assertThat(done).containsExactly("short");
    runFor(3_500_000);
    assertThat(done).containsExactly("short");
    runFor(100_000);
    assertThat(done).containsExactly("short", "long");
  }

  @Test
  void who_asks_for_the_time_before_the_tick_is_not_told_of_the_pause_either() {
    in(10_000, "wait");
    runFor(500);
    long before = clock.now();

    nanos += TimeUnit.HOURS.toNanos(1);
    long after = clock.now();

    assertThat(after - before).isBetween(0L, TimeUnit.SECONDS.toNanos(2));
    channel.advanceTimeBy(1, TimeUnit.HOURS);
    channel.runScheduledPendingTasks();
    assertThat(done).isEmpty();
    assertThat(clock.now()).isGreaterThanOrEqualTo(after);
  }

  @Test
  void time_does_not_go_back_where_it_is_asked_for_while_the_tick_is_late() {
    in(1_000, "wait");

    nanos += TimeUnit.MILLISECONDS.toNanos(2_900);
    long late = clock.now();
    nanos += TimeUnit.MINUTES.toNanos(10);

    assertThat(clock.now()).isGreaterThanOrEqualTo(late);
    assertThat(clock.now() - late).isLessThan(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void a_tick_that_is_a_little_late_loses_nothing() {
    long begin = clock.now();
    in(1_000, "wait");

    pause(1_900);

    assertThat(done).containsExactly("wait");
    assertThat(clock.now() - begin).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1_900));
  }

  @Test
  void what_is_cancelled_does_not_happen_and_ticks_end_with_it() {
    Timer timer = clock.in(120, TimeUnit.SECONDS, () -> done.add("never"));
    runFor(1_000);

    timer.cancel();
    runFor(200_000);

    assertThat(done).isEmpty();
    assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
  }

  @Test
  void one_that_fails_does_not_keep_the_next_from_happening() {
    clock.in(
        1,
        TimeUnit.SECONDS,
        () -> {
          throw new IllegalStateException("on purpose");
        });
    in(2_000, "next");

    runFor(3_000);

    assertThat(done).containsExactly("next");
  }

  @Test
  void what_was_to_happen_before_now_happens_at_once_and_the_clock_goes_on() {
    long begin = clock.now();
    clock.at(begin - TimeUnit.SECONDS.toNanos(30), () -> done.add("late"));

    nanos += TimeUnit.SECONDS.toNanos(1);

    assertThat(clock.now() - begin).isEqualTo(TimeUnit.SECONDS.toNanos(1));
    pause(0);
    assertThat(done).containsExactly("late");
    assertThat(log).isEmpty();
  }

  @Test
  void a_pause_is_told_once_however_often_the_time_is_asked_for_before_the_tick() {
    in(1_000, "wait");

    nanos += TimeUnit.MINUTES.toNanos(10);
    for (int i = 0; i < 100; i++) {
      clock.now();
      nanos += TimeUnit.MILLISECONDS.toNanos(5);
    }

    assertThat(log).containsExactly("was held up for 599 s, which count for no timeout");
  }

  @Test
  void nor_is_it_told_where_the_loop_comes_to_its_tick_a_little_late() {
    in(1_000, "wait");

    for (int i = 0; i < 400; i++) {
      nanos += TimeUnit.MILLISECONDS.toNanos(10);
      clock.now();
    }

    assertThat(log).isEmpty();
  }

  @Test
  void what_happens_may_have_more_done_later() {
    clock.in(1, TimeUnit.SECONDS, () -> in(1_000, "later"));

    runFor(2_000);

    assertThat(done).containsExactly("later");
  }

  private void in(long millis, String what) {
    clock.in(millis, TimeUnit.MILLISECONDS, () -> done.add(what));
  }

  /** The loop works all the time. */
  private void runFor(long millis) {
    for (long left = millis; left > 0; left -= Math.min(left, 100)) {
      pause(Math.min(left, 100));
    }
  }

  /** Nothing runs, and then what is due. */
  private void pause(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private static final class Kept extends Handler {
    private final List<String> lines;

    Kept(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
