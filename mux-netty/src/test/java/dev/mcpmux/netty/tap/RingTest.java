package dev.mcpmux.netty.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.netty.tap.TapFrame.Party;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingTest {

  private static final Room ROOM = new Room(Long.MAX_VALUE);

  private static TapFrame frame(long number, int bodyBytes) {
    return new TapFrame(
        new TapFrame.TapWay(Party.CLIENT, Party.SERVER),
        new TapFrame.TapLink(1, "a", null, null),
        new TapFrame.TapHead(FrameKind.NOTIFICATION, "m", null, false, null),
        new TapFrame.TapTime(number, -1),
        new TapFrame.TapContent(bodyBytes, bodyBytes == 0 ? null : new byte[bodyBytes]));
  }

  @Test
  void what_finds_no_place_is_lost_and_counted_once() {
    Ring ring = new Ring(4, 1000, ROOM);
    for (int i = 0; i < 7; i++) {
      ring.add(frame(i, 0));
    }

    for (int i = 0; i < 4; i++) {
      assertThat(ring.take().time().millis()).isEqualTo(i);
    }
    assertThat(ring.take()).isNull();
    assertThat(ring.takeLost()).isEqualTo(3);
    assertThat(ring.takeLost()).isZero();
  }

  @Test
  void of_many_that_come_at_once_the_last_have_a_place() {
    Ring few = new Ring(4, 1000, ROOM);
    few.addLast(List.of(frame(1, 0), frame(2, 0), frame(3, 0), frame(4, 0), frame(5, 0)));
    assertThat(few.take().time().millis()).isEqualTo(2);
    assertThat(few.takeLost()).as("of what was kept before").isZero();

    Ring small = new Ring(4, 100, ROOM);
    small.addLast(List.of(frame(1, 10), frame(2, 60), frame(3, 40)));
    assertThat(small.take().time().millis()).isEqualTo(2);
    assertThat(small.take().time().millis()).isEqualTo(3);
    assertThat(small.takeLost()).isZero();
  }

  @Test
  void bytes_are_bounded_and_free_again_when_taken() {
    Ring ring = new Ring(8, 100, ROOM);
    ring.add(frame(1, 60));
    ring.add(frame(2, 60));
    ring.add(frame(3, 40));

    assertThat(ring.takeLost()).isEqualTo(1);
    assertThat(ring.take().time().millis()).isEqualTo(1);
    ring.add(frame(4, 60));
    assertThat(ring.takeLost()).isZero();
    assertThat(ring.take().time().millis()).isEqualTo(3);
    assertThat(ring.take().time().millis()).isEqualTo(4);
  }

  @Test
  void once_it_is_full_it_takes_no_more_calls_until_half_of_it_is_free() {
    Ring ring = new Ring(16, 1000, ROOM);
    int requests = 0;
    while (ring.hasRoom()) {
      ring.add(frame(++requests, 0));
    }
    assertThat(requests).isEqualTo(14); // there is room for replies

    for (int taken = 0; taken < 6; taken++) {
      ring.take();
      assertThat(ring.hasRoom()).isFalse();
    }
    ring.take();
    assertThat(ring.hasRoom()).isTrue();
  }

  @Test
  void a_request_is_not_begun_where_its_bytes_leave_too_little_for_a_reply() {
    Ring ring = new Ring(16, 1000, ROOM);
    ring.add(frame(1, 870));
    assertThat(ring.hasRoom()).isTrue();
    ring.add(frame(2, 5));
    assertThat(ring.hasRoom()).isFalse();
    ring.take();
    assertThat(ring.hasRoom()).isTrue();
  }

  @Test
  void once_a_reply_was_too_large_it_takes_no_more_calls_until_half_of_it_is_free() {
    Ring added = new Ring(16, 1000, ROOM);
    added.add(frame(1, 500));
    added.add(frame(2, 600));
    assertThat(added.hasRoom()).isFalse();

    Ring asked = new Ring(16, 1000, ROOM);
    asked.add(frame(1, 500));
    assertThat(asked.isFull(600)).isTrue();
    assertThat(asked.hasRoom()).isFalse();
    asked.take();
    assertThat(asked.hasRoom()).isTrue();
  }

  @Test
  void what_it_holds_counts_in_the_room_that_is_shared_and_is_free_again_when_taken() {
    Room shared = new Room(3 * frame(1, 40).heldBytes());
    Ring one = new Ring(8, 1000, shared);
    Ring other = new Ring(8, 1000, shared);
    one.add(frame(1, 40));
    one.add(frame(2, 40));
    other.add(frame(3, 40));
    other.add(frame(4, 40));

    assertThat(other.takeLost()).isEqualTo(1);
    one.take();
    other.add(frame(5, 40));
    assertThat(other.takeLost()).isZero();
    one.clear();
    other.clear();
    assertThat(shared.used()).isZero();
  }

  @Test
  void it_is_full_for_what_finds_no_room_with_it_or_with_all() {
    Room shared = new Room(1000);
    Ring ring = new Ring(8, 100, shared);
    ring.add(frame(1, 60));
    assertThat(ring.isFull(40)).isFalse();
    assertThat(ring.isFull(41)).isTrue();

    shared.take(1000 - shared.used());
    assertThat(ring.isFull(40)).isTrue();
  }

  @Test
  void those_that_nobody_empties_leave_room_for_others() {
    Room shared = new Room(Feed.MAX_HELD_BYTES);
    for (int i = 0; i < 2; i++) {
      Ring stalled = new Tap(null, null, shared).ring();
      while (!stalled.isFull(1 << 20)) {
        stalled.add(frame(1, 1 << 20));
      }
    }

    assertThat(shared.has(Feed.MAX_HELD_BYTES * 2 / 5)).isTrue();
  }

  @Test
  void one_thread_adds_while_another_takes_and_each_is_seen_once_or_counted() throws Exception {
    int count = 200_000;
    Ring ring = new Ring(64, 1 << 20, ROOM);
    Thread producer =
        new Thread(
            () -> {
              for (int i = 1; i <= count; i++) {
                ring.add(frame(i, 10));
              }
            });
    producer.start();
    long seen = 0;
    long last = 0;
    while (true) {
      boolean over = !producer.isAlive();
      TapFrame frame = ring.take();
      if (frame != null) {
        assertThat(frame.time().millis()).isGreaterThan(last);
        last = frame.time().millis();
        seen++;
      } else if (over) {
        break;
      }
    }

    assertThat(seen + ring.takeLost()).isEqualTo(count);
  }
}
