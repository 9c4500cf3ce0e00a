package dev.mcpmux.cli.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * {@link SizedStatus} again and again: what processes take is measured as often as it can be in a
 * tenth of the time, and is said as it was until then. It is read from page tables, which takes
 * long where processes are large or many.
 */
public final class PacedStatus {

  private static final int PAUSE = 9;

  /** What measures. */
  interface Gauge {
    TreeSize tree(long pid);

    long alone(long pid);
  }

  private static final Gauge SYSTEM =
      new Gauge() {
        @Override
        public TreeSize tree(long pid) {
          return TreeSize.of(pid);
        }

        @Override
        public long alone(long pid) {
          return ProcessMemory.kibOf(pid);
        }
      };

  private final Gauge gauge;
  private final LongSupplier clock;
  private final Map<Long, TreeSize> trees = new HashMap<>();
  private final Map<Long, Long> alone = new HashMap<>();
  private long measuredAt;
  private long due;

  public PacedStatus() {
    this(SYSTEM, System::nanoTime);
  }

  PacedStatus(Gauge gauge, LongSupplier clock) {
    this.gauge = gauge;
    this.clock = clock;
    this.due = clock.getAsLong();
  }

  /** The daemon's answer with sizes; of a process that is new they are measured. */
  public String of(String answer) {
    long start = clock.getAsLong();
    boolean anew = start - due >= 0;
    if (anew) {
      trees.clear();
      alone.clear();
      measuredAt = start;
    }
    String sized =
        SizedStatus.of(
            answer,
            pid -> trees.computeIfAbsent(pid, gauge::tree),
            pid -> alone.computeIfAbsent(pid, gauge::alone),
            null);
    if (anew) {
      long end = clock.getAsLong();
      due = end + PAUSE * (end - start);
    }
    return sized;
  }

  /** When all was measured the last time, in nanoseconds of some clock. */
  public long measuredAt() {
    return measuredAt;
  }
}
