package dev.mcpmux.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Breaks everything for some minutes. What the run depends on is in {@link Settings}; {@code
 * target/chaos/SEED/actions} has all that was done.
 */
class ChaosIT {

  private final Settings settings = Settings.get();
  private Path directory;
  private Ground ground;
  private Servers servers;
  private Findings findings;
  private final Answers answers = new Answers();
  private final List<Seat> seats = new ArrayList<>();

  @BeforeEach
  void begin() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "processes are found by /proc");
    directory = Path.of("target/chaos", "" + settings.seed()).toAbsolutePath();
    if (Files.exists(directory)) {
      Files.move(directory, directory.resolveSibling(settings.seed() + "-" + System.nanoTime()));
    }
    Files.createDirectories(directory);
    findings = new Findings(directory.resolve("actions"));
    findings.did("" + settings);
    System.out.println(settings);
    ground = new Ground(directory);
    servers = new Servers(ground);
    servers.write();
    for (int place = 0; place < settings.sessions(); place++) {
      seats.add(new Seat(place, settings.seed(), ground, servers, findings, answers));
    }
  }

  /** Ends whatever a run that has failed left. */
  @AfterEach
  void end() throws IOException {
    for (long pid : ground.processes().all()) {
      ground.processes().signal("KILL", pid);
    }
    findings.close();
  }

  @Test
  void every_request_is_answered_once_and_no_session_ends_whatever_breaks() throws Exception {
    for (Seat seat : seats) {
      seat.open();
    }
    each(Seat::prove);
    Footprint before = Footprint.of(ground.daemon());
    findings.did("at first: " + before);

    ExecutorService threads = Executors.newFixedThreadPool(seats.size());
    seats.forEach(threads::execute);
    new Script(settings, ground, servers, seats, findings).run(settings.time());
    seats.forEach(Seat::stop);
    threads.shutdown();
    await(threads);
    findings.did("nothing is broken any more");
    each(Seat::drain);
    each(Seat::prove);
    settle(before);
    each(seat -> seat.link().close());
    Ground.Result stop = ground.run("stop", "--yes");
    findings.did("stop: " + stop);
    nothingIsLeft();
    answers.compare(ground.executed(), findings);

    System.out.println(answers.tally());
    assertThat(findings.count()).as(settings + ", " + findings.report()).isZero();
  }

  private interface Step {
    void of(Seat seat) throws Exception;
  }

  /** For all seats at once. */
  private void each(Step step) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(seats.size());
    List<Future<?>> running = new ArrayList<>();
    for (Seat seat : seats) {
      running.add(
          threads.submit(
              () -> {
                step.of(seat);
                return null;
              }));
    }
    threads.shutdown();
    await(threads);
    for (Future<?> each : running) {
      each.get();
    }
  }

  private void await(ExecutorService threads) throws InterruptedException {
    if (!threads.awaitTermination(3, TimeUnit.MINUTES)) {
      seats.forEach(seat -> findings.did("stuck? " + seat.where()));
      findings.wrong("not all sessions came to an end of what they did");
      throw new AssertionError(settings + ", " + findings.report());
    }
  }

  /** What clients have left without a word is forgotten after a while. */
  private void settle(Footprint before) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Footprint now = Footprint.of(ground.daemon());
    while (now.growthSince(before) != null && System.nanoTime() - deadline < 0) {
      Thread.sleep(1000);
      now = Footprint.of(ground.daemon());
    }
    findings.did("in the end: " + now);
    if (now.growthSince(before) != null) {
      findings.wrong(now.growthSince(before));
    }
  }

  private void nothingIsLeft() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!ground.processes().all().isEmpty() && System.nanoTime() - deadline < 0) {
      Thread.sleep(50);
    }
    for (long pid : ground.processes().all()) {
      findings.wrong("a process is left: " + pid + " " + Processes.commandLine(pid));
    }
    for (Path file : ground.leftovers()) {
      findings.wrong("a file is left: " + file);
    }
  }
}
