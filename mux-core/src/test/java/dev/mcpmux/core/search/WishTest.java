package dev.mcpmux.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WishTest {

  @Test
  void a_path_of_very_many_directories_is_read_with_little_stack() throws InterruptedException {
    Throwable[] failed = new Throwable[1];
    Thread small =
        new Thread(
            null,
            () ->
                assertThat(new Wish("/a".repeat(2_000), word -> 1, word -> 1).terms())
                    .containsKey("folder"),
            "small stack",
            256 * 1024);
    small.setUncaughtExceptionHandler((thread, failure) -> failed[0] = failure);
    small.start();
    small.join();

    assertThat(failed[0]).isNull();
  }

  @Test
  void only_some_words_of_a_wish_that_nobody_knows_are_corrected() {
    StringBuilder unknown = new StringBuilder();
    for (char c = 'a'; c <= 'z'; c++) {
      for (char d = 'a'; d < 'h'; d++) {
        unknown.append("wwwwwwwwwwwwwwwwww").append(c).append(d).append(' ');
      }
    }
    AtomicInteger lookups = new AtomicInteger();
    new Wish(
        unknown.toString(),
        word -> {
          lookups.incrementAndGet();
          return 0;
        },
        word -> 1);

    assertThat(lookups).hasValueLessThan(30_000);
  }

  @Test
  void a_word_that_stands_there_often_is_corrected_once_and_leaves_time_for_others() {
    String wish = "isue ".repeat(50) + "qeury";

    assertThat(new Wish(wish, word -> word.equals("queri") ? 1 : 0, word -> 1).terms())
        .containsKey("queri");
  }
}
