package dev.mcpmux.netty.local;

import dev.mcpmux.netty.log.Log;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

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
   * @throws RejectedExecutionException when the executor takes nothing and no task runs behind
   *     which this one could wait; it never runs then
   */
  void add(Runnable task) {
    if (hasEnded()) {
      throw new RejectedExecutionException("it has ended"); // also what it has taken may never run
    }
    boolean starts;
    synchronized (this) {
      tasks.add(task);
      starts = starts();
    }
    if (starts) {
      try {
        executor.execute(next);
      } catch (Throwable e) {
        refuse(task, e);
      }
    }
  }

  private boolean hasEnded() {
    return executor instanceof ExecutorService service && service.isShutdown();
  }

  private synchronized void refuse(Runnable task, Throwable why) {
    starting = false;
    if (running == 0 && tasks.remove(task)) {
      throw new RejectedExecutionException(why);
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
        startAnother();
      }
      try {
        task.run();
      } catch (
          Throwable e) { // also a checked one; whoever made it has answered for it, or never will
        Log.bug("a task of a server failed", e);
      }
      if (!hasEnded()) {
        Thread.interrupted(); // left by this task, and none of the next one's business
      }
    }
  }

  private void startAnother() {
    try {
      executor.execute(next);
    } catch (Throwable e) { // it is full, has ended, or has no memory for a thread
      synchronized (this) {
        starting = false; // who is here already does what is left
      }
    }
  }
}
