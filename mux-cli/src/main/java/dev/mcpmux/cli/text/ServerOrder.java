package dev.mcpmux.cli.text;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What of the servers matters first: what is broken, then what is used most. */
public final class ServerOrder {

  private static final Set<String> BAD = Set.of("failed", "off");
  private static final Set<String> ODD =
      Set.of("queued", "starting", "initializing", "draining", "backoff", "stopping");

  private ServerOrder() {}

  public static List<Map<String, Object>> sorted(List<Map<String, Object>> servers) {
    return servers.stream()
        .sorted(
            Comparator.comparingInt(ServerOrder::rank)
                .thenComparing(Comparator.comparingLong(ServerOrder::sessions).reversed())
                .thenComparing(Comparator.comparingLong(ServerOrder::calls).reversed())
                .thenComparing(server -> String.valueOf(server.get("name"))))
        .toList();
  }

  private static int rank(Map<String, Object> server) {
    List<Map<String, Object>> processes = JsonTree.objects(server, "processes");
    if (processes.isEmpty()) {
      String idle = idle(server);
      return BAD.contains(idle) ? 0 : idle.equals("disabled") ? 3 : 2;
    }
    boolean broken =
        processes.stream()
            .map(process -> String.valueOf(process.get("state")))
            .anyMatch(ServerOrder::isBad);
    return broken ? 0 : 1;
  }

  private static long sessions(Map<String, Object> server) {
    return JsonTree.objects(server, "processes").stream()
        .mapToLong(process -> Numbers.number(process, "sessions"))
        .sum();
  }

  private static long calls(Map<String, Object> server) {
    return Numbers.number(Numbers.of(server), "calls");
  }

  /** What there is of a server that has no process. */
  public static String idle(Map<String, Object> server) {
    String idle = String.valueOf(server.getOrDefault("idle", Numbers.NONE));
    return server.containsKey("failure") && !idle.equals("off") ? "failed" : idle;
  }

  static String coloured(String text, String state, Colours colours) {
    if (isBad(state)) {
      return colours.bad(text);
    }
    return isOdd(state) ? colours.odd(text) : text;
  }

  /** Whether what is in this state is broken. */
  public static boolean isBad(String state) {
    return BAD.contains(state) || state.equals("backoff");
  }

  /** Whether what is in this state is on its way to another. */
  public static boolean isOdd(String state) {
    return ODD.contains(state);
  }
}
