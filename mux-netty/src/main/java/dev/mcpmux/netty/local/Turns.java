package dev.mcpmux.netty.local;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs tasks on an executor, a bounded number at one time. Before a thread begins a task it sees to
 * it that another looks after those behind it, so a slow one holds up none that still has a place;
 * and the loop, where tasks come from, wakes one thread at most.
 */
final class Turns {
  private final Executor executor;
  private final int max;
  private final Runnable next = this::work;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private int running;

  /** A thread is on its way and has not taken a task yet. */
  private boolean starting;

  Turns(Executor executor, int max) {
    this.executor = executor;
    this.max = max;
  }

  /**
   * @throws java.util.concurrent.RejectedExecutionException when the executor takes nothing
   */
  void add(Runnable task) {
    boolean starts;
    synchronized (this) {
      tasks.add(task);
      starts = starts();
    }
    if (starts) {
      executor.execute(next);
    }
  }

  /** Whether one more thread is to come. */
  private boolean starts() {
    boolean starts = !starting && running < max && !tasks.isEmpty();
    starting |= starts;
    return starts;
  }

  private void work() {
    boolean first = true;
    while (true) {
      Runnable task;
      boolean starts;
      synchronized (this) {
        if (first) {
          starting = false;
          running++;
          first = false;
        }
        task = tasks.poll();
        if (task == null) {
          running--;
          return;
        }
        starts = starts();
      }
      if (starts) {
        executor.execute(next);
      }
      task.run(); // throws nothing
    }
  }
}
