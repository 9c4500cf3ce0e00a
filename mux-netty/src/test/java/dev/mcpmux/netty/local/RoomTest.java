package dev.mcpmux.netty.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RoomTest {
  private static final int LONGEST = 64 << 20;
  private final AtomicLong together = new AtomicLong();

  private Room room() {
    return new Room(together, LONGEST);
  }

  @Test
  void one_that_holds_the_longest_request_there_is_leaves_others_what_they_need() {
    Room hung = room();
    assertThat(hung.full(LONGEST)).isNull();
    hung.take(LONGEST);

    assertThat(hung.full(1)).contains("(limit: 16777216)");
    assertThat(room().full(8 << 20)).isNull();
  }

  @Test
  void however_many_hold_as_much_as_they_can_a_newcomer_has_a_little_and_memory_has_an_end() {
    List<Room> greedy = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Room room = room();
      greedy.add(room);
      for (int bytes = LONGEST; bytes > 0; bytes /= 2) {
        while (room.full(bytes) == null) {
          room.take(bytes);
        }
      }
    }
    assertThat(together.get()).isLessThan((128L << 20) + 100 * (64 << 10));
    assertThat(room().full(64 << 10)).isNull();
    assertThat(room().full((64 << 10) + 1)).contains("(limit: 65536, half of what others leave)");
  }

  @Test
  void what_is_given_back_is_there_again() {
    Room room = room();
    room.take(LONGEST);
    room.give(LONGEST);
    assertThat(room.full(LONGEST)).isNull();
    assertThat(together).hasValue(0);
  }
}
