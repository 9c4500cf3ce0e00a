package dev.mcpmux.cli.bench;

import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.measure.CleanUp;
import dev.mcpmux.cli.measure.MachineMemory;
import dev.mcpmux.cli.measure.PrivateDaemon;
import dev.mcpmux.cli.measure.ProcessMemory;
import dev.mcpmux.cli.system.ClientEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures one server, with a process for each session and through a daemon of its own, which is
 * gone afterwards. The two sides take turns.
 */
public final class Bench {

  private static final double MAX_OPENING_SECONDS = 20;

  private final BenchTarget target;
  private final BenchPlan plan;
  private final PrintStream progress;
  private final PrivateDaemon daemon;
  private final Path errors;
  private final BenchFleet direct;
  private final BenchFleet shared;
  private final BenchReport report;

  private Bench(BenchTarget target, BenchPlan plan, PrintStream progress) throws IOException {
    this.target = target;
    this.plan = plan;
    this.progress = progress;
    this.daemon = new PrivateDaemon("mcpmux-bench", target.config());
    this.errors = daemon.directory().resolve("stderr.log");
    this.direct =
        new BenchFleet(target.command(), target.environment(), target.cwd(), errors, false);
    Map<String, String> environment = new HashMap<>(ClientEnvironment.get());
    environment.put("MCPMUX_HOME", daemon.directory().toString());
    this.shared =
        new BenchFleet(
            List.of(Distribution.launcher().toString(), "attach", target.server()),
            environment,
            Path.of("").toAbsolutePath(),
            errors,
            true);
    this.report = new BenchReport(target, plan);
  }

  /**
   * @param progress is told what is going on
   */
  public static BenchReport run(BenchTarget target, BenchPlan plan, PrintStream progress)
      throws Exception {
    Bench bench = new Bench(target, plan, progress);
    CleanUp cleanUp = new CleanUp(bench::end, bench.daemon.directory());
    boolean done = false;
    try {
      bench.run();
      done = true;
      return bench.report;
    } catch (IOException e) {
      throw new IOException(e.getMessage() + bench.lastErrors());
    } finally {
      if (cleanUp.now() && !done) {
        throw new IOException("interrupted");
      }
    }
  }

  private void run() throws Exception {
    say("Opening a session with " + target.server() + ", direct and through mcpmux ...");
    report.direct.firstOpen = direct.open();
    refuseErrors(direct.call(1, target.call(), 0, 1, 0));
    daemon.expect();
    report.shared.firstOpen = shared.open();
    for (int sessions : plan.sessions()) {
      open(sessions);
      if (sessions == 1) {
        measureCalls();
        measurePayloads();
      } else {
        measureTogether(sessions);
      }
      measureMemory(sessions);
    }
    report.wrong = direct.wrong() + shared.wrong();
    report.firstWrong = direct.wrong() > 0 ? direct.firstWrong() : shared.firstWrong();
  }

  /** A server that answers with errors is not what was to be measured. */
  private void refuseErrors(BenchFleet.Run first) throws IOException {
    if (first.samples().size() == 0) {
      throw new IOException(
          target.server() + " answers " + target.call().name() + " with: " + direct.firstWrong());
    }
  }

  /** The first few one after the other, for the time it takes; the rest at once. */
  private void open(int sessions) throws Exception {
    if (sessions == 1) {
      return;
    }
    say("Opening " + sessions + " sessions on each side ...");
    if (Double.isNaN(report.direct.open)) {
      double[] directly = new double[plan.openings()];
      double[] through = new double[plan.openings()];
      for (int i = 0; i < plan.openings(); i++) {
        directly[i] = direct.open();
        through[i] = shared.open();
      }
      report.direct.open = Samples.median(directly);
      report.shared.open = Samples.median(through);
    }
    report.leftOut = tooMuch(sessions);
    if (report.leftOut == null) {
      direct.openUpTo(sessions);
    }
    shared.openUpTo(sessions);
  }

