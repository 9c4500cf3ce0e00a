package dev.mcpmux.core.route;

import dev.mcpmux.core.Launch;
import dev.mcpmux.core.sharing.SharingKey;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

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
   * @param since when the first of them did
   */
  record Failure(int inARow, String message, long until, long since) {}

  private final MuxState state;
  private final Map<SharingKey, Failure> byKey = new LinkedHashMap<>();

  /** What has come up before; that used last at the end. */
  private final Set<Launch> cameUp = new LinkedHashSet<>();

  StartFailures(MuxState state) {
    this.state = state;
  }

  /** A process of this launch has come up: when one does not the next time, it may soon again. */
  void noteUp(Launch launch) {
    cameUp.remove(launch);
    cameUp.add(launch);
    if (cameUp.size() > MAX) {
      cameUp.remove(cameUp.iterator().next());
    }
  }

  boolean hasComeUp(Launch launch) {
    return cameUp.contains(launch);
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
