package dev.mcpmux.netty.io;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * A few descriptors that are kept open for nothing, and given up for a moment where none is left:
 * whoever ends processes must be able to see them, and the JDK reads {@code /proc} before it sends
 * a signal.
 *
 * <p>Thread-safe.
 */
public final class SpareDescriptors {

  /** A directory takes two, a file in it one, and some are for somebody who was quicker. */
  private static final int COUNT = 5;

  private final Deque<Closeable> held = new ArrayDeque<>();

  /** What may fail for want of a descriptor. */
  public interface Look<T> {
    T get() throws IOException;
  }

  public SpareDescriptors() {
    refill();
  }

  /**
   * Looks, and where that fails once more with the spare descriptors.
   *
   * @throws IOException when it fails with them as well
   */
  public <T> T look(Look<T> look) throws IOException {
    try {
      return look.get();
    } catch (IOException e) {
      synchronized (this) {
        release();
        try {
          return look.get();
        } finally {
          refill();
        }
      }
    }
  }

  /** Likewise, for what says by its result whether it was done. */
  public boolean attempt(BooleanSupplier act) {
    if (act.getAsBoolean()) {
      return true;
    }
    synchronized (this) {
      release();
      try {
        return act.getAsBoolean();
      } finally {
        refill();
      }
    }
  }

  private void release() {
    while (!held.isEmpty()) {
      try {
        held.pop().close();
      } catch (IOException e) {
        // it was open for nothing
      }
    }
  }

  private synchronized void refill() {
    try {
      while (held.size() < COUNT) {
        held.push(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      // with the next one
    }
  }
}
