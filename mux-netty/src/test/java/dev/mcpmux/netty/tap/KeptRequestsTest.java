package dev.mcpmux.netty.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.netty.tap.TapFrame.Party;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptRequestsTest {

  private static final TapFrame.TapHead HEAD =
      new TapFrame.TapHead(FrameKind.REQUEST, "tools/call", "t", false, null);

  private static Call call(int id) {
    return new Call(1, "" + id, "a", HEAD, 0);
  }

  private static TapFrame frame(int bytes) {
    return new TapFrame(
        new TapFrame.TapWay(Party.CLIENT, Party.SERVER),
        new TapFrame.TapLink(1, "a", "1", "1"),
        HEAD,
        new TapFrame.TapTime(1, -1),
        new TapFrame.TapContent(bytes, new byte[bytes]));
  }

  @Test
  void requests_of_the_longest_kind_stay_within_their_part_of_the_room_and_the_oldest_go() {
    Room room = new Room(Feed.MAX_HELD_BYTES);
    KeptRequests kept = new KeptRequests(room);
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(call(i));
      kept.keep(calls.get(i), frame(1 << 20));
    }

    assertThat(room.used()).isLessThanOrEqualTo(8 << 20);
    assertThat(calls.stream().filter(each -> each.kept() != null)).hasSize(7);
    assertThat(calls.get(19).kept()).isNotNull();
    assertThat(calls.get(0).isDropped()).isTrue();
    assertThat(calls.get(19).isDropped()).isFalse();

    kept.release(calls.get(0));
    kept.release(calls.get(19));
    assertThat(calls.get(19).kept()).isNull();
    kept.clear();
    assertThat(room.used()).isZero();
  }

  @Test
  void without_room_a_request_is_dropped_at_once() {
    Room room = new Room(1000);
    Call call = call(1);
    new KeptRequests(room).keep(call, frame(2000));

    assertThat(call.isDropped()).isTrue();
    assertThat(call.kept()).isNull();
    assertThat(room.used()).isZero();
  }
}
