package dev.mcpmux.cli.bench;

import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.cli.text.TextTable;
import dev.mcpmux.cli.measure.PrivateDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * mcpmux against a daemon in C that only copies bytes ({@code yardstick.c}): both behind the same
 * relay and in front of the same server ({@code answer.c}), open at the same time, in turns. A
 * third column is the server alone. Prints the table of ratios in {@code docs/performance.md}.
 *
 * <pre>java -cp mux-bench/target/mux-bench.jar dev.mcpmux.cli.bench.Ratios [ROUNDS [MILLIS [ROW]]]
 * </pre>
 *
 * from the top of the source tree. ROW is a part of a row's name, to measure that alone.
 */
public final class Ratios {

  private static final int SESSIONS = 8;
  private static final int DIRECT = 0;
  private static final int YARDSTICK = 1;
  private static final int MCPMUX = 2;
  private static final BenchCall ECHO =
      new BenchCall("echo", "{\"text\":\"" + BenchCall.TEXT + "\"}", true);

  /**
   * What is compared.
   *
   * @param rate calls per second if true, else the median of a call
   * @param target the ratio to reach
   */
  private record Row(
      String name,
      BenchCall call,
      int textBytes,
      int sessions,
      int inFlight,
      boolean rate,
      double target) {

    double value(BenchFleet.Run run) {
      return rate ? run.perSecond() : run.samples().quantile(0.5) / 1e3;
    }

    boolean isReached(double ratio) {
      return rate ? ratio >= target : ratio <= target;
    }
  }

  private static final List<Row> ROWS =
      List.of(
          new Row("one call, median, µs", ECHO, 0, 1, 1, false, 1.1),
          new Row("calls/s, 8 sessions", ECHO, 0, SESSIONS, 1, true, 0.9),
          new Row("calls/s, 1 session, 64 in flight", ECHO, 0, 1, 64, true, 0.5),
          new Row("64 KiB both ways, median, µs", ECHO, 64 << 10, 1, 1, false, 1.4),
          new Row("1 MiB reply, one string, median, µs", reply("text"), 0, 1, 1, false, 1.4),
          new Row("1 MiB reply, structured, median, µs", reply("structured"), 0, 1, 1, false, 2.0));

  private final int rounds;
  private final long nanos;
  private final String part;
  private final Path launcher = Path.of("mux-cli/target/mcpmux/bin/mcpmux").toRealPath();
  private final Path programs = Path.of("mux-bench/target/native").toRealPath();
  private final PrivateDaemon daemon;
  private final PrivateDaemon yardstickHome;
  private final List<BenchFleet> fleets = new ArrayList<>();
  private Process yardstick;

  private Ratios(int rounds, long millis, String part) throws IOException {
    this.rounds = rounds;
    this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    this.part = part;
    this.daemon =
        new PrivateDaemon(
            "mcpmux-ratios",
            "{\"mcpServers\":{\"answer\":{\"command\":"
                + RawJson.quote(programs.resolve("answer").toString())
                + "}}}");
    this.yardstickHome = new PrivateDaemon("mcpmux-yardstick", "{}");
  }

  public static void main(String[] args) throws Exception {
    Ratios ratios =
        new Ratios(
            args.length > 0 ? Integer.parseInt(args[0]) : 9,
            args.length > 1 ? Long.parseLong(args[1]) : 500,
            args.length > 2 ? args[2] : "");
    try {
      ratios.run();
    } finally {
      ratios.end();
    }
  }

  private static BenchCall reply(String tool) {
    return new BenchCall(tool, "{\"note\":\"" + BenchCall.TEXT + "\"}", false);
  }

  private void run() throws Exception {
    startYardstick();
    fleets.add(fleet(List.of(programs.resolve("answer").toString()), daemon));
    List<String> attach = List.of(launcher.toString(), "attach", "answer");
    fleets.add(fleet(attach, yardstickHome));
    daemon.expect();
    fleets.add(fleet(attach, daemon));
    TextTable table =
        new TextTable("lrrrrll").row("", "direct", "yardstick", "mcpmux", "ratio", "target", "");
    for (Row row : ROWS) {
      if (row.name.contains(part)) {
        measure(row, table);
      }
    }
    System.out.println();
    System.out.print(table);
  }

  private void measure(Row row, TextTable table) throws Exception {
    System.err.println(row.name + " ...");
    List<List<Double>> values = new ArrayList<>();
    for (BenchFleet fleet : fleets) {
      fleet.openUpTo(row.sessions);
      call(fleet, row, 3 * nanos);
      values.add(new ArrayList<>());
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < fleets.size(); i++) {
        int side = (round + i) % fleets.size();
        values.get(side).add(row.value(call(fleets.get(side), row, nanos)));
      }
    }
    double ratio = median(values.get(MCPMUX)) / median(values.get(YARDSTICK));
    table.row(
        row.name,
        number(median(values.get(DIRECT))),
        number(median(values.get(YARDSTICK))),
        number(median(values.get(MCPMUX))),
        String.format(Locale.ROOT, "%.2f", ratio),
        (row.rate ? ">= " : "<= ") + row.target,
        row.isReached(ratio) ? "" : "missed");
  }

  private static BenchFleet.Run call(BenchFleet fleet, Row row, long nanos) throws Exception {
    BenchFleet.Run run = fleet.call(row.sessions, row.call, row.textBytes, row.inFlight, nanos);
    if (fleet.wrong() > 0) {
      throw new IOException("wrong answer: " + fleet.firstWrong());
    }
    return run;
  }

  private static double median(List<Double> values) {
    return Samples.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 1000 ? "%.1f" : "%,.0f", value);
  }

  private static BenchFleet fleet(List<String> command, PrivateDaemon home) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("MCPMUX_HOME", home.directory().toString());
    Path errors = home.directory().resolve("stderr.log");
    return new BenchFleet(command, environment, home.directory(), errors, true);
  }

  private void startYardstick() throws IOException, InterruptedException {
    Path run = yardstickHome.directory().resolve("run");
    Files.createDirectory(
        run, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path socket = run.resolve("mcpmux.sock");
    yardstick =
        new ProcessBuilder(
                programs.resolve("yardstick").toString(),
                socket.toString(),
                programs.resolve("answer").toString())
            .inheritIO()
            .start();
    while (!Files.exists(socket) && yardstick.isAlive()) {
      Thread.sleep(5);
    }
  }

  private void end() throws IOException, InterruptedException {
    for (BenchFleet fleet : fleets) {
      fleet.end();
    }
    if (yardstick != null) {
      yardstick.destroy();
      yardstick.waitFor();
    }
    daemon.end();
    yardstickHome.end();
  }
}
