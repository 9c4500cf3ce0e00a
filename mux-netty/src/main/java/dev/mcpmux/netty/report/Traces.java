package dev.mcpmux.netty.report;

import dev.mcpmux.core.config.Limits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What has gone wrong of late, so that it can be looked at when those whom it hit have gone: a
 * bounded number, each for a while. Event loop only.
 */
public final class Traces {

  /**
   * What has gone wrong with one server, or at the door.
   *
   * @param server its name; empty for a session that was refused
   * @param what the last time, in one line
   * @param times how often in a row, with no longer pause than it is kept
   * @param deaths how often of these a process ended by itself that had come up
   * @param at the last time, as {@link System#nanoTime} tells it
   */
  record Trace(Optional<String> server, String what, int times, int deaths, long at) {}

  private final Supplier<Limits> limits;

  /** Those that were added to last come last. */
  private final Map<String, Trace> byKey = new LinkedHashMap<>();

  /**
   * @param limits those of now
   */
  public Traces(Supplier<Limits> limits) {
    this.limits = limits;
  }

  /**
   * @param death whether its process had come up, and ended by itself
   */
  void server(String server, String what, boolean death) {
    add("server " + server, Optional.of(server), what, death);
  }

  /**
   * @param kind equal for what is the same
   */
  void refused(String kind, String what) {
    add("refused " + kind, Optional.empty(), what, false);
  }

  private void add(String key, Optional<String> server, String what, boolean death) {
    forgetOld();
    Trace before = byKey.remove(key);
    int times = before == null ? 0 : before.times();
    int deaths = before == null ? 0 : before.deaths();
    byKey.put(key, new Trace(server, what, times + 1, deaths + (death ? 1 : 0), System.nanoTime()));
    while (byKey.size() > limits.get().maxFailureTraces()) {
      byKey.remove(byKey.keySet().iterator().next());
    }
  }

  /** The latest first. */
  List<Trace> all() {
    forgetOld();
    List<Trace> traces = new ArrayList<>(byKey.values());
    Collections.reverse(traces);
    return traces;
  }

  private void forgetOld() {
    long now = System.nanoTime();
    long kept = TimeUnit.MILLISECONDS.toNanos(limits.get().failureTraceMillis());
    byKey.values().removeIf(trace -> now - trace.at() > kept);
  }
}
