package dev.mcpmux.cli.bench;

import dev.mcpmux.cli.measure.PrivateDaemon;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.cli.text.TextTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A call through {@code call_tool} against the call itself, from the client to the server and back
 * ({@code answer.c}): a session that finds its tools and one that has them listed, open at the same
 * daemon, in turns. Prints the medians of the rounds.
 *
 * <pre>
 * java -cp mux-bench/target/mux-bench.jar dev.mcpmux.cli.bench.CallToolRatios [ROUNDS [MILLIS]]
 * </pre>
 *
 * from the top of the source tree.
 */
public final class CallToolRatios {
  private static final String ARGUMENTS = "{\"text\":\"" + BenchCall.TEXT + "\"}";
  private static final BenchCall OWN_NAME = new BenchCall("answer__echo", ARGUMENTS, true);
  private static final BenchCall FOUND =
      new BenchCall(
          "call_tool", "{\"name\":\"answer__echo\",\"arguments\":" + ARGUMENTS + "}", true);

  /** Before it the daemon compiles, which the second side would gain from more than the first. */
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(5);

  private record Side(BenchFleet fleet, BenchCall call, List<Double> medians) {}

  private final int rounds;
  private final long nanos;
  private final PrivateDaemon daemon;
  private final List<Side> sides = new ArrayList<>();

  private CallToolRatios(int rounds, long millis) throws IOException {
    this.rounds = rounds;
    this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    Path server = Path.of("mux-bench/target/native/answer").toRealPath();
    daemon =
        new PrivateDaemon(
            "mcpmux-call-tool",
            "{\"mcpServers\":{\"answer\":{\"command\":" + RawJson.quote(server.toString()) + "}}}");
  }

  public static void main(String[] args) throws Exception {
    CallToolRatios ratios =
        new CallToolRatios(
            args.length > 0 ? Integer.parseInt(args[0]) : 41,
            args.length > 1 ? Long.parseLong(args[1]) : 200);
    try {
      ratios.run();
    } finally {
      ratios.end();
    }
  }

  private void run() throws Exception {
    String launcher = Path.of("mux-cli/target/mcpmux/bin/mcpmux").toRealPath().toString();
    daemon.expect();
    add(OWN_NAME, launcher, "attach");
    add(FOUND, launcher, "attach", "--find");
    TextTable table = new TextTable("rrrr").row("bytes", "own name, µs", "call_tool, µs", "ratio");
    for (int bytes : new int[] {100, 1 << 10, 64 << 10}) {
      measure(bytes, table);
    }
    System.out.print(table);
  }

  private void add(BenchCall call, String... command) throws Exception {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("MCPMUX_HOME", daemon.directory().toString());
    Path errors = daemon.directory().resolve("stderr.log");
    BenchFleet fleet =
        new BenchFleet(List.of(command), environment, daemon.directory(), errors, true);
    fleet.openUpTo(1);
    sides.add(new Side(fleet, call, new ArrayList<>()));
  }

  private void measure(int bytes, TextTable table) throws Exception {
    for (Side side : sides) {
      side.medians().clear();
      median(side, bytes, WARM_UP_NANOS);
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < sides.size(); i++) {
        Side side = sides.get((round + i) % sides.size());
        side.medians().add(median(side, bytes, nanos));
      }
    }
    double own = Samples.median(values(sides.get(0)));
    double found = Samples.median(values(sides.get(1)));
    table.row(
        String.valueOf(bytes),
        String.format(Locale.ROOT, "%.1f", own),
        String.format(Locale.ROOT, "%.1f", found),
        String.format(Locale.ROOT, "%.3f", found / own));
  }

  private static double[] values(Side side) {
    return side.medians().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double median(Side side, int bytes, long nanos) throws Exception {
    BenchFleet.Run run = side.fleet().call(1, side.call(), bytes, 1, nanos);
    if (side.fleet().wrong() > 0) {
      throw new IOException("wrong answer: " + side.fleet().firstWrong());
    }
    return run.samples().quantile(0.5) / 1e3;
  }

  private void end() throws IOException, InterruptedException {
    for (Side side : sides) {
      side.fleet().end();
    }
    daemon.end();
  }
}
