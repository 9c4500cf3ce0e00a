package dev.mcpmux.netty.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.netty.mask.Masks;
import dev.mcpmux.netty.tap.TapFrame.Party;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FrameLineTest {

  private static TapFrame frame(String id, String tool, byte[] body) {
    return new TapFrame(
        new TapFrame.TapWay(Party.CLIENT, Party.SERVER),
        new TapFrame.TapLink(1, "a", id, null),
        new TapFrame.TapHead(FrameKind.REQUEST, "m", tool, false, null),
        new TapFrame.TapTime(1_000_000_000_007L, 1_234_999),
        new TapFrame.TapContent(10, body));
  }

  private static String lineWithId(String id) {
    TapFrame frame = frame(id, null, null);
    FrameLine line = new FrameLine();
    line.write(frame, Masks.NONE.with(Set.of("24681357")));
    return new String(line.take(), StandardCharsets.UTF_8);
  }

  @Test
  void an_id_with_a_secret_in_it_is_json_all_the_same() {
    assertThat(lineWithId("24681357")).contains("\"id\":\"•••\",");
    assertThat(lineWithId("\"a\\u00324681357\"")).contains("\"id\":\"a•••\",");
    assertThat(lineWithId("17")).contains("\"id\":17,");
    assertThat(lineWithId("\"b\"")).contains("\"id\":\"b\",");
  }

  @Test
  void a_number_that_nobody_could_read_is_shown_as_text() {
    assertThat(lineWithId("1".repeat(1001))).contains("\"id\":\"" + "1".repeat(1001) + "\"");
  }

  @Test
  void a_line_has_all_members_in_their_order_and_strings_are_escaped() {
    FrameLine line = new FrameLine();
    byte[] body = "{\"x\":[1]}".getBytes(StandardCharsets.UTF_8);
    line.write(frame("7", "a\"\\\u0001é\ud83d\ude00", body), Masks.NONE);
    line.write(frame(null, "b", "{\"x".getBytes(StandardCharsets.UTF_8)), null);
    line.writeLost(1200);

    assertThat(new String(line.take(), StandardCharsets.UTF_8).split("\n"))
        .containsExactly(
            "{\"time\":\"2001-09-09T01:46:40.007Z\",\"from\":\"client\",\"to\":\"server\","
                + "\"session\":1,\"server\":\"a\",\"kind\":\"request\",\"method\":\"m\","
                + "\"tool\":\"a\\\"\\\\\\u0001é\ud83d\ude00\",\"id\":7,\"bytes\":10,"
                + "\"latencyMicros\":1234,\"body\":{\"x\":[1]}}",
            "{\"time\":\"2001-09-09T01:46:40.007Z\",\"from\":\"client\",\"to\":\"server\","
                + "\"session\":1,\"server\":\"a\",\"kind\":\"request\",\"method\":\"m\","
                + "\"tool\":\"b\",\"bytes\":10,\"latencyMicros\":1234,\"start\":\"{\"}",
            "{\"lost\":1200}");
    assertThat(line.size()).isZero();
  }
}
