package dev.mcpmux.core.table;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Why configured servers are not there, by name, in words for people. */
public final class Absences {
  private final Map<String, String> failures = new HashMap<>();
  private final Map<String, String> stops = new HashMap<>();

  public void failed(String server, String why) {
    failures.put(server, why);
  }

  public void stopped(String server, String why) {
    stops.put(server, why);
  }

  public void end(String server) {
    failures.remove(server);
    stops.remove(server);
  }

  /** What was wrong is forgotten where the config says something else now. */
  public void reconfigure(Collection<String> concerned, Collection<String> removed) {
    failures.keySet().removeAll(concerned);
    stops.keySet().removeAll(removed);
  }

  /** Why it could not be started the last time; null when it could. */
  public String failure(String server) {
    return failures.get(server);
  }

  /** Why its last process was stopped; null for nothing. */
  public String stop(String server) {
    return stops.get(server);
  }
}
