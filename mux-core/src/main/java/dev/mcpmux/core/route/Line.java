package dev.mcpmux.core.route;

import java.util.ArrayDeque;
import java.util.List;

/**
 * Sessions with something parked for an upstream; the next is first: changed by {@code Parking}.
 */
final class Line {
  private final ArrayDeque<Session> sessions = new ArrayDeque<>();

  int size() {
    return sessions.size();
  }

  boolean isEmpty() {
    return sessions.isEmpty();
  }

  boolean has(Session session) {
    return sessions.contains(session);
  }

  /** Whose turn it is, who is last from now on. */
  Session next() {
    Session session = sessions.poll();
    sessions.add(session);
    return session;
  }

  void add(Session session) {
    sessions.add(session);
  }

  void remove(Session session) {
    sessions.removeLastOccurrence(session);
  }

  void clear() {
    sessions.clear();
  }

  List<Session> all() {
    return List.copyOf(sessions);
  }
}
