package dev.mcpmux.netty.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.SessionHello;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What is made of messages where there is room for them, and where there is none. */
class WiretapTest {

  private static final int UPSTREAM = 2;

  private final Seen seen = new Seen();
  private final Wiretap wiretap = new Wiretap(seen);

  private static final class Seen implements Wiretap.Output {
    final List<TapFrame> frames = new ArrayList<>();
    boolean room = true;
    int lost;

    @Override
    public String serverOf(int session) {
      return "a";
    }

    @Override
    public boolean hasRoom() {
      return room;
    }

    @Override
    public void lose() {
      lost++;
    }

    @Override
    public void show(TapFrame frame, IntFunction<byte[]> bytes, Call call) {
      frames.add(frame);
    }

    @Override
    public void learn(SessionHello hello) {}

    @Override
    public void learn(String server, Launch launch) {}

    @Override
    public void failed() {}
  }

  private static byte[] bytes(String rest) {
    return ("{\"jsonrpc\":\"2.0\"," + rest + "}").getBytes(StandardCharsets.UTF_8);
  }

  private static FrameView frame(String rest) {
    return Message.scan(bytes(rest));
  }

  private void request(int session, int id, int serverId) {
    FrameView frame = frame("\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{}");
    FrameEdits edits = new FrameEdits();
    edits.replace(frame, Field.ID, serverId);
    wiretap.fromSession(session, frame);
    wiretap.requestBegins(session, "a", frame);
    wiretap.forward(UPSTREAM, "a", frame, edits);
    wiretap.eventEnds();
  }

  private void reply(int serverId, int session, int id) {
    FrameView frame = frame("\"id\":" + serverId + ",\"result\":{}");
    FrameEdits edits = new FrameEdits();
    edits.replace(frame, Field.ID, id);
    wiretap.fromUpstream(UPSTREAM, "a", frame);
    wiretap.reply(session, frame, edits);
    wiretap.eventEnds();
  }

  @Test
  void a_request_without_room_and_its_reply_are_counted_and_not_looked_at() {
    seen.room = false;
    request(1, 5, 100);
    seen.room = true;
    request(1, 6, 101);
    reply(100, 1, 5);
    reply(101, 1, 6);

    assertThat(seen.lost).isEqualTo(2);
    assertThat(seen.frames).extracting(each -> each.link().id()).containsExactly("6", "6");
    assertThat(seen.frames.get(1).head().method()).isEqualTo("tools/call");
  }

  @Test
  void the_reply_to_a_request_that_was_shown_is_shown_also_where_there_is_no_room_for_more() {
    request(1, 5, 100);
    seen.room = false;
    request(1, 6, 101);
    reply(100, 1, 5);
    reply(101, 1, 6);

    assertThat(seen.frames)
        .extracting(each -> each.link().serverId())
        .containsExactly("100", "100");
    assertThat(seen.lost).isEqualTo(2);
  }

  @Test
  void a_reply_that_mcpmux_writes_anew_is_lost_as_its_request_was_and_not_shown() {
    seen.room = false;
    request(1, 5, 100);
    seen.room = true;
    wiretap.fromUpstream(UPSTREAM, "a", frame("\"id\":100,\"result\":{}"));
    wiretap.send(1, bytes("\"id\":5,\"result\":{\"names\":[]}"));
    wiretap.eventEnds();

    assertThat(seen.frames).isEmpty();
    assertThat(seen.lost).isEqualTo(2);
  }

  @Test
  void what_mcpmux_answers_itself_without_room_is_counted_as_well() {
    seen.room = false;
    wiretap.fromSession(1, frame("\"id\":1,\"method\":\"ping\""));
    wiretap.eventEnds();

    assertThat(seen.lost).isEqualTo(1);
    assertThat(seen.frames).isEmpty();
  }

  @Test
  void an_answer_of_mcpmux_without_room_is_a_second_message() {
    seen.room = false;
    wiretap.fromSession(1, frame("\"id\":1,\"method\":\"ping\""));
    wiretap.send(1, bytes("\"id\":1,\"result\":{}"));
    wiretap.eventEnds();

    assertThat(seen.lost).isEqualTo(2);
    assertThat(seen.frames).isEmpty();
  }

  @Test
  void a_request_without_room_that_waits_and_its_reply_are_counted_once_each() {
    seen.room = false;
    FrameView frame = frame("\"id\":5,\"method\":\"tools/call\",\"params\":{}");
    wiretap.fromSession(1, frame);
    wiretap.park(7, frame);
    wiretap.eventEnds();
    wiretap.forwardParked(7, UPSTREAM, "a", new FrameEdits());
    wiretap.eventEnds();
    seen.room = true;
    reply(100, 1, 5);

    assertThat(seen.lost).isEqualTo(2);
    assertThat(seen.frames).isEmpty();
  }

  @Test
  void what_a_process_has_left_unanswered_takes_no_reply_of_another() {
    seen.room = false;
    request(1, 5, 100);
    wiretap.upstreamGone(UPSTREAM);
    seen.room = true;
    reply(100, 1, 5);

    assertThat(seen.lost).isEqualTo(1);
    assertThat(seen.frames).hasSize(1);
  }

  @Test
  void a_reply_to_what_nobody_has_seen_is_shown_where_nothing_was_left_out() {
    reply(100, 1, 5);

    assertThat(seen.frames).hasSize(1);
    assertThat(seen.lost).isZero();
  }
}
