package dev.mcpmux.core.peer;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Runs what must run, such as a callback of one who waits: on the executor of its program, else on
 * mcpmux's own threads, and only where those have ended too on the thread that has it. What it runs
 * throws nothing.
 *
 * @param pool mcpmux's own
 */
public record SureExecutor(Executor chosen, Supplier<Executor> pool) implements Executor {

  @Override
  public void execute(Runnable task) {
    if (!isTaken(chosen, task)) {
      aside(task);
    }
  }

  /** On mcpmux's own threads, as those of the program may all wait for it. */
  public void aside(Runnable task) {
    if (!isTaken(pool.get(), task)) {
      task.run();
    }
  }

  private static boolean isTaken(Executor executor, Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (Throwable e) { // it has ended, is full, or has no thread
      return false;
    }
  }
}
