package dev.mcpmux.core.route;

import dev.mcpmux.core.sharing.SharingKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers starts that failed when no session stayed to wait for the next one, so that a session
 * that tries again at once, and again, does not start a process each time.
 */
final class StartFailures {
  private static final int MAX = 256;
  private static final long FORGET_MILLIS = 60_000;

  /**
   * @param inARow how many starts failed one after the other
   * @param message what is said of the last
   * @param until when the next may begin, in the clock of the events
   */
  record Failure(int inARow, String message, long until) {}

  private final MuxState state;
  private final Map<SharingKey, Failure> byKey = new LinkedHashMap<>();

  StartFailures(MuxState state) {
    this.state = state;
  }

  void remember(SharingKey key, Failure failure) {
    byKey.remove(key);
    byKey.put(key, failure);
    if (byKey.size() > MAX) {
      byKey.remove(byKey.keySet().iterator().next());
    }
  }

  /** Null when there is none that counts any more; it is forgotten with this. */
  Failure take(SharingKey key) {
    Failure failure = byKey.remove(key);
    return failure != null && state.now() < failure.until() + state.nanos(FORGET_MILLIS)
        ? failure
        : null;
  }
}
