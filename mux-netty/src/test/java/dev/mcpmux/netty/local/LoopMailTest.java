package dev.mcpmux.netty.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.peer.Asked;
import dev.mcpmux.netty.wire.Frame;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopMailTest {
  private static final byte[] SHORT =
      "{\"jsonrpc\":\"2.0\",\"method\":\"a\"}".getBytes(StandardCharsets.UTF_8);

  private final EventLoop loop = new DefaultEventLoop();
  private final List<Long> came = new ArrayList<>(); // on the loop
  private final LoopMail mail =
      new LoopMail(
          loop,
          new LoopMail.Reader() {
            @Override
            public void onLine(Frame frame, long with) {
              came.add(with);
            }

            @Override
            public void onFailure(Throwable cause) {
              throw new AssertionError(cause);
            }

            @Override
            public void onBatchEnd() {
              // they are taken one by one
            }
          },
          4 << 20);

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  private void onLoop(Runnable task) throws Exception {
    loop.submit(task).get(30, TimeUnit.SECONDS);
  }

  private void untilEmpty() throws Exception {
    for (int i = 0; i < 100 && mail.waitingBytes() > 0; i++) {
      onLoop(() -> {}); // behind a batch
    }
    assertThat(mail.waitingBytes()).isZero();
  }

  private static byte[] line(int length) {
    byte[] line = new byte[length];
    Arrays.fill(line, (byte) ' ');
    System.arraycopy(SHORT, 0, line, 0, SHORT.length);
    return line;
  }

  @Test
  void lines_come_in_their_order_and_wait_while_it_is_paused() throws Exception {
    onLoop(() -> mail.pause(true));
    for (int i = 0; i < 1000; i++) {
      mail.send(SHORT, i);
    }
    onLoop(() -> assertThat(came).isEmpty());
    assertThat(mail.waitingBytes()).isEqualTo(1000L * SHORT.length);
    onLoop(() -> mail.pause(false));
    untilEmpty();
    onLoop(() -> assertThat(came).hasSize(1000).isSorted());
  }

  @Test
  void what_only_tells_something_is_lost_where_it_is_too_long_or_too_much_waits() throws Exception {
    onLoop(() -> mail.pause(true));
    mail.notice(line((4 << 20) + 1), 1);
    assertThat(mail.waitingBytes()).isZero();
    for (int i = 0; i < 10; i++) {
      mail.notice(line(4 << 20), i);
    }
    assertThat(mail.waitingBytes()).isEqualTo(LoopMail.MAX_NOTICE_BYTES);
    mail.send(SHORT, 99); // but no answer is lost
    onLoop(() -> mail.pause(false));
    untilEmpty();
    onLoop(() -> assertThat(came).containsExactly(0L, 1L, 2L, 3L, 99L));
  }

  @Test
  void what_is_sent_when_the_loop_has_ended_is_refused_and_not_kept() throws Exception {
    onLoop(() -> mail.pause(true));
    assertThat(mail.send(SHORT, 1)).isTrue();
    onLoop(() -> {}); // that has been looked at
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).await(30, TimeUnit.SECONDS);
    AtomicInteger taken = new AtomicInteger();

    assertThat(mail.send(SHORT, 2)).isFalse();
    mail.add(SHORT, taken::incrementAndGet);
    assertThat(mail.send(SHORT, 3)).isFalse();

    assertThat(taken).hasValue(1);
    assertThat(mail.waitingBytes()).isZero();
  }

  @Test
  void a_request_to_a_loop_that_has_ended_fails_at_once() throws Exception {
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).await(30, TimeUnit.SECONDS);
    assertThatThrownBy(() -> new Asked(mail).ask("ping", Json.NULL, 0).get(30, TimeUnit.SECONDS))
        .hasMessageContaining("mcpmux has ended");
  }
}
