package dev.mcpmux.netty.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.netty.config.TapHistory;
import dev.mcpmux.netty.tap.TapFrame.Party;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static TapFrame frame(long millis, String server) {
    return frame(millis, server, null);
  }

  private static TapFrame frame(long millis, String server, byte[] body) {
    return new TapFrame(
        new TapFrame.TapWay(Party.CLIENT, Party.SERVER),
        new TapFrame.TapLink(1, server, null, null),
        new TapFrame.TapHead(FrameKind.NOTIFICATION, "m", null, false, null),
        new TapFrame.TapTime(millis, -1),
        new TapFrame.TapContent(10, body));
  }

  @Test
  void of_too_many_servers_the_one_that_was_silent_longest_is_forgotten() {
    History history = new History(new TapHistory(3, false), new Room(Long.MAX_VALUE));
    for (int i = 0; i < 128; i++) {
      history.add(frame(i, "s" + i));
    }
    history.add(frame(128, "s0"));
    history.add(frame(129, "more"));

    assertThat(history.last(3, TapFilter.ALL))
        .extracting(each -> each.link().server())
        .hasSize(129)
        .contains("s0", "more")
        .doesNotContain("s1");
  }

  @Test
  void without_room_the_oldest_go_of_the_same_server_and_else_of_the_one_that_holds_most() {
    long size = frame(0, "a", new byte[1000]).heldBytes();
    Room room = new Room(4 * size);
    History history = new History(new TapHistory(100, true), room);
    history.add(frame(0, "a", new byte[1000]));
    for (int i = 1; i < 9; i++) {
      history.add(frame(i, "b", new byte[1000]));
    }

    assertThat(history.last(100, TapFilter.ALL))
        .extracting(each -> each.time().millis())
        .containsExactly(0L, 6L, 7L, 8L);

    history.add(frame(9, "c", new byte[1000]));
    assertThat(history.last(100, TapFilter.ALL))
        .extracting(each -> each.time().millis())
        .containsExactly(0L, 7L, 8L, 9L);
    assertThat(history.takeMissed()).as("it has the last ones").isZero();
    history.clear();
    assertThat(room.used()).isZero();
  }

  @Test
  void it_leaves_half_of_the_room_to_those_who_look_and_each_server_has_its_last_frames() {
    Room room = new Room(Feed.MAX_HELD_BYTES);
    History history = new History(new TapHistory(10_000, true), room);
    for (int i = 0; i < 10_000; i++) {
      history.add(frame(i, "s" + i % 8, new byte[TapHistory.MAX_BODY_BYTES]));
    }

    assertThat(room.used()).isBetween(15L << 20, History.MAX_HELD_BYTES);
    assertThat(History.MAX_HELD_BYTES).isEqualTo(16L << 20);
    List<TapFrame> last = history.last(10_000, TapFilter.ALL);
    assertThat(last.get(last.size() - 1).time().millis()).isEqualTo(9999);
    assertThat(last.stream().filter(each -> each.link().server().equals("s3")))
        .hasSizeGreaterThan(100);
    assertThat(history.takeMissed()).as("it has the last ones").isZero();
  }

  @Test
  void a_server_that_was_silent_keeps_its_last_frames_beside_busy_ones() {
    History history = new History(new TapHistory(10_000, true), new Room(Feed.MAX_HELD_BYTES));
    for (int i = 0; i < 50; i++) {
      history.add(frame(i, "silent", new byte[TapHistory.MAX_BODY_BYTES]));
    }
    for (int i = 0; i < 10_000; i++) {
      history.add(frame(100 + i, "busy" + i % 5, new byte[TapHistory.MAX_BODY_BYTES]));
    }

    TapFilter silent = new TapFilter("silent", 0, null, null, TapFilter.Outcome.ANY);
    assertThat(history.last(100, silent)).hasSize(50);
  }

  @Test
  void what_taps_hold_leaves_no_room_for_it_and_nothing_breaks() {
    Room room = new Room(100);
    History history = new History(new TapHistory(100, false), room);
    history.add(frame(0, "a"));

    assertThat(history.last(100, TapFilter.ALL)).isEmpty();
    assertThat(history.takeMissed()).isEqualTo(1);
    assertThat(history.takeMissed()).isZero();
    assertThat(room.used()).isZero();
  }
}
