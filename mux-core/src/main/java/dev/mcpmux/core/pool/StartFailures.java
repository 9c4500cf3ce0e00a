package dev.mcpmux.core.pool;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.sharing.CatalogKey;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.table.StartFailure;
import java.util.Iterator;
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

  /** Their keys have environments in them, each of which may be as long as a hello. */
  private static final long MAX_BYTES = 4 << 20;

  private static final long FORGET_MILLIS = 60_000;

  private final MuxState state;
  private final Map<SharingKey, StartFailure> byKey = new LinkedHashMap<>();
  private long bytes;

  /** What has come up before, by a digest; that used last at the end. */
  private final Set<String> cameUp = new LinkedHashSet<>();

  StartFailures(MuxState state) {
    this.state = state;
  }

  /** A process of this key has come up: when one does not the next time, it may soon again. */
  void noteUp(SharingKey key) {
    String digest = CatalogKey.digest(key);
    cameUp.remove(digest);
    cameUp.add(digest);
    if (cameUp.size() > MAX) {
      cameUp.remove(cameUp.iterator().next());
    }
  }

  boolean hasComeUp(SharingKey key) {
    return cameUp.contains(CatalogKey.digest(key));
  }

  /** Forgets others where there are too many, and those of which nobody has asked for long. */
  void remember(SharingKey key, StartFailure failure) {
    forget(key);
    byKey.put(key, failure);
    bytes += bytesOf(key);
    Iterator<Map.Entry<SharingKey, StartFailure>> oldest = byKey.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<SharingKey, StartFailure> each = oldest.next();
      if (byKey.size() <= MAX && bytes <= MAX_BYTES && counts(each.getValue())) {
        break;
      }
      oldest.remove();
      bytes -= bytesOf(each.getKey());
    }
  }

  /** Null when there is none that counts any more; it is forgotten with this. */
  StartFailure take(SharingKey key) {
    StartFailure failure = forget(key);
    return failure != null && counts(failure) ? failure : null;
  }

  /** Those of all keys of a server. */
  void forget(String server) {
    byKey.keySet().stream()
        .filter(key -> key.server().equals(server))
        .toList()
        .forEach(this::forget);
  }

  private StartFailure forget(SharingKey key) {
    StartFailure failure = byKey.remove(key);
    if (failure != null) {
      bytes -= bytesOf(key);
    }
    return failure;
  }

  private boolean counts(StartFailure failure) {
    return state.now() < failure.until() + state.nanos(FORGET_MILLIS);
  }

  private static long bytesOf(SharingKey key) {
    long sum =
        key.roots().length() + key.launch().program().stream().mapToLong(String::length).sum();
    if (key.launch() instanceof ProcessLaunch process) {
      for (Map.Entry<String, String> variable : process.environment().entrySet()) {
        sum += variable.getKey().length() + variable.getValue().length();
      }
    }
    return sum;
  }
}