  /** Why so many servers of their own are not started, null if they are. */
  private String tooMuch(int sessions) throws IOException {
    int more = sessions - direct.size();
    double seconds = more * report.direct.open / 1e9 / Runtime.getRuntime().availableProcessors();
    if (seconds > MAX_OPENING_SECONDS) {
      return String.format("would take %.0f s to start", seconds);
    }
    long kib = ProcessMemory.kib(direct.processes()) / direct.size() * more;
    long available = MachineMemory.availableKib();
    return kib > available / 2
        ? String.format("would take %,d of %,d MB of free memory", kib >> 10, available >> 10)
        : null;
  }

  private interface Recorder {
    void record(BenchResult result, List<BenchFleet.Run> runs);
  }

  private void measureCalls() throws Exception {
    say("Calling " + target.call().name() + " ...");
    warmUp(1, 0);
    alternate(
        1,
        0,
        (result, runs) -> {
          result.p50 = median(runs, run -> run.samples().quantile(0.5));
          result.p99 = median(runs, run -> run.samples().quantile(0.99));
          result.callsPerSecond.put(1, median(runs, BenchFleet.Run::perSecond));
        });
  }

  private void measurePayloads() throws Exception {
    if (!target.call().takesText()) {
      return;
    }
    for (int bytes : BenchPlan.PAYLOADS) {
      say("Calling it with " + (bytes >> 10) + " KiB ...");
      warmUp(1, bytes);
      alternate(
          1,
          bytes,
          (result, runs) ->
              result.payloads.put(bytes, median(runs, run -> run.samples().quantile(0.5))));
    }
  }

  private void measureTogether(int sessions) throws Exception {
    say("Calling it from " + sessions + " sessions at once ...");
    warmUp(sessions, 0);
    alternate(
        sessions,
        0,
        (result, runs) ->
            result.callsPerSecond.put(sessions, median(runs, BenchFleet.Run::perSecond)));
  }

  private void warmUp(int sessions, int bytes) throws Exception {
    long nanos = plan.warmUpNanos() / (sessions == 1 && bytes == 0 ? 1 : 3);
    if (direct.size() >= sessions) {
      direct.call(sessions, target.call(), bytes, 1, nanos);
    }
    shared.call(sessions, target.call(), bytes, 1, nanos);
  }

  /** Runs on both sides in turn; who is first changes. */
  private void alternate(int sessions, int bytes, Recorder recorder) throws Exception {
    List<BenchFleet.Run> directly = new ArrayList<>();
    List<BenchFleet.Run> through = new ArrayList<>();
    for (int round = 0; round < 2 * plan.rounds(); round++) {
      boolean isDirect = (round & 3) == 0 || (round & 3) == 3;
      BenchFleet fleet = isDirect ? direct : shared;
      if (fleet.size() >= sessions) {
        (isDirect ? directly : through)
            .add(fleet.call(sessions, target.call(), bytes, 1, plan.runNanos()));
      }
    }
    recorder.record(report.shared, through);
    if (!directly.isEmpty()) {
      recorder.record(report.direct, directly);
    }
  }

  private interface Value {
    double of(BenchFleet.Run run);
  }

  private static double median(List<BenchFleet.Run> runs, Value value) {
    return Samples.median(runs.stream().mapToDouble(value::of).toArray());
  }

  private void measureMemory(int sessions) throws IOException {
    if (direct.size() >= sessions) {
      report.direct.memoryKib.put(sessions, ProcessMemory.kib(direct.processes()));
    }
    Set<Long> pids = new HashSet<>(shared.processes());
    pids.addAll(ProcessMemory.trees(List.of(daemon.pid())));
    report.shared.memoryKib.put(sessions, ProcessMemory.kib(pids));
  }

  private void say(String what) {
    progress.println(what);
  }

  /** What the processes said last, for a failure. */
  private String lastErrors() throws IOException {
    if (!Files.exists(errors)) {
      return "";
    }
    List<String> lines = Files.readAllLines(errors);
    return lines.isEmpty() ? "" : "\n  stderr ends with: " + lines.get(lines.size() - 1);
  }

  private void end() throws IOException, InterruptedException {
    direct.end();
    shared.end();
    daemon.end();
  }
}
