package dev.mcpmux.netty.report;

import dev.mcpmux.core.meter.Meter;
import dev.mcpmux.core.meter.ServerTally;
import dev.mcpmux.core.meter.Tally;
import dev.mcpmux.netty.wire.Answers;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import tools.jackson.core.JsonGenerator;

/**
 * What the {@link Meter} counted over the last hour and the last day: calls, failures, the time of
 * 95 in 100, and what memory somebody has measured, of all servers together and of those that were
 * called last. Room is taken only for servers that are called, 10 KB for each; a tick without calls
 * changes a few numbers.
 *
 * <p>Event loop only.
 */
public final class History {

  /** How often {@link #tick} is to be called. */
  public static final int TICK_SECONDS = 10;

  /** Of all servers together. */
  public static final String ALL = "";

  static final int MAX_SERVERS = 15;

  private static final int TICKS_OF_DAY = 30;

  /** How far back, and how finely. */
  public enum Span {
    HOUR(TICK_SECONDS, 360),
    DAY(TICK_SECONDS * TICKS_OF_DAY, 288);

    private final int seconds;
    private final int size;

    Span(int seconds, int size) {
      this.seconds = seconds;
      this.size = size;
    }
  }

  private static final Span[] SPANS = Span.values();

  private final Meter meter;
  private final LongSupplier millis;
  private final Times[] times = {new Times(Span.HOUR), new Times(Span.DAY)};
  private final Map<String, Track> tracks = new HashMap<>();
  private Map<String, Long> memory = Map.of();
  private int ticks;
  private int measuredAt;

  /** What {@link ServerTally#activity} of each server was at the last tick. */
  private final Map<String, Long> seen = new HashMap<>();

  /**
   * @param millis the time of day
   */
  public History(Meter meter, LongSupplier millis) {
    this.meter = meter;
    this.millis = millis;
  }

  /** When the values of a span were taken: a ring. */
  private static final class Times {
    final int[] at;
    int taken;

    Times(Span span) {
      at = new int[span.size];
    }

    int slot() {
      return taken % at.length;
    }

    int count() {
      return Math.min(taken, at.length);
    }
  }

  /** One server, or all: a ring of each value for each span. */
  private static final class Track {
    private final ServerTally server;
    private final int[][][] values = new int[SPANS.length][Value.values().length][];

    /** What had been counted when the last value was taken; null for nothing. */
    private final Tally[] before = new Tally[SPANS.length];

    private final long[] activity = new long[SPANS.length];
    private int usedAt;

    /**
     * @param server null for all
     */
    Track(ServerTally server) {
      this.server = server;
      for (Span span : SPANS) {
        for (int i = 0; i < Value.values().length; i++) {
          values[span.ordinal()][i] = new int[span.size];
        }
      }
    }

    void startFrom(Tally now, long active) {
      for (Span span : SPANS) {
        before[span.ordinal()] = now;
        activity[span.ordinal()] = active;
      }
    }

    /**
     * @param now null when nothing has changed
     */
    void record(Span span, int slot, Tally now, int memoryKib) {
      Tally old = before[span.ordinal()];
      set(span, Value.CALLS, slot, now == null ? 0 : now.calls() - (old == null ? 0 : old.calls()));
      set(
          span,
          Value.ERRORS,
          slot,
          now == null ? 0 : now.failures() - (old == null ? 0 : old.failures()));
      long nanos = 0;
      if (now != null) {
        nanos = old == null ? now.quantile(0.95) : now.quantileSince(old, 0.95);
        before[span.ordinal()] = now;
      }
      set(span, Value.P95_MICROS, slot, TimeUnit.NANOSECONDS.toMicros(nanos));
      set(span, Value.MEMORY_KIB, slot, memoryKib);
    }

    private void set(Span span, Value value, int slot, long number) {
      values[span.ordinal()][value.ordinal()][slot] = (int) Math.min(number, Integer.MAX_VALUE);
    }
  }

  private enum Value {
    CALLS("calls", true),
    ERRORS("errors", true),
    P95_MICROS("p95Micros", false),
    MEMORY_KIB("memoryKib", false);

    private final String member;

    /** Else it says that there was nothing to measure. */
    private final boolean zeroCounts;

    Value(String member, boolean zeroCounts) {
      this.member = member;
      this.zeroCounts = zeroCounts;
    }
  }

  /**
   * What servers take now, in KiB: for the hour until the next tick but one, for the day until the
   * next tick of the day.
   *
   * @param kib by their names; {@link #ALL} for all with mcpmux itself
   */
  public void memory(Map<String, Long> kib) {
    memory = Map.copyOf(kib);
    measuredAt = ticks;
  }

