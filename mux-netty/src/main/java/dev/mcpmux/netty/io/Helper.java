package dev.mcpmux.netty.io;

import dev.mcpmux.netty.log.Log;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The one executor for whatever may block: starting and stopping processes, and our own part of the
 * disk. A few threads that go away when idle. What a session chooses to have looked at may hang,
 * and is for {@link Lookups}. A disk that is gone between that look and the start of a program
 * takes the thread of this start.
 */
public final class Helper extends ScheduledThreadPoolExecutor {

  private static final int THREADS = 4;
  private static final long IDLE_SECONDS = 5;

  public Helper() {
    super(THREADS, Helper::thread);
    setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    allowCoreThreadTimeOut(true);
    setRemoveOnCancelPolicy(true);
    setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static final AtomicInteger COUNT = new AtomicInteger();

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "mcpmux-helper-" + COUNT.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** An exception of a task would otherwise vanish in its future. */
  @Override
  protected void afterExecute(Runnable task, Throwable failure) {
    if (task instanceof Future<?> future && future.isDone() && !future.isCancelled()) {
      try {
        future.get();
      } catch (ExecutionException e) {
        boolean tooLate = e.getCause() instanceof RejectedExecutionException && isShutdown();
        if (!tooLate) {
          Log.bug("a helper task failed", e.getCause());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // the executor is being shut down
      }
    }
  }
}
