package dev.mcpmux.core.state;

import dev.mcpmux.core.table.Shares;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who is told that an elicitation of one upstream has come to its end; the oldest first. */
public final class ElicitationTable {
  private final Map<String, Session> byId = new LinkedHashMap<>();

  public int size() {
    return byId.size();
  }

  public boolean isEmpty() {
    return byId.isEmpty();
  }

  public boolean has(String id) {
    return byId.containsKey(id);
  }

  public boolean hasAnyOf(Session session) {
    return byId.containsValue(session);
  }

  public void add(String id, Session session) {
    byId.put(id, session);
  }

  /** Returns whose it was; null when there is none. */
  public Session remove(String id) {
    return byId.remove(id);
  }

  public void removeAllOf(Session session) {
    byId.values().removeIf(owner -> owner == session);
  }

  /**
   * Makes room for one more of a session: the oldest goes of the one that has the most.
   *
   * @return whose it was; null when all stay, as everybody may have one
   */
  public Session removeOneFor(Session adding) {
    Session largest = Shares.largest(byId.values().stream(), adding);
    if (largest != null) {
      byId.values().remove(largest); // the first that is found is its oldest
    }
    return largest;
  }
}
