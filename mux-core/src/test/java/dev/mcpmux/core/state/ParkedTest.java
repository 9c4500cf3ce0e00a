package dev.mcpmux.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.script.Frames;
import org.junit.jupiter.api.Test;

class ParkedTest {

  private static Parked request(String frame) {
    FrameView view = Frames.scan(frame);
    RequestId id = RequestId.copyOf(view, Field.ID);
    return new Parked(1, view, new ClientRequest(null, 0, id, view));
  }

  @Test
  void only_a_notification_says_that_roots_have_changed() {
    String method = "\"method\":\"notifications/roots/list_changed\"}";

    assertThat(new Parked(1, Frames.scan("{\"jsonrpc\":\"2.0\"," + method), null).ofRoots).isTrue();
    // one that is dropped would never be answered
    assertThat(request("{\"jsonrpc\":\"2.0\",\"id\":7," + method).ofRoots).isFalse();
  }

  @Test
  void a_call_knows_its_tool_and_a_notification_none() {
    String rest = "\"method\":\"tools/call\",\"params\":{\"name\":\"get\"}}";

    assertThat(request("{\"jsonrpc\":\"2.0\",\"id\":7," + rest).tool).isEqualTo("get");
    assertThat(new Parked(1, Frames.scan("{\"jsonrpc\":\"2.0\"," + rest), null).tool).isNull();
  }

  @Test
  void nothing_of_a_notification_is_replaced() {
    FrameEdits edits = new FrameEdits();
    String frame =
        "{\"jsonrpc\":\"2.0\",\"method\":\"n\",\"params\":{\"_meta\":{\"progressToken\":1}}}";

    new Parked(1, Frames.scan(frame), null).edit(edits);

    assertThat(edits.count()).isZero();
  }
}
