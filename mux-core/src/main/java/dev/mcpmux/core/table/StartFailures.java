package dev.mcpmux.core.table;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.sharing.CatalogKey;
import dev.mcpmux.core.sharing.SharingKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Remembers starts that failed when no session stayed to wait for the next one, so that a session
 * that tries again at once, and again, does not start a process each time.
 */
public final class StartFailures {
  private static final int MAX = 256;

  /** Their keys have environments in them, each of which may be as long as a hello. */
  private static final long MAX_BYTES = 4 << 20;

  private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Map<SharingKey, StartFailure> byKey = new LinkedHashMap<>();
  private long bytes;

  /** What has come up before, by a digest; that used last at the end. */
  private final Set<String> cameUp = new LinkedHashSet<>();

  /** A process of this key has come up: when one does not the next time, it may soon again. */
  public void noteUp(SharingKey key) {
    String digest = CatalogKey.digest(key);
    cameUp.remove(digest);
    cameUp.add(digest);
    if (cameUp.size() > MAX) {
      cameUp.remove(cameUp.iterator().next());
    }
  }

  public boolean hasComeUp(SharingKey key) {
    return cameUp.contains(CatalogKey.digest(key));
  }

  /** Forgets others where there are too many, and those of which nobody has asked for long. */
  public void remember(SharingKey key, StartFailure failure, long now) {
    forget(key);
    byKey.put(key, failure);
    bytes += bytesOf(key);
    Iterator<Map.Entry<SharingKey, StartFailure>> oldest = byKey.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<SharingKey, StartFailure> each = oldest.next();
      if (byKey.size() <= MAX && bytes <= MAX_BYTES && counts(each.getValue(), now)) {
        break;
      }
      oldest.remove();
      bytes -= bytesOf(each.getKey());
    }
  }

  /** Null when there is none that counts any more; it is forgotten with this. */
  public StartFailure take(SharingKey key, long now) {
    StartFailure failure = forget(key);
    return failure != null && counts(failure, now) ? failure : null;
  }

  /** Those of all keys of a server. */
  public void forget(String server) {
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

  private static boolean counts(StartFailure failure, long now) {
    return now < failure.until() + FORGET_NANOS;
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
