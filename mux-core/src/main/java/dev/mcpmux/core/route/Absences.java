package dev.mcpmux.core.route;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Why configured servers are not there, by name, in words for people. */
final class Absences {
  private final Map<String, String> failures = new HashMap<>();
  private final Map<String, String> stops = new HashMap<>();

  void failed(String server, String why) {
    failures.put(server, why);
  }

  void stopped(String server, String why) {
    stops.put(server, why);
  }

  void end(String server) {
    failures.remove(server);
    stops.remove(server);
  }

  /** What was wrong is forgotten where the config says something else now. */
  void reconfigure(Collection<String> concerned, Collection<String> removed) {
    failures.keySet().removeAll(concerned);
    stops.keySet().removeAll(removed);
  }

  /** Why it could not be started the last time; null when it could. */
  String failure(String server) {
    return failures.get(server);
  }

  /** Why its last process was stopped; null for nothing. */
  String stop(String server) {
    return stops.get(server);
  }
}
