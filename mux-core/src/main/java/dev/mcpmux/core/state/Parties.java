package dev.mcpmux.core.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The sessions that have to do with one upstream. */
public final class Parties {
  /** In the order they came. */
  private final Set<Session> sessions = new LinkedHashSet<>();

  /** Sessions that have gone to another upstream, or to none, and still have work here. */
  private final Set<Session> leftovers = new LinkedHashSet<>();

  /** Those that ever gave it work, which may make it ask something later. */
  private final Set<Session> workers = new HashSet<>();

  /** Whether a session that gave it work has gone. */
  private boolean workerHasLeft;

  private final Set<Session> sessionsRead = Collections.unmodifiableSet(sessions);

  Set<Session> sessions() {
    return sessionsRead;
  }

  public boolean hasLeftovers() {
    return !leftovers.isEmpty();
  }

  /** Whether nobody has anything to do with it. */
  public boolean isEmpty() {
    return sessions.isEmpty() && leftovers.isEmpty();
  }

  public boolean has(Session session) {
    return sessions.contains(session) || leftovers.contains(session);
  }

  public List<Session> leftovers() {
    return List.copyOf(leftovers);
  }

  public Collection<Session> all() {
    if (leftovers.isEmpty()) {
      return sessionsRead;
    }
    List<Session> all = new ArrayList<>(sessions);
    all.addAll(leftovers);
    return all;
  }

  void join(Session session) {
    leftovers.remove(session);
    sessions.add(session);
  }

  void leave(Session session) {
    sessions.remove(session);
  }

  /** It goes, or has gone, and something of it is finished here. */
  void linger(Session session) {
    leftovers.add(session);
  }

  /** Nothing is kept of it. */
  void forget(Session session) {
    leftovers.remove(session);
    workerHasLeft |= workers.remove(session);
  }

  public void giveWork(Session session) {
    workers.add(session);
  }

  public boolean workerHasLeft() {
    return workerHasLeft;
  }

  /** The only one that ever gave it work; null when there are several, or one may have been. */
  public Session onlyWorker() {
    return workers.size() == 1 && !workerHasLeft ? workers.iterator().next() : null;
  }

  /** The only one there is; null for none, or several. */
  public Session only() {
    Collection<Session> all = all();
    return all.size() == 1 ? all.iterator().next() : null;
  }
}
