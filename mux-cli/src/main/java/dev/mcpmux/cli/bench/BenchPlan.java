package dev.mcpmux.cli.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How much is measured.
 *
 * @param rounds how often each run is made on each side
 * @param runMillis how long a run takes
 * @param warmUpMillis how long calls are made before the first run
 * @param sessions how many make calls at the same time, ascending, beginning with 1
 * @param openings how many sessions are opened one after the other, for the time that takes
 */
public record BenchPlan(
    int rounds, long runMillis, long warmUpMillis, List<Integer> sessions, int openings) {

  /** Texts of this many bytes are measured beside the short one. */
  static final List<Integer> PAYLOADS = List.of(64 << 10, 1 << 20);

  public static BenchPlan usual() {
    return new BenchPlan(5, 500, 1500, List.of(1, 8, 32), 7);
  }

  /** Some seconds; its numbers say less. */
  public static BenchPlan quick() {
    return new BenchPlan(3, 250, 700, List.of(1, 8), 3);
  }

  long runNanos() {
    return TimeUnit.MILLISECONDS.toNanos(runMillis);
  }

  long warmUpNanos() {
    return TimeUnit.MILLISECONDS.toNanos(warmUpMillis);
  }
}
