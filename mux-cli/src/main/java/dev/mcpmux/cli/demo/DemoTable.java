package dev.mcpmux.cli.demo;

import dev.mcpmux.cli.measure.ProcessMemory;
import dev.mcpmux.cli.text.TextTable;
import java.nio.file.Path;
import java.util.Locale;

/** What the demo has measured, as a person reads it. */
final class DemoTable {

  private static final String NONE = "-";

  /**
   * @param processes how many
   * @param kib their memory together
   */
  record Row(int processes, long kib) {

    Row plus(Row other) {
      return new Row(processes + other.processes, kib + other.kib);
    }

    String megabytes() {
      return String.format(Locale.ROOT, "%.1f MB", kib / 1024.0);
    }
  }

  /**
   * @param own of servers that each session has for itself
   * @param servers of those that all share
   */
  record Memory(Row own, Row servers, Row daemon, Row relays, boolean nativeRelays) {}

  private final int sessions;
  private final Memory memory;
  private final DemoFleet direct;
  private final DemoFleet shared;
  private final Path launcher;

  DemoTable(int sessions, Memory memory, DemoFleet direct, DemoFleet shared, Path launcher) {
    this.sessions = sessions;
    this.memory = memory;
    this.direct = direct;
    this.shared = shared;
    this.launcher = launcher;
  }

  @Override
  public String toString() {
    String relays = memory.nativeRelays() ? "relays (native)" : "relays (Java)";
    Row together = memory.servers().plus(memory.daemon()).plus(memory.relays());
    TextTable table =
        new TextTable("lrrrr")
            .row("", "", "without mcpmux", "", "with mcpmux")
            .row("", "processes", "memory", "processes", "memory")
            .row(
                "servers",
                count(memory.own()),
                memory.own().megabytes(),
                count(memory.servers()),
                memory.servers().megabytes())
            .row(
                memory.daemon().processes == 1 ? "daemon" : "daemon, guardian",
                NONE,
                NONE,
                count(memory.daemon()),
                memory.daemon().megabytes())
            .row(relays, NONE, NONE, count(memory.relays()), memory.relays().megabytes())
            .row(
                "together",
                count(memory.own()),
                memory.own().megabytes(),
                count(together),
                together.megabytes())
            .row("", "", "", "", "")
            .row("calls per second", "", rate(direct), "", rate(shared))
            .row("right answers", "", number(direct.right()), "", number(shared.right()))
            .row("wrong answers", "", number(direct.wrong()), "", number(shared.wrong()));
    StringBuilder text = new StringBuilder();
    table
        .toString()
        .lines()
        .forEach(line -> text.append(line.isEmpty() ? "" : "  ").append(line).append('\n'));
    text.append('\n');
    return text.append(verdict()).append(memory()).append(next()).toString();
  }

  private String verdict() {
    if (direct.wrong() + shared.wrong() > 0) {
      String first = shared.firstWrong() != null ? shared.firstWrong() : direct.firstWrong();
      return "WRONG ANSWERS. The first: " + first + "\n";
    }
    return "All "
        + sessions
        + " sessions used the same ids and progress tokens at the same time;\n"
        + "each got its own answers.\n";
  }

  private String memory() {
    String kind =
        ProcessMemory.isPss()
            ? "Memory is Pss: pages that processes share are counted once."
            : "Memory is Rss, as ps tells it: shared pages are counted in every process.";
    double breakEven = (memory.relays().kib + memory.daemon().kib) / (sessions - 1.0) / 1024;
    return kind
        + String.format(
            Locale.ROOT,
            "%nThe sample server is tiny: %.0f MB. For %d sessions mcpmux saves memory from%n"
                + "servers of %.0f MB on, which those that npx starts usually exceed.%n",
            memory.own().kib / 1024.0 / sessions,
            sessions,
            breakEven);
  }

  private String next() {
    return "\nNext: claude mcp add everything -- "
        + launcher
        + " attach -- npx -y @modelcontextprotocol/server-everything\n";
  }

  private static String count(Row row) {
    return Integer.toString(row.processes);
  }

  private static String rate(DemoFleet fleet) {
    return String.format(Locale.ROOT, "%,.0f", fleet.callsPerSecond());
  }

  private static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }
}
