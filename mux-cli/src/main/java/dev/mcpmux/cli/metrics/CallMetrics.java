package dev.mcpmux.cli.metrics;

import dev.mcpmux.core.meter.Numbers;
import dev.mcpmux.core.meter.ServerTally;
import dev.mcpmux.core.meter.Tally;
import dev.mcpmux.core.port.CallEnd;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The calls, one series for each method of a server and each of its tools. */
final class CallMetrics {

  private static final String TOOLS_CALL = "tools/call";

  /** Where the numbers are exact: from a quarter of a millisecond to more than four minutes. */
  private static final long[] BOUNDS_NANOS = new long[21];

  private static final double[] BOUNDS_SECONDS = new double[BOUNDS_NANOS.length + 1];

  static {
    for (int i = 0; i < BOUNDS_NANOS.length; i++) {
      BOUNDS_NANOS[i] = 8192L << i + 5;
      BOUNDS_SECONDS[i] = BOUNDS_NANOS[i] / 1e9;
    }
    BOUNDS_SECONDS[BOUNDS_NANOS.length] = Double.POSITIVE_INFINITY;
  }

  private final Map<Labels, Tally> rows = new LinkedHashMap<>();

  CallMetrics(Numbers numbers) {
    numbers.servers().forEach((name, server) -> addRows(name, server.tally()));
    if (numbers.gone().calls() > 0) {
      add(MetricsText.OTHER, MetricsText.OTHER, "", numbers.gone());
    }
  }

  private void addRows(String server, ServerTally tally) {
    for (ServerTally.Row method : tally.methods()) {
      if (!method.name().equals(TOOLS_CALL)) { // each call of these is one of a tool
        add(server, method.name(), "", method.tally());
      }
    }
    tally.tools().forEach(tool -> add(server, TOOLS_CALL, tool.name(), tool.tally()));
  }

  /** Names that look the same are one. */
  private void add(String server, String method, String tool, Tally tally) {
    Labels labels =
        Labels.of(
            "server", MetricsText.text(server), "method", method, "tool", MetricsText.text(tool));
    rows.computeIfAbsent(labels, first -> new Tally()).add(tally);
  }

  void addTo(Families families) {
    rows.forEach(
        (labels, tally) -> {
          for (CallEnd end : CallEnd.values()) {
            if (isPossible(end, labels) || tally.ended(end) > 0) {
              String outcome = end.name().toLowerCase(Locale.ROOT);
              families.counter(
                  "mcpmux_calls",
                  "Requests of clients that have ended, by how they did.",
                  labels.add("outcome", outcome),
                  tally.ended(end));
            }
          }
          families.counter(
              "mcpmux_request_bytes", "Bytes of requests of clients.", labels, tally.bytesIn());
          families.counter(
              "mcpmux_response_bytes", "Bytes of their answers.", labels, tally.bytesOut());
        });
    HistogramSnapshot.Builder durations =
        HistogramSnapshot.builder()
            .name("mcpmux_call_duration_seconds")
            .unit(Unit.SECONDS)
            .help("How long servers took for answers; their sum is off by an eighth at most.");
    rows.forEach(
        (labels, tally) -> {
          if (tally.answered() > 0) {
            durations.dataPoint(durations(labels, tally));
          }
        });
    families.other(durations.build());
  }

  /** A series is there before the first of a kind, so that a rate does not miss it. */
  private static boolean isPossible(CallEnd end, Labels labels) {
    boolean tool = labels.get("method").equals(TOOLS_CALL);
    return switch (end) {
      case KNOWN -> false;
      case TOOL_ERROR -> tool;
      default -> true;
    };
  }

  private static HistogramDataPointSnapshot durations(Labels labels, Tally tally) {
    long[] counts = new long[BOUNDS_SECONDS.length];
    long below = 0;
    for (int i = 0; i < BOUNDS_NANOS.length; i++) {
      long within = tally.answeredWithin(BOUNDS_NANOS[i]);
      counts[i] = within - below;
      below = within;
    }
    counts[BOUNDS_NANOS.length] = tally.answered() - below;
    HistogramDataPointSnapshot.Builder point = HistogramDataPointSnapshot.builder();
    point.classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS_SECONDS, counts));
    point.sum(tally.answerNanos() / 1e9);
    point.labels(labels);
    return point.build();
  }
}
