package dev.mcpmux.cli.usage;

import dev.mcpmux.core.meter.Histogram;
import dev.mcpmux.core.port.CallEnd;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** How often something was called, how that ended, and how long it took. */
final class Counts {

  static final List<CallEnd> ENDS = List.of(CallEnd.values());

  private final long[] ends = new long[ENDS.size()];
  private final Histogram latency = new Histogram();
  private long micros;
  private long bytes;

  /** As a line of a batch has it. */
  static Counts ofLine(Map<String, Object> line) {
    Counts counts = new Counts();
    if (line.get("ends") instanceof Map<?, ?> ends) {
      ENDS.forEach(end -> counts.ends[end.ordinal()] = number(ends.get(name(end))));
    }
    counts.micros = number(line.get("micros"));
    counts.bytes = number(line.get("bytes"));
    if (line.get("times") instanceof List<?> times) {
      counts.addTimes(times.stream().map(String::valueOf).toList());
    }
    return counts;
  }

  /** What is written of one, in batches and as a column. */
  static String name(CallEnd end) {
    return end.name().toLowerCase(Locale.ROOT);
  }

  /** What it is for programs, as {@code mcpmux status --json} has it. */
  static String word(CallEnd end) {
    return switch (end) {
      case RESULT -> "results";
      case TOOL_ERROR -> "toolErrors";
      case ERROR -> "errors";
      case KNOWN -> "known";
      case CANCELLED -> "cancelled";
      case TIMEOUT -> "timeouts";
      case LOST -> "lost";
      case REFUSED -> "refused";
    };
  }

  static long number(Object value) {
    try {
      return value == null ? 0 : Math.max(0, Long.parseLong(value.toString()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  void add(Counts other) {
    for (int i = 0; i < ends.length; i++) {
      ends[i] += other.ends[i];
    }
    micros += other.micros;
    bytes += other.bytes;
    for (int bucket = 0; bucket < Histogram.MAX_BUCKETS; bucket++) {
      if (other.latency.in(bucket) > 0) {
        latency.add(bucket, other.latency.in(bucket));
      }
    }
  }

  void addEnded(CallEnd end, long count) {
    ends[end.ordinal()] += count;
  }

  void addMicros(long more) {
    micros += more;
  }

  void addBytes(long more) {
    bytes += more;
  }

  /** Adds what {@link #times} gave. */
  void addTimes(String times) {
    addTimes(Stream.of(times.split(" ")).filter(word -> !word.isEmpty()).toList());
  }

  private void addTimes(List<String> pairs) {
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      long bucket = number(pairs.get(i));
      if (bucket < Histogram.MAX_BUCKETS) {
        latency.add((int) bucket, number(pairs.get(i + 1)));
      }
    }
  }

  /** Pairs of the number of a bucket of {@link Histogram} and what is in it. */
  String times() {
    StringJoiner times = new StringJoiner(" ");
    for (int bucket = 0; bucket < Histogram.MAX_BUCKETS; bucket++) {
      if (latency.in(bucket) > 0) {
        times.add(bucket + " " + latency.in(bucket));
      }
    }
    return times.toString();
  }

  long ended(CallEnd end) {
    return ends[end.ordinal()];
  }

  long calls() {
    long calls = 0;
    for (long each : ends) {
      calls += each;
    }
    return calls;
  }

  /** Calls that did not end as they should: what the client has taken back is not among them. */
  long failed() {
    return calls() - ended(CallEnd.RESULT) - ended(CallEnd.KNOWN) - ended(CallEnd.CANCELLED);
  }

  /** How long servers have worked on it. */
  long micros() {
    return micros;
  }

  /** Of the answers. */
  long bytes() {
    return bytes;
  }

  /** Within which 95 of 100 answers came; 0 for none. */
  long p95Micros() {
    return latency.quantile(0.95) / 1000;
  }
}
