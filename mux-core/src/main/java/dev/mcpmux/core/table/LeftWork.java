package dev.mcpmux.core.table;

import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.words.Refusal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What an upstream may still work on though nobody waits for it, the oldest first. What matters
 * only where sessions take turns is always kept, as a config may make them do so at any time.
 */
public final class LeftWork {
  private static final int MAX = 1024;

  /** Requests that were given up, with the number of the session whose they were. */
  private final Map<Long, Integer> requests = new LinkedHashMap<>();

  /** Of these those that ask for a task, of which nobody will know. */
  private final Set<Long> unwantedTasks = new LinkedHashSet<>();

  /** Tasks of nobody any more. */
  private final Set<String> tasks = new LinkedHashSet<>();

  /** Whether there were more than are kept. */
  private boolean tooMany;

  /** A request was given up: the server has not answered it. */
  public void giveUp(long id, int session, boolean task, String server, MuxListener listener) {
    if (task) {
      unwantedTasks.add(id);
      if (isFull(unwantedTasks)) {
        listener.forgotten(
            server,
            Refusal.over("calls for tasks that were given up", MAX + 1L, MAX)
                + "; a task of the oldest would not be cancelled");
      }
    }
    requests.put(id, session);
    if (isFull(requests.keySet())) {
      tooMany = true;
      listener.forgotten(
          server,
          Refusal.over("requests that were given up", MAX + 1L, MAX)
              + "; what it asks by itself is certain to be no one session's any more");
    }
  }

  /** Makes room where there is more than is kept; tells whether it was so. */
  private static boolean isFull(Set<?> kept) {
    boolean full = kept.size() > MAX;
    if (full) {
      kept.remove(kept.iterator().next());
    }
    return full;
  }

  /** Something was answered; tells whether that makes a task that nobody wants. */
  public boolean answered(long id) {
    requests.remove(id);
    return unwantedTasks.remove(id);
  }

  /** A task belongs to no session, and the server has not told that it has ended. */
  public void add(String task) {
    tasks.add(task);
    tooMany |= isFull(tasks);
  }

  public void ended(String task) {
    tasks.remove(task);
  }

  /** Whether it may yet answer a request that was given up. */
  public boolean mayBeAnswered() {
    return tooMany || !requests.isEmpty();
  }

  /** Whether any of it is not this session's. */
  public boolean mayBeForOthers(int session) {
    return tooMany
        || !tasks.isEmpty()
        || requests.values().stream().anyMatch(other -> other != session);
  }
}
