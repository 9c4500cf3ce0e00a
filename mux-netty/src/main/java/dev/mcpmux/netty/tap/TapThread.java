package dev.mcpmux.netty.tap;

import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.mask.Masks;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Makes lines of what taps have been given, masks what is secret in them, and hands them on. It
 * looks by itself every few milliseconds, so that the event loop has nobody to wake, and it is
 * there only while there is a tap.
 */
final class TapThread {

  private static final long LOOK_MILLIS = 20;

  /** Then the next tap has its turn. */
  private static final int BATCH_BYTES = 256 * 1024;

  private final Supplier<Masks> masks;
  private final List<Tap> taps = new CopyOnWriteArrayList<>();
  private Thread thread;

  TapThread(Supplier<Masks> masks) {
    this.masks = masks;
  }

  synchronized void add(Tap tap) {
    taps.add(tap);
    if (thread == null) {
      thread = new Thread(this::run, "mcpmux-tap");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    try {
      while (goesOn()) {
        boolean any = false;
        for (Tap tap : taps) {
          any |= show(tap);
        }
        if (!any) {
          TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that
    }
  }

  private synchronized boolean goesOn() {
    if (taps.isEmpty()) {
      thread = null;
    }
    return thread != null;
  }

  /** Returns whether there may be more at once. */
  private boolean show(Tap tap) {
    try {
      return !end(tap) && tap.sink().isReady() && batch(tap);
    } catch (RuntimeException | Error e) {
      Log.bug("a tap has failed, and ends", e);
      tap.close();
      taps.remove(tap);
      tap.sink().end();
      return false;
    }
  }

  private boolean end(Tap tap) {
    if (tap.isClosed()) {
      taps.remove(tap);
      return true;
    }
    return false;
  }

  private boolean batch(Tap tap) {
    boolean complete = tap.isComplete(); // before the look: what was added before it is seen
    Masks hides = tap.request().masked() ? masks.get() : null;
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    TapFrame frame = tap.ring().take();
    while (frame != null) {
      FrameLine.write(frame, hides, lines);
      frame = lines.size() < BATCH_BYTES ? tap.ring().take() : null;
    }
    long lost = tap.ring().takeLost();
    if (lost > 0) {
      FrameLine.writeLost(lost, lines);
    }
    if (lines.size() > 0) {
      tap.sink().write(lines.toByteArray());
    } else if (complete) {
      taps.remove(tap);
      tap.sink().end();
    }
    return lines.size() >= BATCH_BYTES;
  }
}
