package dev.mcpmux.core.port;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * A snapshot of a {@link dev.mcpmux.core.Mux}, for people and programs that look at it.
 *
 * @param learned names of variables that came out to name a session, by the client's name
 */
public record MuxStatus(
    List<Server> servers, List<Session> sessions, SortedMap<String, SortedSet<String>> learned) {

  public MuxStatus(List<Server> servers, List<Session> sessions) {
    this(servers, sessions, Collections.emptySortedMap());
  }

  /**
   * A configured server, or an ad-hoc one with at least one upstream or session.
   *
   * @param failure why a configured one could not be started the last time, with the end of its
   *     stderr; empty when it could
   * @param idle what there is of it while it has no process and none is to start: {@code disabled},
   *     {@code off} when its entry is wrong, {@code not configured} any more, {@code not started},
   *     {@code catalog only} when its answers are known, or why the last one was stopped, such as
   *     {@code stopped: idle 15m}; empty while it has one
   */
  public record Server(
      String name, List<Upstream> upstreams, Optional<String> failure, Optional<String> idle) {
    public Server(String name, List<Upstream> upstreams) {
      this(name, upstreams, Optional.empty(), Optional.empty());
    }
  }

  /**
   * @param number the upstream's number, by which the driver knows its process
   * @param state {@code queued}, {@code starting}, {@code initializing}, {@code ready}, {@code
   *     draining}, {@code backoff}, {@code failed} or {@code stopping}
   * @param sessions how many sessions use it
   * @param uptimeNanos time since it was started
   * @param url where it is, without query, when it is no process
   * @param apart why it is not shared with the neighbour it has most in common with; empty when the
   *     server has no other
   * @param cutLists what sessions do not get of its lists because a bound was reached, a line each
   * @param cache what is kept of its tools' results; empty where the config does not want any
   */
  public record Upstream(
      int number,
      String state,
      int sessions,
      long uptimeNanos,
      Optional<String> url,
      Optional<Apart> apart,
      List<String> cutLists,
      Optional<Cache> cache) {

    /** Of whose tools no results are kept. */
    public Upstream(
        int number,
        String state,
        int sessions,
        long uptimeNanos,
        Optional<String> url,
        Optional<Apart> apart,
        List<String> cutLists) {
      this(number, state, sessions, uptimeNanos, url, apart, cutLists, Optional.empty());
    }
  }

  /**
   * @param results how many are kept
   * @param bytes how much that is
   * @param hits calls that were answered with one since the process began
   * @param misses calls that could have been, had there been one
   * @param oldestMillis the age of the oldest, 0 without one
   * @param unmarked tools whose results are not kept although a pattern matches them and they are
   *     marked as read-only: they are not marked as idempotent; the first of many
   */
  public record Cache(
      int results, long bytes, long hits, long misses, long oldestMillis, List<String> unmarked) {

    public Cache {
      unmarked = List.copyOf(unmarked);
    }

    /** Where every tool that a pattern matches is marked. */
    public Cache(int results, long bytes, long hits, long misses, long oldestMillis) {
      this(results, bytes, hits, misses, oldestMillis, List.of());
    }
  }

  /**
   * @param neighbour the number of another upstream of the server
   * @param reasons clauses for people, whose subject is the first of the two; they name variables
   *     but show no value
   */
  public record Apart(int neighbour, List<String> reasons) {}

  /**
   * @param client name and version as the client gave them in {@code initialize}, empty before that
   * @param upstream the number of the upstream that serves it, 0 before {@code initialize}
   * @param clientSessionId {@code CLAUDE_CODE_SESSION_ID} of the client's environment
   * @param without why it cannot be served, by each server of which that is so; for people
   */
  public record Session(
      int number,
      String client,
      String server,
      int upstream,
      String projectRoot,
      long pid,
      Optional<String> clientSessionId,
      int inFlight,
      List<String> without) {}
}
