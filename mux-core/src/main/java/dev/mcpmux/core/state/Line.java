package dev.mcpmux.core.state;

import java.util.ArrayDeque;
import java.util.List;

/**
 * Sessions with something parked for an upstream; the next is first: changed by {@code Parking}.
 */
public final class Line {
  private final ArrayDeque<Session> sessions = new ArrayDeque<>();

  public int size() {
    return sessions.size();
  }

  public boolean isEmpty() {
    return sessions.isEmpty();
  }

  public boolean has(Session session) {
    return sessions.contains(session);
  }

  /** Whose turn it is, who is last from now on. */
  public Session next() {
    Session session = sessions.poll();
    sessions.add(session);
    return session;
  }

  public void add(Session session) {
    sessions.add(session);
  }

  public void remove(Session session) {
    sessions.removeLastOccurrence(session);
  }

  public void clear() {
    sessions.clear();
  }

  public List<Session> all() {
    return List.copyOf(sessions);
  }
}
