package dev.mcpmux.cli.bench;

import dev.mcpmux.cli.measure.ProcessMemory;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.cli.text.TextTable;
import dev.mcpmux.core.port.MuxVersion;
import java.util.Collection;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/** What was measured, for people and for programs. */
public final class BenchReport {

  private static final String NONE = "-";

  private final BenchTarget target;
  private final BenchPlan plan;
  final BenchResult direct = new BenchResult();
  final BenchResult shared = new BenchResult();

  /** Why the most sessions were not opened on the direct side, null if they were. */
  String leftOut;

  int wrong;
  String firstWrong;

  BenchReport(BenchTarget target, BenchPlan plan) {
    this.target = target;
    this.plan = plan;
  }

  /** Whether every answer was right. */
  public boolean isRight() {
    return wrong == 0;
  }

  /** A table, and what it says in words. */
  public String table() {
    TextTable table = new TextTable("lrrr").row("", "direct", "through mcpmux", "");
    table.row(
        "one call, median", time(direct.p50), time(shared.p50), times(direct.p50, shared.p50));
    table.row("one call, p99", time(direct.p99), time(shared.p99), times(direct.p99, shared.p99));
    for (int bytes : shared.payloads.keySet()) {
      double own = direct.payloads.getOrDefault(bytes, Double.NaN);
      double through = shared.payloads.get(bytes);
      table.row(
          "one with " + size(bytes) + ", median", time(own), time(through), times(own, through));
    }
    table.row("", "", "", "");
    for (int sessions : plan.sessions()) {
      double own = direct.callsPerSecond.getOrDefault(sessions, Double.NaN);
      double through = shared.callsPerSecond.get(sessions);
      String label = sessions == 1 ? "1 session" : sessions + " sessions";
      table.row("calls/s, " + label, count(own), count(through), times(own, through));
    }
    table.row("", "", "", "");
    table.row("the first session opens in", time(direct.firstOpen), time(shared.firstOpen), "");
    table.row(
        "another one in", time(direct.open), time(shared.open), times(direct.open, shared.open));
    for (int sessions : plan.sessions()) {
      double own = direct.memoryPerSession(sessions);
      double through = shared.memoryPerSession(sessions);
      table.row(
          "memory per session, of " + sessions, memory(own), memory(through), times(own, through));
    }
    StringBuilder text = new StringBuilder("\n");
    table
        .toString()
        .lines()
        .forEach(line -> text.append(line.isEmpty() ? "" : "  ").append(line).append('\n'));
    return text.append('\n').append(words()).toString();
  }

  private String words() {
    StringBuilder text = new StringBuilder();
    if (wrong > 0) {
      text.append(wrong).append(" WRONG ANSWERS. The first: ").append(firstWrong).append('\n');
    }
    int most = plan.sessions().get(plan.sessions().size() - 1);
    text.append(
        String.format(
            Locale.ROOT,
            "Each number is the median of %d runs, which both sides made in turns.%n",
            plan.rounds()));
    if (leftOut != null) {
      text.append("Direct, " + most + " sessions were left out: that " + leftOut + ".\n");
    }
    text.append(
        ProcessMemory.isPss()
            ? "Memory is Pss, of servers, relays and daemon together.\n"
            : "Memory is Rss, of servers, relays and daemon together.\n");
    return text.toString();
  }

  /** One object in one line. */
  public String json() {
    StringBuilder json = new StringBuilder("{\"version\":");
    RawJson.quote(json, MuxVersion.get());
    json.append(",\"server\":");
    RawJson.quote(json, target.server());
    json.append(",\"request\":");
    RawJson.quote(json, target.call().name());
    json.append(",\"rounds\":").append(plan.rounds());
    json.append(",\"runMillis\":").append(plan.runMillis());
    json.append(",\"processors\":").append(Runtime.getRuntime().availableProcessors());
    json.append(",\"memory\":").append(ProcessMemory.isPss() ? "\"pss\"" : "\"rss\"");
    json.append(",\"wrongAnswers\":").append(wrong);
    side(json.append(",\"direct\":"), direct);
    side(json.append(",\"mcpmux\":"), shared);
    return json.append('}').toString();
  }

  private static void side(StringBuilder json, BenchResult result) {
    json.append("{\"p50Micros\":").append(number(result.p50 / 1e3));
    json.append(",\"p99Micros\":").append(number(result.p99 / 1e3));
    numbers(
        json.append(",\"payloadP50Micros\":"),
        result.payloads.keySet(),
        b -> result.payloads.get(b) / 1e3);
    numbers(
        json.append(",\"callsPerSecond\":"),
        result.callsPerSecond.keySet(),
        result.callsPerSecond::get);
    json.append(",\"firstOpenMillis\":").append(number(result.firstOpen / 1e6));
    json.append(",\"openMillis\":").append(number(result.open / 1e6));
    numbers(
        json.append(",\"memoryPerSessionKib\":"),
        result.memoryKib.keySet(),
        result::memoryPerSession);
    json.append('}');
  }

  private static void numbers(
      StringBuilder json, Collection<Integer> keys, IntToDoubleFunction value) {
    String separator = "{";
    for (int key : keys) {
      json.append(separator).append('"').append(key).append("\":");
      json.append(number(value.applyAsDouble(key)));
      separator = ",";
    }
    json.append(keys.isEmpty() ? "{}" : "}");
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.1f", value);
  }

  private static String size(int bytes) {
    return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
  }

  private static String time(double nanos) {
    if (Double.isNaN(nanos)) {
      return NONE;
    } else if (nanos < 1e6) {
      return String.format(Locale.ROOT, "%.0f µs", nanos / 1e3);
    }
    return String.format(Locale.ROOT, nanos < 1e7 ? "%.1f ms" : "%,.0f ms", nanos / 1e6);
  }

  private static String count(double value) {
    return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String memory(double kib) {
    return Double.isNaN(kib) ? NONE : String.format(Locale.ROOT, "%.1f MB", kib / 1024);
  }

  private static String times(double direct, double shared) {
    return Double.isNaN(direct) || Double.isNaN(shared)
        ? ""
        : String.format(Locale.ROOT, "%.2f x", shared / direct);
  }
}
