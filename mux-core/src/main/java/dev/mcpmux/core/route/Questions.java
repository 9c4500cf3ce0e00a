package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests that sessions have been sent and have not answered, under our ids, the same at the
 * servers whose they are, and the tasks that sessions do for servers. Nobody else changes any of
 * it, so that a server's request is known on both sides or on none.
 */
final class Questions implements Feature {

  /** What a session was asked. */
  static final class OfSession {
    private final Map<Long, ServerRequest> byId = new HashMap<>();
    private long last;

    /** The next has an id above this one. */
    void after(long id) {
      last = id;
    }

    int size() {
      return byId.size();
    }

    /** Null when there is none. */
    ServerRequest get(long id) {
      return byId.get(id);
    }

    /** Gives a request the next id of those the session is sent. */
    long add(ServerRequest request) {
      request.sessionId = ++last;
      byId.put(request.sessionId, request);
      return request.sessionId;
    }

    /** A question of our own needs no answer any more. */
    void drop(long id) {
      byId.remove(id);
    }
  }

  /** What an upstream has asked. */
  static final class AtUpstream {
    private final Map<RequestId, ServerRequest.Relayed> byId = new HashMap<>();

    /** Tasks by id, with the session that hosts each; the oldest first. */
    private final Map<String, Session> hosts = new LinkedHashMap<>();

    boolean isEmpty() {
      return byId.isEmpty() && hosts.isEmpty();
    }

    boolean has(RequestId id) {
      return byId.containsKey(id);
    }

    boolean isOpen(Method method) {
      return byId.values().stream().anyMatch(request -> request.method == method);
    }

    boolean isOpenAt(Session session) {
      return byId.values().stream().anyMatch(request -> request.session == session);
    }

    /** Null when no session does this task. */
    Session host(String taskId) {
      return hosts.get(taskId);
    }
  }

  private final MuxState state;

  Questions(MuxState state) {
    this.state = state;
  }

  /** Returns the id that the request has at its session. */
  long add(ServerRequest.Relayed request) {
    request.upstream.questions.byId.put(request.id, request);
    return request.session.questions.add(request);
  }

  /** The session has answered this, which is open no more; null for nothing. */
  ServerRequest answered(Session session, long id) {
    ServerRequest request = session.questions.byId.remove(id);
    if (request instanceof ServerRequest.Relayed relayed) {
      relayed.upstream.questions.byId.remove(relayed.id);
    }
    return request;
  }

  /** The server takes this back; null for nothing. */
  ServerRequest.Relayed takeBack(Upstream upstream, RequestId id) {
    ServerRequest.Relayed request = upstream.questions.byId.remove(id);
    if (request != null) {
      request.session.questions.byId.remove(request.sessionId);
    }
    return request;
  }

  /** The session does this task for a server. False when another does one of the same id. */
  boolean host(Upstream upstream, String taskId, Session session) {
    Map<String, Session> hosts = upstream.questions.hosts;
    Session host = hosts.putIfAbsent(taskId, session);
    int limit = state.config.limits().maxTasksPerUpstream();
    if (hosts.size() > limit) {
      hosts.remove(hosts.keySet().iterator().next());
      state.listener.forgotten(
          upstream.server(),
          Refusal.over("tasks that clients do for it", limit + 1L, limit)
              + "; the oldest is forgotten");
    }
    return host == null || host == session;
  }

  /** What a server has asked a session that is gone is answered for it. */
  @Override
  public void forget(Upstream upstream, Session session) {
    upstream.questions.hosts.values().removeIf(host -> host == session);
    for (ServerRequest.Relayed request : List.copyOf(upstream.questions.byId.values())) {
      if (request.session == session) {
        takeBack(upstream, request.id);
        state.actions.sendUpstream(upstream.number, request.refused());
      }
    }
  }

  /** What a server has asked that is gone need not be answered. */
  void lose(Upstream upstream) {
    for (ServerRequest.Relayed request : upstream.questions.byId.values()) {
      request.session.questions.byId.remove(request.sessionId);
      state.actions.send(
          request.session.number,
          request.stream,
          Messages.cancelled(request.sessionId, "the server has gone"));
    }
    upstream.questions.byId.clear();
  }

  @Override
  public boolean owes(Upstream upstream, Session session) {
    return upstream.questions.isOpenAt(session);
  }

  @Override
  public boolean keepsBusy(Upstream upstream) {
    return !upstream.questions.isEmpty();
  }
}
