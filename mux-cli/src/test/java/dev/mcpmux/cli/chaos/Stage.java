package dev.mcpmux.cli.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A home with its servers, and the sessions that call them. Linux only. */
final class Stage implements AutoCloseable {

  interface Step {
    void of(Seat seat) throws Exception;
  }

  private final Settings settings;
  private final Ground ground;
  private final Servers servers;
  private final Findings findings;
  private final Answers answers = new Answers();
  private final List<Seat> seats = new ArrayList<>();
  private ExecutorService calling;

  /**
   * @param name of the directory below {@code target} that gets {@code actions}, the home and what
   *     was executed
   */
  Stage(String name, Settings settings) throws Exception {
    this.settings = settings;
    Path directory = Path.of("target", name, "" + settings.seed()).toAbsolutePath();
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
      seats.add(new Seat(place, settings, ground, servers, findings, answers));
    }
  }

  Ground ground() {
    return ground;
  }

  Findings findings() {
    return findings;
  }

  List<Seat> seats() {
    return seats;
  }

  Script script() {
    return new Script(settings, ground, servers, seats, findings);
  }

  /** Opens all sessions, and each has a result. */
  void open() throws Exception {
    for (Seat seat : seats) {
      seat.open();
    }
    each(Seat::prove);
  }

  /** All sessions begin to call. */
  void call() {
    calling = Executors.newFixedThreadPool(seats.size());
    seats.forEach(calling::execute);
  }

  /** No further calls; all that is in flight is answered, and each session is served. */
  void calm() throws Exception {
    seats.forEach(Seat::stop);
    calling.shutdown();
    await(calling);
    findings.did("no further calls");
    each(Seat::drain);
    each(Seat::prove);
  }

  /** Ends all sessions and the daemon, after which nothing may be left or have been wrong. */
  void end() throws Exception {
    each(seat -> seat.link().close());
    Ground.Result stop = ground.run("stop", "--yes");
    findings.did("stop: " + stop);
    nothingIsLeft();
    answers.compare(ground.executed(), findings);
    System.out.println(answers.tally());
    if (findings.count() > 0) {
      throw new AssertionError(settings + ", " + findings.report());
    }
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
      seats.stream().map(Seat::where).filter(text -> !text.isEmpty()).forEach(findings::wrong);
      findings.wrong("not all sessions came to an end of what they did");
      throw new AssertionError(settings + ", " + findings.report());
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

  /** Kills whatever a run that has failed left. */
  @Override
  public void close() throws IOException {
    for (long pid : ground.processes().all()) {
      ground.processes().signal("KILL", pid);
    }
    findings.close();
  }
}
