package dev.mcpmux.cli.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one side gave. Durations in nanoseconds; a value that was not measured is not in its map.
 */
final class BenchResult {

  /** Medians of the runs. */
  double p50 = Double.NaN;

  double p99 = Double.NaN;

  /** The median of a call by the bytes of its text. */
  final Map<Integer, Double> payloads = new LinkedHashMap<>();

  /** By the number of sessions that make calls at the same time, one each. */
  final Map<Integer, Double> callsPerSecond = new LinkedHashMap<>();

  /** Of all processes together, by the number of sessions. */
  final Map<Integer, Long> memoryKib = new LinkedHashMap<>();

  /** The first session, which on the shared side starts the daemon and the server. */
  double firstOpen = Double.NaN;

  /** Another session. */
  double open = Double.NaN;

  /** KiB for each session, NaN where it was not measured. */
  double memoryPerSession(int sessions) {
    Long kib = memoryKib.get(sessions);
    return kib == null ? Double.NaN : (double) kib / sessions;
  }
}
