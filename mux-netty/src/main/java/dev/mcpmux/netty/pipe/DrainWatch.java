package dev.mcpmux.netty.pipe;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells when a pipe that a thread reads has given what a dead process wrote to it. The thread
 * blocks in the pipe, so nobody can ask it whether there is more: either the pipe has ended, or
 * nothing has come for a while. Thread-safe.
 */
final class DrainWatch {

  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LOOK_MILLIS = 5;

  private volatile boolean ended;
  private volatile long lastRead = System.nanoTime();

  void hasRead() {
    lastRead = System.nanoTime();
  }

  void ended() {
    ended = true;
  }

  /**
   * Whether the pipe was read to its end, or nothing has come for so long since then. What was
   * quiet before then says nothing: the last words may still lie in the pipe.
   */
  boolean isDrained(long since, long quietNanos) {
    return ended || System.nanoTime() - Math.max(since, lastRead) > quietNanos;
  }

  /** Completes, on the helper, when what was written before this call has been read. */
  CompletionStage<Void> drained(ScheduledExecutorService helper) {
    CompletableFuture<Void> drained = new CompletableFuture<>();
    look(System.nanoTime(), drained, helper);
    return drained;
  }

  private void look(long since, CompletableFuture<Void> drained, ScheduledExecutorService helper) {
    if (!isDrained(since, QUIET_NANOS)) {
      try {
        helper.schedule(() -> look(since, drained, helper), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (RejectedExecutionException e) {
        // the daemon has ended, nobody waits any more
      }
    }
    drained.complete(null);
  }
}