  /** Takes the values of now. Returns whether that was one for the day as well. */
  public boolean tick() {
    ticks++;
    boolean day = ticks % TICKS_OF_DAY == 0;
    follow();
    record(Span.HOUR, 1);
    if (day) {
      record(Span.DAY, TICKS_OF_DAY);
    }
    return day;
  }

  /**
   * @param maxAge for how many ticks what was measured counts
   */
  private void record(Span span, int maxAge) {
    Map<String, Long> sizes = ticks - measuredAt > maxAge ? Map.of() : memory;
    Times ring = times[span.ordinal()];
    int slot = ring.slot();
    ring.at[slot] = (int) TimeUnit.MILLISECONDS.toSeconds(millis.getAsLong());
    for (Map.Entry<String, Track> entry : tracks.entrySet()) {
      Track track = entry.getValue();
      long active = track.server == null ? all() : track.server.activity();
      Tally now = null;
      if (active != track.activity[span.ordinal()]) {
        track.activity[span.ordinal()] = active;
        now = track.server == null ? meter.total() : track.server.total();
      }
      track.record(span, slot, now, kib(sizes, entry.getKey()));
    }
    ring.taken++;
  }

  private static int kib(Map<String, Long> sizes, String name) {
    return (int) Math.min(sizes.getOrDefault(name, 0L), Integer.MAX_VALUE);
  }

  private long all() {
    return seen.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Looks which servers were called, and makes a track for each, if there is room. */
  private void follow() {
    if (!meter.servers().isEmpty()) {
      tracks.computeIfAbsent(ALL, name -> new Track(null));
    }
    for (Map.Entry<String, ServerTally> entry : meter.servers().entrySet()) {
      long active = entry.getValue().activity();
      Long before = seen.put(entry.getKey(), active);
      if (active != (before == null ? 0 : before)) {
        follow(entry.getKey(), entry.getValue(), before != null);
      }
    }
    seen.keySet().retainAll(meter.servers().keySet());
  }

  /**
   * @param known whether it was called before the last tick, too
   */
  private void follow(String name, ServerTally server, boolean known) {
    Track track = tracks.get(name);
    if (track == null || track.server != server) {
      tracks.remove(name); // the meter has begun with it anew
      if (tracks.size() > MAX_SERVERS && !makeRoom()) {
        return;
      }
      track = new Track(server);
      if (known) {
        track.startFrom(server.total(), server.activity()); // else all of it would be of now
      }
      tracks.put(name, track);
    }
    track.usedAt = ticks;
  }

  /** Whether there was one that has not been called for the longest time, and a while. */
  private boolean makeRoom() {
    String oldest = null;
    for (Map.Entry<String, Track> entry : tracks.entrySet()) {
      int usedAt = entry.getValue().usedAt;
      if (!entry.getKey().equals(ALL)
          && ticks - usedAt > TICKS_OF_DAY
          && (oldest == null || usedAt < tracks.get(oldest).usedAt)) {
        oldest = entry.getKey();
      }
    }
    if (oldest == null) {
      return false;
    }
    tracks.remove(oldest);
    return true;
  }

  /**
   * What there is, the oldest first: {@code seconds} that each value stands for, the {@code times}
   * in seconds of Unix, and a list of each value, with null where nothing was measured.
   *
   * @param server {@link #ALL} for all together
   */
  public byte[] json(String server, Span span) {
    Times ring = times[span.ordinal()];
    Track track = tracks.get(server);
    return Answers.object(
        json -> {
          json.writeNumberProperty("seconds", span.seconds);
          json.writeArrayPropertyStart("times");
          each(ring, slot -> json.writeNumber(ring.at[slot]));
          json.writeEndArray();
          if (track != null) {
            for (Value value : Value.values()) {
              write(json, value, ring, track.values[span.ordinal()][value.ordinal()]);
            }
          }
        });
  }

  private static void write(JsonGenerator json, Value value, Times ring, int[] numbers) {
    json.writeArrayPropertyStart(value.member);
    each(
        ring,
        slot -> {
          if (numbers[slot] == 0 && !value.zeroCounts) {
            json.writeNull();
          } else {
            json.writeNumber(numbers[slot]);
          }
        });
    json.writeEndArray();
  }

  private static void each(Times ring, IntConsumer slots) {
    for (int i = ring.taken - ring.count(); i < ring.taken; i++) {
      slots.accept(i % ring.at.length);
    }
  }
}
