package dev.mcpmux.core.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tasks of one upstream, the oldest first. */
public final class TaskTable {
  public static final int MAX_EARLY = 64;

  /** A status whose task is not known yet. */
  public record EarlyStatus(String taskId, boolean ended, byte[] frame) {}

  private final Map<String, Task> byId = new LinkedHashMap<>();

  /** Those that may still show progress, by the token the server has. */
  private final Map<Long, Task> byToken = new HashMap<>();

  /** What was told of tasks before the reply that makes them. */
  private final ArrayDeque<EarlyStatus> early = new ArrayDeque<>();

  public int size() {
    return byId.size();
  }

  public boolean isEmpty() {
    return byId.isEmpty();
  }

  /** Null when there is none. */
  public Task find(String id) {
    return byId.get(id);
  }

  /**
   * Whether the task is a session's.
   *
   * @param id null for none
   */
  public boolean isOf(String id, Session session) {
    Task task = id == null ? null : byId.get(id);
    return task != null && task.owner == session;
  }

  /** Null when there is none. */
  public Task ofToken(long token) {
    return byToken.get(token);
  }

  /** Those that may be changed meanwhile. */
  public List<Task> all() {
    return new ArrayList<>(byId.values());
  }

  public List<Task> of(Session owner) {
    return byId.values().stream().filter(task -> task.owner == owner).toList();
  }

  public boolean hasLive(Session session) {
    return byId.values().stream().anyMatch(task -> task.owner == session && !task.hasEnded());
  }

  boolean hasLiveOfOthers(Session session) {
    return byId.values().stream().anyMatch(task -> task.owner != session && !task.hasEnded());
  }

  public void add(Task task) {
    byId.put(task.id, task);
    if (task.progressToken != null) {
      byToken.put(task.upstreamToken, task);
    }
  }

  public void remove(Task task) {
    byId.remove(task.id);
    byToken.remove(task.upstreamToken);
  }

  /** It shows no progress any more. */
  public void end(Task task) {
    task.end();
    byToken.remove(task.upstreamToken);
  }

  /** Keeps a status; tells whether the oldest was dropped for it. */
  public boolean keep(EarlyStatus status) {
    boolean full = early.size() == MAX_EARLY;
    if (full) {
      early.poll();
    }
    early.add(status);
    return full;
  }

  /** What was told of a task before. */
  public List<EarlyStatus> takeEarly(String taskId) {
    List<EarlyStatus> taken =
        early.stream().filter(status -> status.taskId.equals(taskId)).toList();
    early.removeAll(taken);
    return taken;
  }
}
