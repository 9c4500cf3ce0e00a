package dev.mcpmux.netty.process;

import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.pipe.ProcessStart;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has a small process at this one's side ({@code guard.c} of the native relay), which ends what the
 * servers of this process have left when it is gone: killed, or out of memory, or in order with
 * something that it could not end. What it waits for is the end of its stdin, which the kernel sees
 * to. It lives from the first server on; when it is killed another one is started.
 *
 * <p>Thread-safe. Starts a process: never on the event loop.
 */
public final class Guardian {

  private static final String OPTION = "--guard";

  /** Tells it that only what is written down is left. */
  private static final int IN_ORDER = '\n';

  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 60_000;

  /** The next daemon waits for this one. */
  private static final long END_SECONDS = 1;

  private final Optional<Path> program;
  private final Path ledger;
  private final ScheduledExecutorService helper;

  private Process process;
  private final AtomicBoolean begun = new AtomicBoolean();
  private boolean ended;
  private long pauseMillis = FIRST_PAUSE_MILLIS;

  /**
   * @param program what is able to do it; empty for nothing
   * @param ledger where this process writes down what it has started
   */
  public Guardian(Optional<Path> program, Path ledger, ScheduledExecutorService helper) {
    this.program = program;
    this.ledger = ledger;
    this.helper = helper;
  }

  /** There is something to guard, perhaps not for the first time. Does not block. */
  public void begin() {
    if (program.isPresent() && begun.compareAndSet(false, true)) {
      later(0);
    }
  }

  private void later(long millis) {
    try {
      helper.schedule(this::start, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // the end has begun
    }
  }

  private synchronized void start() {
    if (ended) {
      return;
    }
    try {
      process = ProcessStart.of(builder());
      long began = System.nanoTime();
      process.onExit().thenRun(() -> gone(System.nanoTime() - began));
    } catch (IOException | RuntimeException e) {
      Log.warn("nobody guards the servers: " + e.getMessage());
      again();
    }
  }

  private ProcessBuilder builder() {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                program.orElseThrow().toString(),
                OPTION,
                Long.toString(ProcessHandle.current().pid()),
                ledger.toString()));
    builder.environment().clear();
    return builder
        .directory(new File("/"))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  private synchronized void gone(long nanos) {
    if (ended) {
      return;
    }
    Log.warn(
        "the guardian of the servers has been ended (pid " + process.pid() + "): another comes");
    if (nanos > TimeUnit.MILLISECONDS.toNanos(LONGEST_PAUSE_MILLIS)) {
      pauseMillis = FIRST_PAUSE_MILLIS;
    }
    again();
  }

  private void again() {
    later(pauseMillis);
    pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
  }

  /** Lets it look for the last time; completes when it has, or has something to do, for longer. */
  public synchronized CompletionStage<Void> end() {
    ended = true;
    if (process == null) {
      return CompletableFuture.completedFuture(null);
    }
    try (OutputStream in = process.getOutputStream()) {
      in.write(IN_ORDER);
    } catch (IOException e) {
      // it has ended
    }
    return process
        .onExit()
        .<Void>thenApply(gone -> null)
        .completeOnTimeout(null, END_SECONDS, TimeUnit.SECONDS);
  }
}
