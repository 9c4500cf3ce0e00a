package dev.mcpmux.netty.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.netty.mask.Masks;
import dev.mcpmux.netty.tap.TapFrame.Party;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FrameLineTest {

  private static String lineWithId(String id) {
    TapFrame frame =
        new TapFrame(
            new TapFrame.TapWay(Party.CLIENT, Party.SERVER),
            new TapFrame.TapLink(1, "a", id, null),
            new TapFrame.TapHead(FrameKind.REQUEST, "m", null, false, null),
            new TapFrame.TapTime(1, -1),
            new TapFrame.TapContent(10, null));
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
}
