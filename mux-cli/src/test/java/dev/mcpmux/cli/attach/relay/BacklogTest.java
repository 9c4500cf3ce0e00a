package dev.mcpmux.cli.attach.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.attach.relay.Backlog.Limit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BacklogTest {

  private final Backlog backlog = new Backlog();

  private String next(Limit limit) {
    ByteBuffer next = backlog.next(limit);
    return next == null ? null : UTF_8.decode(next.duplicate()).toString();
  }

  @Test
  void a_line_that_looks_like_a_control_line_goes_behind_a_space() {
    backlog.append(ByteBuffer.wrap("\u001e{}\n{}\n".getBytes(UTF_8)));

    assertThat(next(Limit.ALL)).isEqualTo(" ");
    assertThat(backlog.isInPart()).isTrue();
    backlog.wrote(1);
    assertThat(next(Limit.LINE_IN_PART)).isEqualTo("\u001e{}\n");
    backlog.wrote(4);
    assertThat(backlog.isInPart()).isFalse();
  }

  @Test
  void a_space_that_the_daemon_does_not_take_begins_no_line_so_that_other_words_may_go_first() {
    backlog.append(ByteBuffer.wrap("\u001e{}\n".getBytes(UTF_8)));

    assertThat(next(Limit.ALL)).isEqualTo(" ");
    backlog.wrote(0);

    assertThat(backlog.isInPart()).isFalse();
    assertThat(next(Limit.LINE_IN_PART)).isNull();
    assertThat(next(Limit.ALL)).isEqualTo(" ");
  }
}
