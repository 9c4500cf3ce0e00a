package dev.mcpmux.core.route;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tasks of one upstream, the oldest first. */
final class TaskTable {
  static final int MAX_EARLY = 64;

  /** A status whose task is not known yet. */
  record EarlyStatus(String taskId, boolean ended, byte[] frame) {}

  private final Map<String, Task> byId = new LinkedHashMap<>();

  /** Those that may still show progress, by the token the server has. */
  private final Map<Long, Task> byToken = new HashMap<>();

  /** What was told of tasks before the reply that makes them. */
  private final ArrayDeque<EarlyStatus> early = new ArrayDeque<>();

  int size() {
    return byId.size();
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  /** Null when there is none. */
  Task find(String id) {
    return byId.get(id);
  }

  /**
   * Whether the task is a session's.
   *
   * @param id null for none
   */
  boolean isOf(String id, Session session) {
    Task task = id == null ? null : byId.get(id);
    return task != null && task.owner == session;
  }

  /** Null when there is none. */
  Task ofToken(long token) {
    return byToken.get(token);
  }

  /** Those that may be changed meanwhile. */
  List<Task> all() {
    return new ArrayList<>(byId.values());
  }

  List<Task> of(Session owner) {
    return byId.values().stream().filter(task -> task.owner == owner).toList();
  }

  boolean hasLive(Session session) {
    return byId.values().stream().anyMatch(task -> task.owner == session && !task.ended);
  }

  boolean hasLiveOfOthers(Session session) {
    return byId.values().stream().anyMatch(task -> task.owner != session && !task.ended);
  }

  void add(Task task) {
    byId.put(task.id, task);
    if (task.progressToken != null) {
      byToken.put(task.upstreamToken, task);
    }
  }

  void remove(Task task) {
    byId.remove(task.id);
    byToken.remove(task.upstreamToken);
  }

  /** It shows no progress any more. */
  void end(Task task) {
    task.ended = true;
    byToken.remove(task.upstreamToken);
  }

  /** Keeps a status; tells whether the oldest was dropped for it. */
  boolean keep(EarlyStatus status) {
    boolean full = early.size() == MAX_EARLY;
    if (full) {
      early.poll();
    }
    early.add(status);
    return full;
  }

  /** What was told of a task before. */
  List<EarlyStatus> takeEarly(String taskId) {
    List<EarlyStatus> taken =
        early.stream().filter(status -> status.taskId.equals(taskId)).toList();
    early.removeAll(taken);
    return taken;
  }
}
