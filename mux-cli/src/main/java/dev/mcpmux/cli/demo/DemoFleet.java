package dev.mcpmux.cli.demo;

import dev.mcpmux.cli.system.ClientEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sessions that start the same command and make their calls at the same time. */
final class DemoFleet {

  private static final long OPEN_SECONDS = 60;
  private static final long WARM_UP_MILLIS = 500;
  private static final long CALL_MILLIS = 2000;
  private static final long END_SECONDS = 5;

  private final List<DemoSession> sessions = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private double callsPerSecond;
  private boolean ended;

  private interface Step {
    void run(DemoSession session) throws Exception;
  }

  /** Starts one process per session. */
  synchronized void start(
      int count, List<String> command, Map<String, String> environment, Path directory)
      throws IOException {
    if (ended) {
      throw new IOException("interrupted");
    }
    for (int i = 1; i <= count; i++) {
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      ClientEnvironment.give(environment, builder);
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      sessions.add(new DemoSession(i, builder.start()));
    }
  }

  /** Opens all sessions, then lets all make calls at once. */
  void work() throws Exception {
    all(DemoSession::initialize, OPEN_SECONDS);
    long warm = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WARM_UP_MILLIS);
    all(session -> session.callUntil(warm), OPEN_SECONDS);
    long before = right();
    long start = System.nanoTime();
    long end = start + TimeUnit.MILLISECONDS.toNanos(CALL_MILLIS);
    all(session -> session.callUntil(end), OPEN_SECONDS);
    callsPerSecond = (right() - before) * 1e9 / (System.nanoTime() - start);
  }

  private void all(Step step, long seconds) throws Exception {
    CountDownLatch together = new CountDownLatch(sessions.size());
    List<Future<?>> running = new ArrayList<>();
    for (DemoSession session : sessions) {
      running.add(
          threads.submit(
              () -> {
                together.countDown();
                together.await();
                step.run(session);
                return null;
              }));
    }
    for (Future<?> future : running) {
      try {
        future.get(seconds, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause ? cause : e;
      } catch (TimeoutException e) {
        throw new IOException("a session waited " + seconds + " s for an answer", e);
      }
    }
  }

  List<Long> pids() {
    return sessions.stream().map(session -> session.process().pid()).toList();
  }

  double callsPerSecond() {
    return callsPerSecond;
  }

  long right() {
    return sessions.stream().mapToLong(DemoSession::right).sum();
  }

  long wrong() {
    return sessions.stream().mapToLong(DemoSession::wrong).sum();
  }

  /** The first answer that went wrong, null if none did. */
  String firstWrong() {
    return sessions.stream()
        .map(DemoSession::firstWrong)
        .filter(wrong -> wrong != null)
        .findFirst()
        .orElse(null);
  }

  /** Ends all processes and waits until they are gone; no more can be started. */
  synchronized void end() throws InterruptedException {
    ended = true;
    threads.shutdownNow();
    sessions.forEach(DemoSession::end);
    for (DemoSession session : sessions) {
      if (!session.process().waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        session.process().destroyForcibly().waitFor();
      }
    }
  }
}
