package dev.mcpmux.netty.tap;

import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.mask.Masks;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Makes lines of what taps have been given, masks what is secret in them, and hands them on. It
 * looks by itself every few milliseconds, so that the event loop has nobody to wake, and it is
 * there only while there is a tap.
 *
 * <p>It works for a small part of the time only: where more passes than that is enough for, taps
 * lose frames, and sessions do not lose the processor to them.
 */
final class TapThread {

  private static final long LOOK_MILLIS = 20;

  /** In each of these times, for all taps together. */
  private static final long WORK_NANOS = 500_000;

  /** What was not needed is saved up to this, for when much comes at once. */
  private static final long MAX_SAVED_NANOS = 200_000_000;

  /** What took longer, or waited, is not made up for longer than a second. */
  private static final long MAX_OWED_NANOS = 20_000_000;

  static final int BATCH_BYTES = 256 * 1024;

  private final Supplier<Masks> masks;
  private final List<Tap> taps = new CopyOnWriteArrayList<>();
  private Thread thread;

  TapThread(Supplier<Masks> masks) {
    this.masks = masks;
  }

  synchronized void add(Tap tap) {
    if (thread == null) {
      Thread started = new Thread(this::run, "mcpmux-tap");
      started.setDaemon(true);
      started.start(); // it may fail
      thread = started;
    }
    taps.add(tap);
  }

  private void run() {
    try {
      long saved = MAX_SAVED_NANOS;
      while (goesOn()) {
        taps.forEach(this::removeClosed);
        saved = after(saved, saved > 0 ? work(saved) : 0);
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that
    } finally {
      ended();
    }
  }

  /** What is saved after so much work, or is owed. */
  static long after(long saved, long worked) {
    return Math.max(-MAX_OWED_NANOS, Math.min(MAX_SAVED_NANOS, saved - worked + WORK_NANOS));
  }

  /** Its frames hold room that others need. */
  private void removeClosed(Tap tap) {
    if (tap.isClosed()) {
      taps.remove(tap);
      tap.ring().clear();
    }
  }

  /** Shows at least one frame, however long that takes, and says how long it took. */
  private long work(long maxNanos) {
    long each = maxNanos / Math.max(1, taps.size());
    long begin = System.nanoTime();
    taps.forEach(tap -> show(tap, each));
    return System.nanoTime() - begin;
  }

  /** Also by an error: the next tap has another thread. */
  private synchronized void ended() {
    if (thread == Thread.currentThread()) {
      thread = null;
    }
  }

  private synchronized boolean goesOn() {
    if (taps.isEmpty()) {
      thread = null;
    }
    return thread != null;
  }

  private void show(Tap tap, long maxNanos) {
    try {
      if (tap.hasFailed()) {
        tap.ring().clear(); // until it is closed
      } else if (tap.sink().isReady()) {
        showWaiting(tap, System.nanoTime() + maxNanos);
      }
    } catch (RuntimeException | Error e) {
      Log.bug("a tap has failed, and ends", e);
      tap.ring().clear();
      tap.fail(); // it is closed on the event loop, which may be adding to it
      end(tap);
    }
  }

  /** Whatever comes of it: others have taps, too. */
  private static void end(Tap tap) {
    try {
      tap.sink().end();
    } catch (RuntimeException | Error e) {
      Log.bug("a tap that has failed cannot be ended", e);
    }
  }

  private void showWaiting(Tap tap, long until) {
    FrameLine lines = tap.lines();
    boolean complete = tap.isComplete(); // before the look: what was added before it is seen
    TapFrame frame = tap.ring().take();
    while (frame != null) {
      // behind the taking: whatever is a secret in a frame was learned before that was added
      lines.write(frame, tap.request().masked() ? masks.get() : null);
      boolean more = lines.size() < BATCH_BYTES && System.nanoTime() - until < 0;
      frame = more ? tap.ring().take() : null;
    }
    long lost = tap.ring().takeLost();
    if (lost > 0) {
      lines.writeLost(lost);
    }
    if (lines.size() > 0) {
      tap.sink().write(lines.take());
    } else if (complete) {
      taps.remove(tap);
      tap.sink().end();
    }
  }
}
