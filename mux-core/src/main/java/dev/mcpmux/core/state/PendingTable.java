package dev.mcpmux.core.state;

import dev.mcpmux.core.time.Timers;
import dev.mcpmux.core.time.Timers.Timer;
import java.util.ArrayList;
import java.util.List;

/**
 * The requests that one upstream has been given and not yet answered, by upstream id. Ids count up
 * from 1 and are never reused in the life of an upstream, so a late reply can never meet a younger
 * request.
 *
 * <p>A hash table with open addressing and linear probing: no boxing, nothing allocated per
 * request.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic#requests">2025-11-25/basic#requests</a>
 */
public final class PendingTable {
  private static final int INITIAL_SLOTS = 16;

  private Pending[] slots = new Pending[INITIAL_SLOTS];
  private int size;
  private long lastId;

  /** Looks for those that take too long. */
  private Timer watch;

  /** Gives the request the next id and keeps it under that. */
  public long add(Pending pending) {
    if (size * 2 >= slots.length) {
      grow();
    }
    pending.setUpstreamId(++lastId);
    insert(pending);
    size++;
    return lastId;
  }

  /** Null when there is none. */
  public Pending get(long id) {
    for (int i = slot(id); slots[i] != null; i = next(i)) {
      if (slots[i].upstreamId() == id) {
        return slots[i];
      }
    }
    return null;
  }

  /** Null when there is none. */
  public Pending remove(long id) {
    for (int i = slot(id); slots[i] != null; i = next(i)) {
      if (slots[i].upstreamId() == id) {
        Pending found = slots[i];
        closeGap(i);
        size--;
        return found;
      }
    }
    return null;
  }

  /** Puts another in the place of the one with this id, which is there. */
  public void replace(long id, Pending other) {
    for (int i = slot(id); slots[i] != null; i = next(i)) {
      if (slots[i].upstreamId() == id) {
        slots[i] = other;
      }
    }
  }

  /** The id that the last request was given; 0 before the first. */
  long lastId() {
    return lastId;
  }

  public int size() {
    return size;
  }

  /** The id of the only one; 0 when there are several, or none. */
  long only() {
    return size == 1 ? all().get(0).upstreamId() : 0;
  }

  /** When the next look comes at those that take too long; {@link Long#MAX_VALUE} for never. */
  public long isWatchedUntil() {
    return watch == null || !watch.isPending() ? Long.MAX_VALUE : watch.at();
  }

  public void watch(Timer watch) {
    this.watch = watch;
  }

  public void stopWatch(Timers timers) {
    timers.cancel(watch);
  }

  /** All of them in the order of their ids. */
  public List<Pending> all() {
    List<Pending> all = new ArrayList<>(size);
    for (Pending pending : slots) {
      if (pending != null) {
        all.add(pending);
      }
    }
    all.sort((a, b) -> Long.compare(a.upstreamId(), b.upstreamId()));
    return all;
  }

  private void insert(Pending pending) {
    int i = slot(pending.upstreamId());
    while (slots[i] != null) {
      i = next(i);
    }
    slots[i] = pending;
  }

  /** Moves back whatever probing would no longer find past the gap. */
  private void closeGap(int gap) {
    int free = gap;
    for (int i = next(gap); slots[i] != null; i = next(i)) {
      int home = slot(slots[i].upstreamId());
      boolean stays = free <= i ? free < home && home <= i : free < home || home <= i;
      if (!stays) {
        slots[free] = slots[i];
        free = i;
      }
    }
    slots[free] = null;
  }

  private void grow() {
    Pending[] old = slots;
    slots = new Pending[old.length * 2];
    for (Pending pending : old) {
      if (pending != null) {
        insert(pending);
      }
    }
  }

  private int slot(long id) {
    return (int) id & (slots.length - 1);
  }

  private int next(int slot) {
    return (slot + 1) & (slots.length - 1);
  }
}
