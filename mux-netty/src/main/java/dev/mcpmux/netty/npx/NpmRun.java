package dev.mcpmux.netty.npx;

import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.pipe.ProcessStart;
import dev.mcpmux.netty.process.ChildProcess;
import dev.mcpmux.netty.process.ProcessLauncher;
import dev.mcpmux.netty.process.ProcessLedger;
import dev.mcpmux.netty.process.ProcessTable;
import dev.mcpmux.netty.process.ProcessTable.Entry;
import dev.mcpmux.netty.process.ProcessTree;
import dev.mcpmux.netty.process.ProcessTree.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks npm something and takes what it prints. One question at a time, which ends with {@link
 * #kill} and when it takes too long; if the daemon is killed first, the next one ends it.
 */
final class NpmRun {

  /** What it does in the background may take this long. */
  static final long BACKGROUND_SECONDS = 60;

  /** What a session waits for has the time that a start has; this is for those without one. */
  static final long URGENT_SECONDS = 600;

  static final int MAX_BYTES = 4 << 20;

  /** How long it may take to end once it is asked to. */
  private static final long END_MILLIS = 3_000;

  private static final long LOOK_MILLIS = 20;

  private final ProcessLedger ledger;
  private final ScheduledExecutorService helper;
  private final boolean urgent;
  private ProcessTree running;
  private long runningStart;
  private boolean killed;

  /**
   * @param urgent whether somebody waits for it; else it runs at low priority
   */
  NpmRun(ProcessLedger ledger, ScheduledExecutorService helper, boolean urgent) {
    this.ledger = ledger;
    this.helper = helper;
    this.urgent = urgent;
  }

  /** What is done while it runs. */
  interface Work<T> {
    T apply(Process process) throws IOException;
  }

  /**
   * What it prints. Blocks until it ends.
   *
   * @throws IOException when it fails or takes too long
   */
  String output(List<String> command, Map<String, String> environment, Path cwd)
      throws IOException {
    return run(
        command,
        environment,
        cwd,
        process -> {
          process.getOutputStream().close();
          byte[] printed = process.getInputStream().readNBytes(MAX_BYTES);
          return new String(printed, StandardCharsets.UTF_8);
        });
  }

  /**
   * Blocks until it ends.
   *
   * @param work must read what it prints, to the end
   * @throws IOException when it fails or takes too long
   */
  <T> T run(List<String> command, Map<String, String> environment, Path cwd, Work<T> work)
      throws IOException {
    List<String> words = new ArrayList<>();
    boolean leader = ProcessLauncher.tool("setsid").map(Path::toString).map(words::add).isPresent();
    if (!urgent) {
      ProcessLauncher.tool("nice")
          .map(Path::toString)
          .ifPresent(nice -> words.addAll(List.of(nice, "-n", "10")));
    }
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(cwd.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = start(builder, leader);
    ScheduledFuture<?> limit = null;
    try {
      ProcessTree tree = running();
      limit =
          helper.schedule(
              () -> endOnly(tree), urgent ? URGENT_SECONDS : BACKGROUND_SECONDS, TimeUnit.SECONDS);
      T result = work.apply(process);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException("npm " + ChildProcess.describeExit(exit));
      }
      return result;
    } catch (InterruptedException | RejectedExecutionException e) {
      throw new IOException("mcpmux is stopping", e);
    } finally {
      if (limit != null) {
        limit.cancel(false);
      }
      if (end()) {
        ledger.gone(process.pid(), runningStart);
      } // else the next daemon looks
    }
  }

  private synchronized ProcessTree running() {
    return running;
  }

  /** The answer to a question that took too long; by now another may be asked. */
  private synchronized void endOnly(ProcessTree tree) {
    if (running == tree) {
      end();
    }
  }

  /** The start itself may hang, and {@link #kill} must not wait for it. */
  private Process start(ProcessBuilder builder, boolean leader) throws IOException {
    if (isKilled()) {
      throw new IOException("mcpmux is stopping");
    }
    Process process = ProcessStart.of(builder);
    started(process, leader);
    return process;
  }

  private synchronized boolean isKilled() {
    return killed;
  }

  private synchronized void started(Process process, boolean leader) {
    runningStart = ProcessLauncher.startOf(process);
    ledger.started(process.pid(), runningStart, leader, "npm");
    running =
        new ProcessTree(
            process.pid(), runningStart, leader, ProcessTable.standardPipes(process.pid()));
    if (killed) {
      end();
    }
  }

  /** Ends what runs, and answers no question any more. Blocks. */
  synchronized void kill() {
    killed = true;
    end();
  }

  /**
   * Asks first: npm that is killed leaves its lock behind, for which the next one waits a minute.
   * Returns false when it cannot be seen whether it has ended.
   */
  private synchronized boolean end() {
    if (running == null) {
      return true;
    }
    try {
      endTree(running);
      return true;
    } catch (UncheckedIOException e) {
      Log.warn("cannot look what of npm still runs: " + e.getMessage());
      return false;
    } finally {
      running = null;
    }
  }

  private static void endTree(ProcessTree tree) {
    long patience = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MILLIS);
    List<Entry> living = tree.living();
    if (!living.isEmpty()) {
      tree.signal(living, Signal.TERM);
    }
    boolean waits = true;
    boolean seenNobody = false; // whoever was forked while the table was read is seen then
    while (waits && !(living.isEmpty() && seenNobody) && System.nanoTime() - patience < 0) {
      seenNobody = living.isEmpty();
      waits = seenNobody || pause();
      living = tree.living();
    }
    if (!living.isEmpty()) {
      tree.signal(living, Signal.KILL);
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
