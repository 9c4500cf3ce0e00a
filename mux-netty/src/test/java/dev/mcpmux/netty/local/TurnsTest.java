package dev.mcpmux.netty.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final ExecutorService executor = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  @Test
  void every_task_runs_and_never_more_at_one_time_than_allowed() throws Exception {
    Turns turns = new Turns(executor, 3);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(20_000);
    for (int i = 0; i < 20_000; i++) {
      turns.add(
          () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.yield();
            now.decrementAndGet();
            done.countDown();
          });
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void tasks_that_wait_hold_up_only_as_many_as_have_no_place() throws Exception {
    Turns turns = new Turns(executor, 3);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch fast = new CountDownLatch(1);
    for (int i = 0; i < 2; i++) {
      turns.add(() -> await(goOn));
    }
    turns.add(fast::countDown);
    assertThat(fast.await(30, TimeUnit.SECONDS)).isTrue();
    goOn.countDown();
  }

  @Test
  void a_task_that_throws_takes_no_place_with_it() throws Exception {
    Turns turns = new Turns(executor, 1);
    CountDownLatch done = new CountDownLatch(1);
    turns.add(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    turns.add(done::countDown);
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_task_that_leaves_its_thread_interrupted_interrupts_no_other() throws Exception {
    Turns turns = new Turns(executor, 1);
    CountDownLatch both = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    turns.add(
        () -> {
          await(both);
          Thread.currentThread().interrupt();
        });
    turns.add(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
    both.countDown();
    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void an_executor_that_is_ended_at_once_interrupts_what_it_has_taken() throws Exception {
    Turns turns = new Turns(executor, 1);
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    turns.add(
        () -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    turns.add(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    executor.shutdownNow();
    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void on_the_thread_of_who_adds_tasks_run_in_their_order() {
    Turns turns = new Turns(Runnable::run, 8);
    List<Integer> ran = new ArrayList<>();
    turns.add(
        () -> {
          turns.add(() -> ran.add(1));
          ran.add(2);
        });
    turns.add(() -> ran.add(3));
    assertThat(ran).containsExactly(1, 2, 3);
  }

  @Test
  void an_executor_that_takes_nothing_is_told_to_who_adds() {
    Turns turns = new Turns(executor, 1);
    executor.shutdown();
    assertThatThrownBy(() -> turns.add(() -> {})).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void a_task_that_throws_a_checked_exception_takes_no_place_with_it() throws Exception {
    Turns turns = new Turns(executor, 1);
    CountDownLatch done = new CountDownLatch(1);
    turns.add(() -> TurnsTest.<RuntimeException>throwUnchecked(new Exception("on purpose")));
    turns.add(done::countDown);
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void what_an_executor_has_refused_does_not_run_and_the_next_does() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    Turns turns =
        new Turns(
            task -> {
              if (asked.incrementAndGet() == 1) {
                throw new RejectedExecutionException("full");
              }
              executor.execute(task);
            },
            1);
    CountDownLatch done = new CountDownLatch(1);
    assertThatThrownBy(() -> turns.add(refused::incrementAndGet))
        .isInstanceOf(RejectedExecutionException.class);
    turns.add(done::countDown);
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(refused).hasValue(0);
  }

  @Test
  void where_no_second_thread_can_be_had_the_first_does_what_there_is() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Turns turns =
        new Turns(
            task -> {
              if (asked.incrementAndGet() > 1) {
                throw new OutOfMemoryError("unable to create native thread: on purpose");
              }
              executor.execute(task);
            },
            3);
    CountDownLatch added = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(3);
    turns.add(
        () -> {
          await(added);
          done.countDown();
        });
    turns.add(done::countDown);
    turns.add(done::countDown);
    added.countDown();
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @SuppressWarnings("unchecked")
  private static <X extends Throwable> void throwUnchecked(Throwable any) throws X {
    throw (X) any;
  }

  @Test
  void an_executor_that_has_thrown_away_what_it_took_is_told_to_who_adds() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    CountDownLatch busy = new CountDownLatch(1);
    one.execute(() -> await(busy));
    Turns turns = new Turns(one, 1);
    turns.add(() -> {});
    one.shutdownNow();
    assertThatThrownBy(() -> turns.add(() -> {})).isInstanceOf(RejectedExecutionException.class);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
