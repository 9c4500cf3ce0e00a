package dev.mcpmux.netty.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.netty.mask.Masks;
import dev.mcpmux.netty.tap.TapFrame.Party;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TapThreadTest {

  private static final long SECOND = 1_000_000_000;

  /** Takes nothing. */
  private static final class Broken implements Tap.Sink {
    final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public boolean isReady() {
      throw new IllegalStateException("this one is broken");
    }

    @Override
    public void write(byte[] lines) {}

    @Override
    public void end() {
      ended.countDown();
    }
  }

  private static TapFrame frame() {
    return frame("1234567890");
  }

  private static TapFrame frame(String body) {
    return new TapFrame(
        new TapFrame.TapWay(Party.CLIENT, Party.SERVER),
        new TapFrame.TapLink(1, "a", null, null),
        new TapFrame.TapHead(FrameKind.NOTIFICATION, "m", null, false, null),
        new TapFrame.TapTime(1, -1),
        new TapFrame.TapContent(10, body.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_tap_that_has_failed_ends_and_holds_nothing() throws Exception {
    Room room = new Room(Feed.MAX_HELD_BYTES);
    Broken sink = new Broken();
    Tap tap = new Tap(TapRequest.following(TapFilter.ALL, 10), sink, room);
    tap.ring().add(frame());
    new TapThread(() -> Masks.NONE).add(tap);

    assertThat(sink.ended.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(room.used()).isZero();
    tap.close();
  }

  /** A sink that keeps what it is given. */
  private static final class Written implements Tap.Sink {
    final CountDownLatch ended = new CountDownLatch(1);
    final StringBuffer lines = new StringBuffer();

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void write(byte[] more) {
      lines.append(new String(more, StandardCharsets.UTF_8));
    }

    @Override
    public void end() {
      ended.countDown();
    }
  }

  @Test
  void a_secret_that_is_learned_while_others_are_shown_is_hidden_in_what_comes_then()
      throws Exception {
    Written sink = new Written();
    Tap tap =
        new Tap(TapRequest.following(TapFilter.ALL, 100), sink, new Room(Feed.MAX_HELD_BYTES));
    AtomicReference<Masks> masks = new AtomicReference<>(Masks.NONE);
    Supplier<Masks> asked =
        () -> {
          Masks known = masks.get();
          if (known == Masks.NONE) { // somebody looks: now a session opens, and calls
            masks.set(Masks.NONE.with(Set.of("hunter2")));
            tap.ring().add(frame("{\"a\":\"hunter2\"}"));
          }
          return known;
        };
    new FrameLine().write(frame("{\"a\":1}"), Masks.NONE); // the first takes longer than a batch
    tap.ring().add(frame("{\"a\":\"before\"}"));
    tap.complete();
    new TapThread(asked).add(tap);

    assertThat(sink.ended.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(sink.lines.toString()).contains("before", "•••").doesNotContain("hunter2");
  }

  @Test
  void a_tap_that_cannot_even_be_ended_stops_no_other() throws Exception {
    Room room = new Room(Feed.MAX_HELD_BYTES);
    Tap.Sink broken =
        new Tap.Sink() {
          @Override
          public boolean isReady() {
            throw new IllegalStateException("this one is broken");
          }

          @Override
          public void write(byte[] lines) {}

          @Override
          public void end() {
            throw new IllegalStateException("it cannot even be ended");
          }
        };
    Written sink = new Written();
    Tap first = new Tap(TapRequest.following(TapFilter.ALL, 100), broken, room);
    Tap second = new Tap(TapRequest.following(TapFilter.ALL, 100), sink, room);
    first.ring().add(frame());
    second.ring().add(frame("{}"));
    second.complete();
    TapThread thread = new TapThread(() -> Masks.NONE);
    synchronized (thread) { // it begins with both
      thread.add(first);
      thread.add(second);
    }

    assertThat(sink.ended.await(20, TimeUnit.SECONDS)).isTrue();
    first.close();
  }

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
