package dev.mcpmux.netty.io;

import dev.mcpmux.core.time.Timers;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.netty.log.Log;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time in which the event loop could work, and what is to happen in it. When the process was
 * stopped, its machine was paused or the loop was held up, others were so too, or could not be
 * heard: that time must not count for any timeout, or all would be over at once.
 *
 * <p>The clock knows it by its own tick: it does not go on beyond a tick that is more than two
 * seconds late. While something is to happen, ticks come often enough that hardly any of a pause
 * counts; while nothing is, there are none. The time that a machine sleeps does not count for the
 * JVM's own clock either.
 *
 * <p>Event loop only.
 */
public final class AwakeClock {
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** A tick comes after this part of the time to what is next; of a pause, so much may count. */
  private static final int TICK_PART = 8;

  private static final long SHORTEST_TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_TICK_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long NEVER = Long.MAX_VALUE;

  private final EventExecutor loop;
  private final LongSupplier nanos;
  private final Timers timers = new Timers();
  private ScheduledFuture<?> tick;
  private long tickAt = NEVER;

  /** The last that was told: time does not go back. */
  private long last;

  private long lost;

  public AwakeClock(EventExecutor loop) {
    this(loop, System::nanoTime);
  }

  AwakeClock(EventExecutor loop, LongSupplier nanos) {
    this.loop = loop;
    this.nanos = nanos;
    this.last = nanos.getAsLong();
  }

  /** In nanoseconds from any beginning. */
  public long now() {
    long now = nanos.getAsLong() - lost;
    if (now - LATE_NANOS > tickAt) {
      long woken = Math.max(last, tickAt);
      if (now - woken > LATE_NANOS) { // else it stands until the loop comes to the tick
        long seconds = TimeUnit.NANOSECONDS.toSeconds(now - woken);
        Log.info("was held up for " + seconds + " s, which count for no timeout");
      }
      lost += now - woken;
      now = woken;
    }
    last = now;
    return now;
  }

  /** Has something done after a time, on the event loop, unless it is cancelled before. */
  public Timer in(long delay, TimeUnit unit, Runnable task) {
    return at(now() + unit.toNanos(delay), task);
  }

  /** As {@link #in}, at a time of this clock; at once when that is over. */
  public Timer at(long time, Runnable task) {
    Timer timer = timers.schedule(time, task);
    plan(now());
    return timer;
  }

  /** A tick that is pending already is never put off: it comes early, and the next is planned. */
  private void plan(long now) {
    long next = timers.next();
    if (next == NEVER) {
      return;
    }
    long part = (next - now) / TICK_PART;
    long pause = Math.max(SHORTEST_TICK_NANOS, Math.min(LONGEST_TICK_NANOS, part));
    long at = Math.max(now, Math.min(next, now + pause));
    if (at >= tickAt) {
      return;
    }
    if (tick != null) {
      tick.cancel(false);
    }
    tickAt = at;
    tick = loop.schedule(this::tick, Math.max(0, at - now), TimeUnit.NANOSECONDS);
  }

  private void tick() {
    long now = now();
    tick = null;
    tickAt = NEVER;
    try {
      timers.runDue(now, () -> {});
    } catch (RuntimeException | Error e) {
      Log.bug("what was to happen has failed", e);
    }
    plan(now());
  }
}
