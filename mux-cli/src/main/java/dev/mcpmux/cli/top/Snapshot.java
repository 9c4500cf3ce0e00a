package dev.mcpmux.cli.top;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.Numbers;
import java.util.List;
import java.util.Map;

/**
 * What the daemon said at one moment.
 *
 * @param json its status, with sizes
 * @param top the same, parsed
 * @param nanos when that was
 * @param measuredAt when sizes were measured
 * @param log the last lines of the log of the server that is looked at, for people
 */
record Snapshot(
    String json, Map<String, Object> top, long nanos, long measuredAt, List<String> log) {

  static Snapshot of(String json, long nanos, long measuredAt, List<String> log) {
    return new Snapshot(json, JsonTree.parse(json), nanos, measuredAt, log);
  }

  List<Map<String, Object>> servers() {
    return JsonTree.objects(top, "servers");
  }

  List<Map<String, Object>> sessions() {
    return JsonTree.objects(top, "sessions");
  }

  List<Map<String, Object>> calls() {
    return JsonTree.objects(top, "calls");
  }

  /** Of the daemon. */
  @SuppressWarnings("unchecked")
  Map<String, Object> daemon() {
    return top.get("daemon") instanceof Map<?, ?> daemon ? (Map<String, Object>) daemon : Map.of();
  }

  /** Null when there is no such server. */
  Map<String, Object> server(String name) {
    return find(servers(), "name", name);
  }

  /** Null when there is no such session. */
  Map<String, Object> session(String id) {
    return find(sessions(), "id", id);
  }

  private static Map<String, Object> find(
      List<Map<String, Object>> all, String member, String value) {
    return all.stream().filter(each -> value.equals(each.get(member))).findFirst().orElse(null);
  }

  /** How many requests of sessions have no answer yet, also those that are not listed. */
  long inFlight() {
    return sessions().stream().mapToLong(session -> Numbers.number(session, "inFlight")).sum();
  }
}
