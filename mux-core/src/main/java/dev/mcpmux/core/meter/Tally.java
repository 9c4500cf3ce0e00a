package dev.mcpmux.core.meter;

import dev.mcpmux.core.port.CallEnd;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was counted of one thing: its calls, how they ended, how long they took, and their bytes.
 */
public final class Tally {

  static final int NO_TIME = -1;

  private static final int ENDS = CallEnd.values().length;

  private final long[] ends = new long[ENDS];
  private long begun;
  private long bytesIn;
  private long bytesOut;

  /** Null before the first that was sent has ended. */
  private Histogram latency;

  public Tally() {}

  Tally copy() {
    Tally copy = new Tally();
    copy.add(this);
    return copy;
  }

  void begin(long bytes) {
    begun++;
    bytesIn += bytes;
  }

  /** One that began has gone elsewhere, its bytes were sent here. */
  void untake() {
    begun--;
  }

  /**
   * @param bucket of its time in a {@link Histogram}; {@link #NO_TIME} where that says nothing of
   *     the server
   */
  void end(CallEnd how, long bytes, int bucket) {
    ends[how.ordinal()]++;
    bytesOut += bytes;
    if (bucket != NO_TIME) {
      if (latency == null) {
        latency = new Histogram();
      }
      latency.addTo(bucket);
    }
  }

  /** Counts as well what another has counted. */
  public void add(Tally other) {
    for (int i = 0; i < ENDS; i++) {
      ends[i] += other.ends[i];
    }
    begun += other.begun;
    bytesIn += other.bytesIn;
    bytesOut += other.bytesOut;
    if (other.latency != null) {
      if (latency == null) {
        latency = new Histogram();
      }
      latency.add(other.latency);
    }
  }

  void clear() {
    Arrays.fill(ends, 0);
    begun = 0;
    bytesIn = 0;
    bytesOut = 0;
    if (latency != null) {
      latency.clear();
    }
  }

  /** Those that have failed, in whatever way; neither cancelled ones nor lists known already. */
  public long failures() {
    return ended(CallEnd.TOOL_ERROR)
        + ended(CallEnd.ERROR)
        + ended(CallEnd.TIMEOUT)
        + ended(CallEnd.LOST)
        + ended(CallEnd.REFUSED);
  }

  /** All that began, those that have not ended among them. */
  public long calls() {
    return begun;
  }

  /** Those that have ended in this way. */
  public long ended(CallEnd how) {
    return ends[how.ordinal()];
  }

  /** Those that have not ended: they wait, or are in flight. */
  public long open() {
    long open = begun;
    for (long ended : ends) {
      open -= ended;
    }
    return open;
  }

  /** Of requests. */
  public long bytesIn() {
    return bytesIn;
  }

  /** Of the answers. */
  public long bytesOut() {
    return bytesOut;
  }

  /**
   * How many nanoseconds a server took for so much of its answers, such as 0.95, at most; 0 for
   * none.
   */
  public long quantile(double share) {
    return latency == null ? 0 : latency.quantile(share);
  }

  /**
   * As {@link #quantile}, of what was counted since a copy was made.
   *
   * @param before what {@link ServerTally#total} gave then
   */
  public long quantileSince(Tally before, double share) {
    if (latency == null) {
      return 0;
    }
    return before.latency == null
        ? latency.quantile(share)
        : latency.without(before.latency).quantile(share);
  }

  /** A number that changes with whatever is counted but bytes. */
  long activity() {
    long activity = begun;
    for (long ended : ends) {
      activity += ended;
    }
    return activity;
  }

  /** How many of its answers a server took less time for; exact for a power of two times 8192. */
  public long answeredWithin(long nanos) {
    return latency == null ? 0 : latency.countBelow(nanos);
  }

  /** How many a server has answered. */
  public long answered() {
    return latency == null ? 0 : latency.count();
  }

  /** About how many nanoseconds a server took for all its answers: off by an eighth at most. */
  public long answerNanos() {
    return latency == null ? 0 : latency.sum();
  }

  /** How many of its answers took how long; null for none. */
  public @Nullable Histogram latency() {
    return latency;
  }

  /** Whether a server has answered any. */
  public boolean hasLatency() {
    return latency != null && latency.count() > 0;
  }
}
