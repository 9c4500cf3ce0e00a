package dev.mcpmux.netty.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.netty.mask.Masks;
import dev.mcpmux.netty.tap.TapFrame.Party;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    return new TapFrame(
        new TapFrame.TapWay(Party.CLIENT, Party.SERVER),
        new TapFrame.TapLink(1, "a", null, null),
        new TapFrame.TapHead(FrameKind.NOTIFICATION, "m", null, false, null),
        new TapFrame.TapTime(1, -1),
        new TapFrame.TapContent(10, new byte[10]));
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
