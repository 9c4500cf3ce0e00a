package dev.mcpmux.core;

import org.jspecify.annotations.Nullable;

/**
 * Refuses an event while another is at work: its driver has given a {@link Mux} to two threads, or
 * has it go on within an effect. Without a lock, it sees what happens at the same time often, not
 * always. That is enough to find a driver that is wrong, and costs nothing where it is right.
 */
final class OneAtATime {
  private @Nullable Thread inside;

  /** An event begins; {@link #leave} follows if this does not throw. */
  void enter() {
    look();
    if (inside != null) {
      throw new IllegalStateException(
          "an event within an effect (expected: behind the event that has it)");
    }
    inside = Thread.currentThread();
  }

  /** Something is looked at, which changes nothing: within an effect that does no harm. */
  void look() {
    Thread other = inside;
    Thread self = Thread.currentThread();
    if (other != null && other != self) {
      throw new IllegalStateException(
          "an event by "
              + self.getName()
              + " beside one by "
              + other.getName()
              + " (expected: one at a time)");
    }
  }

  /** It is over, however it went. */
  void leave() {
    inside = null;
  }
}
