package dev.mcpmux.cli.top;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.Numbers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How fast things go, from one snapshot to the next; of what is there now. */
final class Rates {

  /** How many are remembered of each. */
  static final int MEMORY = 60;

  private static final double SECOND = 1e9;

  /** Something that grows. */
  private static final class Track {
    private long last;
    private long at;
    private final Deque<Double> rates = new ArrayDeque<>();

    Track(long count, long nanos) {
      last = count;
      at = nanos;
    }

    void take(long count, long nanos) {
      if (nanos <= at) {
        return;
      }
      rates.addLast(Math.max(0, count - last) * SECOND / (nanos - at));
      if (rates.size() > MEMORY) {
        rates.removeFirst();
      }
      last = count;
      at = nanos;
    }
  }

  private final Map<String, Track> tracks = new HashMap<>();
  private String daemon = "";

  void take(Snapshot now) {
    String pid = String.valueOf(now.daemon().get("pid"));
    if (!pid.equals(daemon)) {
      daemon = pid;
      tracks.clear(); // another one counts from 0
    }
    Map<String, Long> counts = new HashMap<>();
    Map<String, Long> times = new HashMap<>();
    for (Map<String, Object> server : now.servers()) {
      counts.put(ofServer(server), Numbers.number(Numbers.of(server), "calls"));
      times.put(ofCpu(server), cpuMillis(server));
    }
    for (Map<String, Object> session : now.sessions()) {
      counts.put(ofSession(session), Numbers.number(Numbers.of(session), "calls"));
    }
    counts.forEach((key, count) -> take(key, count, now.nanos()));
    times.forEach((key, count) -> take(key, count, now.measuredAt()));
    Set<String> known = counts.keySet();
    tracks.keySet().removeIf(key -> !known.contains(key) && !times.containsKey(key));
  }

  private void take(String key, long count, long nanos) {
    Track track = tracks.get(key);
    if (track == null) {
      tracks.put(key, new Track(count, nanos));
    } else {
      track.take(count, nanos);
    }
  }

  private static long cpuMillis(Map<String, Object> server) {
    return JsonTree.objects(server, "processes").stream()
        .mapToLong(process -> Numbers.number(process, "cpuMillis"))
        .sum();
  }

  private static String ofServer(Map<String, Object> server) {
    return "server " + server.get("name");
  }

  private static String ofCpu(Map<String, Object> server) {
    return "cpu " + server.get("name");
  }

  private static String ofSession(Map<String, Object> session) {
    return "session " + session.get("id");
  }

  /** Calls of a server in a second. */
  double server(Map<String, Object> server) {
    return last(ofServer(server));
  }

  /** Calls of a session in a second. */
  double session(Map<String, Object> session) {
    return last(ofSession(session));
  }

  /** Of one processor, 1 for all of it. */
  double cpu(Map<String, Object> server) {
    return last(ofCpu(server)) / 1000;
  }

  /** Calls of a server in a second, the last {@link #MEMORY} at most, the oldest first. */
  List<Double> history(Map<String, Object> server) {
    Track track = tracks.get(ofServer(server));
    return track == null ? List.of() : List.copyOf(track.rates);
  }

  private double last(String key) {
    Track track = tracks.get(key);
    return track == null || track.rates.isEmpty() ? 0 : track.rates.getLast();
  }
}
