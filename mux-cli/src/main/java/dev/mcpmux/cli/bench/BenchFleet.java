package dev.mcpmux.cli.bench;

import dev.mcpmux.cli.measure.ProcessMemory;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ProcessEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The sessions of one side: each starts the same command. */
final class BenchFleet {

  private static final long PATIENCE_SECONDS = 120;
  private static final long END_MILLIS = 5000;
  private static final long POLL_MILLIS = 10;

  /**
   * What a run gave.
   *
   * @param samples of all sessions
   * @param nanos how long it took
   */
  record Run(Samples samples, long nanos) {
    double perSecond() {
      return samples.size() * 1e9 / nanos;
    }
  }

  private interface Step<T> {
    T run(BenchSession session) throws Exception;
  }

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path cwd;
  private final Path errors;
  private final boolean startsDaemon;
  private final List<BenchSession> sessions = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private boolean ended;

  /**
   * @param errors a file for what the processes write to stderr
   * @param startsDaemon whether one of them may start a daemon, which ends in another way
   */
  BenchFleet(
      List<String> command,
      Map<String, String> environment,
      Path cwd,
      Path errors,
      boolean startsDaemon) {
    this.command = command;
    this.environment = environment;
    this.cwd = cwd;
    this.errors = errors;
    this.startsDaemon = startsDaemon;
  }

  int size() {
    return sessions.size();
  }

  int wrong() {
    return sessions.stream().mapToInt(BenchSession::wrong).sum();
  }

  /** The first answer that was wrong, null if none was. */
  String firstWrong() {
    return sessions.stream()
        .map(BenchSession::firstWrong)
        .filter(wrong -> wrong != null)
        .findFirst()
        .orElse(null);
  }

  /** Opens one more session; returns the nanoseconds until it was initialized. */
  long open() throws Exception {
    start();
    int last = sessions.size() - 1;
    return all(sessions.subList(last, last + 1), BenchSession::initialize).get(0);
  }

  /** Opens more sessions at once, so that there are this many. */
  void openUpTo(int count) throws Exception {
    int before = sessions.size();
    while (sessions.size() < count) {
      start();
    }
    all(sessions.subList(before, sessions.size()), BenchSession::initialize);
  }

  private synchronized void start() throws IOException {
    if (ended) {
      throw new IOException("interrupted");
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(cwd.toFile());
    ClientEnvironment.give(environment, builder);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    long now = System.nanoTime();
    sessions.add(new BenchSession(sessions.size() + 1, builder.start(), now));
  }

  /** Lets the first {@code count} sessions make calls at the same time. */
  Run call(int count, BenchCall call, int textBytes, int inFlight, long nanos) throws Exception {
    long[] start = {0};
    CountDownLatch ready = new CountDownLatch(count);
    List<Samples> all =
        all(
            sessions.subList(0, count),
            session -> {
              ready.countDown();
              ready.await();
              synchronized (start) {
                start[0] = start[0] == 0 ? System.nanoTime() : start[0];
              }
              return session.call(call, textBytes, inFlight, start[0] + nanos);
            });
    long elapsed = System.nanoTime() - start[0];
    Samples together = new Samples();
    all.forEach(together::addAll);
    return new Run(together, elapsed);
  }

  private <T> List<T> all(List<BenchSession> some, Step<T> step) throws Exception {
    List<Future<T>> running = new ArrayList<>();
    for (BenchSession session : some) {
      running.add(threads.submit(() -> step.run(session)));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : running) {
      try {
        results.add(future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause ? cause : e;
      } catch (TimeoutException e) {
        throw new IOException("a session waited " + PATIENCE_SECONDS + " s for an answer", e);
      }
    }
    return results;
  }

  /** The processes and all that they have started. */
  Set<Long> processes() {
    return ProcessMemory.trees(roots());
  }

  private List<Long> roots() {
    return sessions.stream().map(session -> session.process().pid()).toList();
  }

  /**
   * Ends all processes and waits until they are gone; no more can be started. A launcher such as
   * npx may end before the server it has started: none is left.
   */
  synchronized void end() throws InterruptedException {
    ended = true;
    threads.shutdownNow();
    List<Long> left = new ArrayList<>(startsDaemon ? roots() : processes());
    sessions.forEach(BenchSession::end);
    await(left);
    left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    await(left);
  }

  private static void await(List<Long> left) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MILLIS);
    left.removeIf(pid -> !ProcessEnd.runs(pid));
    while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
      Thread.sleep(POLL_MILLIS);
      left.removeIf(pid -> !ProcessEnd.runs(pid));
    }
  }
}
