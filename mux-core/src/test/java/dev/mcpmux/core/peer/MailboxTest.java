package dev.mcpmux.core.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final ExecutorService executor = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  @Test
  void all_is_read_in_its_order_and_one_at_a_time() throws Exception {
    List<Integer> read = new ArrayList<>(); // by one at a time, so it needs no lock
    CountDownLatch all = new CountDownLatch(10_000);
    Mailbox<Integer> mailbox =
        new Mailbox<>(
            new SureExecutor(executor, () -> executor),
            thing -> {
              read.add(thing);
              all.countDown();
            },
            failure -> fail(failure));
    for (int i = 0; i < 10_000; i++) {
      mailbox.add(i);
      mailbox.deliver();
    }
    assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(read).hasSize(10_000).isSorted();
  }

  @Test
  void a_reader_that_throws_what_it_may_not_is_given_the_rest() throws Exception {
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    CompletableFuture<Integer> second = new CompletableFuture<>();
    Mailbox<Integer> mailbox =
        new Mailbox<>(
            new SureExecutor(executor, () -> executor),
            thing -> {
              if (thing == 1) {
                MailboxTest.<RuntimeException>throwUnchecked(new Exception("on purpose"));
              }
              second.complete(thing);
            },
            failures::add);
    mailbox.add(1);
    mailbox.add(2);
    mailbox.deliver();
    assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(failures).singleElement().hasToString("java.lang.Exception: on purpose");
  }

  @SuppressWarnings("unchecked")
  private static <X extends Throwable> void throwUnchecked(Throwable any) throws X {
    throw (X) any;
  }
}
