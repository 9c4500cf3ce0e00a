package dev.mcpmux.netty.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.Changed;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookupsTest {

  private final EventLoop loop = new DefaultEventLoop();
  private final CountDownLatch back = new CountDownLatch(1);
  private final AtomicInteger hanging = new AtomicInteger();
  private Lookups lookups = new Lookups(loop, new AwakeClock(loop), Limits::defaults);

  @AfterEach
  void close() {
    back.countDown();
    lookups.stop();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** A question whose disk is there, or is gone. */
  private record Path(LookupsTest test, String name, boolean gone)
      implements Lookups.Question<String> {

    @Override
    public List<Object> key() {
      return List.of(name);
    }

    @Override
    public String what() {
      return name;
    }

    @Override
    public String answer() {
      if (gone) {
        test.hanging.incrementAndGet();
        try {
          test.back.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return "answer of " + name;
    }
  }

  private CompletableFuture<String> ask(String name, boolean gone) {
    CompletableFuture<String> told = new CompletableFuture<>();
    loop.execute(() -> lookups.ask(new Path(this, name, gone), told::complete, told::complete));
    return told;
  }

  private static String told(CompletableFuture<String> answer) throws Exception {
    return answer.get(20, TimeUnit.SECONDS);
  }

  private List<CompletableFuture<String>> askGone(int count) {
    return IntStream.range(0, count).mapToObj(i -> ask("gone " + i, true)).toList();
  }

  @Test
  void a_question_that_no_thread_can_answer_is_told_so_and_can_be_asked_again() throws Exception {
    lookups.stop(); // from now on it has no threads

    for (int i = 0; i < 2; i++) {
      assertThat(told(ask("there", false))).isEqualTo("internal error, see the daemon's log");
    }
  }

  @Test
  void questions_that_hang_hold_up_no_other() throws Exception {
    List<CompletableFuture<String>> hang = askGone(50);

    for (int i = 0; i < 10; i++) {
      assertThat(told(ask("there " + i, false))).isEqualTo("answer of there " + i);
    }

    assertThat(hang).noneMatch(CompletableFuture::isDone);
    back.countDown();
    for (int i = 0; i < hang.size(); i++) {
      assertThat(told(hang.get(i))).isEqualTo("answer of gone " + i);
    }
  }

  @Test
  void who_has_waited_for_too_long_is_told_so_with_both_numbers() throws Exception {
    lookups = new Lookups(loop, new AwakeClock(loop), () -> limits(20, 5));

    assertThat(told(ask("gone", true))).matches("gone: ms without an answer: \\d+ \\(limit: 20\\)");
  }

  @Test
  void a_question_that_hangs_is_not_put_again_and_answered_when_the_disk_is_back()
      throws Exception {
    lookups = new Lookups(loop, new AwakeClock(loop), () -> limits(20, 5));
    for (int i = 0; i < 10; i++) {
      assertThat(told(ask("gone", true))).contains("(limit: 20)");
    }

    assertThat(hanging).hasValue(1);
    back.countDown();
    Await.until("an answer", () -> told(ask("gone", true)).equals("answer of gone"));
  }

  @Test
  void questions_past_the_limit_are_not_put() throws Exception {
    lookups = new Lookups(loop, new AwakeClock(loop), () -> limits(60_000, 5));
    List<CompletableFuture<String>> hang = askGone(5);

    assertThat(told(ask("one more", false))).isEqualTo("one more: lookups: 6 (limit: 5)");

    back.countDown();
    for (CompletableFuture<String> each : hang) {
      told(each);
    }
    assertThat(told(ask("one more", false))).isEqualTo("answer of one more");
  }

  @Test
  void an_error_in_a_question_is_told_in_words() throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    Lookups.Question<String> wrong =
        new Lookups.Question<>() {
          @Override
          public List<Object> key() {
            return List.of();
          }

          @Override
          public String what() {
            return "wrong";
          }

          @Override
          public String answer() {
            throw new IllegalArgumentException("for the log only");
          }
        };

    loop.execute(() -> lookups.ask(wrong, told::complete, told::complete));

    assertThat(told(told)).isEqualTo("internal error, see the daemon's log");
  }

  private static Limits limits(long lookupTimeoutMillis, int maxLookups) {
    return Changed.of(
        Limits.defaults(),
        Map.of("lookupTimeoutMillis", lookupTimeoutMillis, "maxLookups", maxLookups));
  }
}
