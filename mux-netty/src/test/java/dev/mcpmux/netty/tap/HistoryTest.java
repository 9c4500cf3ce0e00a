package dev.mcpmux.netty.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.netty.config.TapHistory;
import dev.mcpmux.netty.tap.TapFrame.Party;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static TapFrame frame(long millis, String server) {
    return new TapFrame(
        new TapFrame.TapWay(Party.CLIENT, Party.SERVER),
        new TapFrame.TapLink(1, server, null, null),
        new TapFrame.TapHead(FrameKind.NOTIFICATION, "m", null, false, null),
        new TapFrame.TapTime(millis, -1),
        new TapFrame.TapContent(10, null));
  }

  @Test
  void of_too_many_servers_the_one_that_was_silent_longest_is_forgotten() {
    History history = new History(new TapHistory(3, false));
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
}
