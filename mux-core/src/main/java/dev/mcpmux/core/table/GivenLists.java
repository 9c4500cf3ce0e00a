package dev.mcpmux.core.table;

import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.time.Timers;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.core.words.ListKind;
import java.util.EnumMap;
import java.util.Map;

/** Which lists of one process are known, and which its sessions were given before it ran. */
public final class GivenLists {
  /** While one is pending, another change of the list is told at its end. */
  private final Map<ListKind, Timer> windows = new EnumMap<>(ListKind.class);

  /** Since which event the catalog has the list that it gave. */
  private final Map<Method, Long> knownSince = new EnumMap<>(Method.class);

  /** Lists that its sessions were given before it ran, and that it has not confirmed. */
  private final Map<Method, byte[]> unconfirmed = new EnumMap<>(Method.class);

  /** Pending until it is asked for the lists that nobody has asked for. */
  private Timer fill;

  /** Whether a change of such a list was told just now. */
  public boolean isQuiet(ListKind list) {
    return windows.containsKey(list) && windows.get(list).isPending();
  }

  public void keepQuiet(ListKind list, Timer until) {
    windows.put(list, until);
  }

  public boolean isKnown(Method method) {
    return knownSince.containsKey(method);
  }

  /** Whether what was asked for with this event is no older than what is known. */
  public boolean isNews(Method method, long event) {
    return event >= knownSince.getOrDefault(method, 0L);
  }

  public void know(Method method, long event) {
    knownSince.put(method, event);
  }

  public void give(Method method, byte[] list) {
    unconfirmed.put(method, list);
  }

  public boolean hasUnconfirmed() {
    return !unconfirmed.isEmpty();
  }

  public boolean isUnconfirmed(Method method) {
    return unconfirmed.containsKey(method);
  }

  /** What sessions were given is held against what the process says; null for nothing. */
  public byte[] confirm(Method method) {
    return unconfirmed.remove(method);
  }

  public void fillAt(Timer fill) {
    this.fill = fill;
  }

  public void end(Timers timers) {
    timers.cancel(fill);
  }
}
