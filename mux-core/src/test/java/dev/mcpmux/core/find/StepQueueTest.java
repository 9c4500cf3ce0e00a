package dev.mcpmux.core.find;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepQueueTest {
  private final Deque<Runnable> later = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final StepQueue queue = new StepQueue(later::add);

  /** A job that takes some steps. */
  private StepQueue.Job job(String name, int steps) {
    int[] left = {steps};
    return () -> {
      done.add(name);
      return --left[0] == 0;
    };
  }

  @Test
  void one_job_is_done_after_the_other_and_one_step_at_a_time() {
    queue.add(job("a", 2));
    queue.add(job("b", 1));
    queue.add(job("c", 1));
    assertThat(done).containsExactly("a");

    while (!later.isEmpty()) {
      int before = done.size();
      later.remove().run();
      assertThat(done).hasSize(before + 1);
    }
    assertThat(done).containsExactly("a", "a", "b", "c");
  }

  @Test
  void a_job_that_fails_does_not_keep_the_others_waiting() {
    queue.add(job("a", 2));
    queue.add(
        () -> {
          throw new IllegalStateException("b");
        });
    queue.add(job("c", 1));
    later.remove().run();

    assertThatThrownBy(() -> later.remove().run()).hasMessage("b");
    later.remove().run();
    assertThat(done).containsExactly("a", "a", "c");
    assertThat(later).isEmpty();
  }
}
