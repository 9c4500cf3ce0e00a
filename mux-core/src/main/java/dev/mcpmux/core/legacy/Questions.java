package dev.mcpmux.core.legacy;

import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.route.Feature;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.ServerRequest;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;

/**
 * Requests that sessions have been sent and have not answered, under our ids, the same at the
 * servers whose they are, and the tasks that sessions do for servers. Nobody else changes any of
 * it, so that a server's request is known on both sides or on none.
 */
public final class Questions implements Feature {

  private final MuxState state;

  public Questions(MuxState state) {
    this.state = state;
  }

  /** Returns the id that the request has at its session. */
  public long add(ServerRequest.Relayed request) {
    request.upstream.questions().add(request);
    return request.session.questions().add(request);
  }

  /** The session has answered this, which is open no more; null for nothing. */
  public ServerRequest answered(Session session, long id) {
    ServerRequest request = session.questions().remove(id);
    if (request instanceof ServerRequest.Relayed relayed) {
      relayed.upstream.questions().remove(relayed.id);
    }
    return request;
  }

  /** The server takes this back; null for nothing. */
  public ServerRequest.Relayed takeBack(Upstream upstream, RequestId id) {
    ServerRequest.Relayed request = upstream.questions().remove(id);
    if (request != null) {
      request.session.questions().remove(request.sessionId());
    }
    return request;
  }

  /** The session does this task for a server. False when another does one of the same id. */
  public boolean host(Upstream upstream, String taskId, Session session) {
    boolean alone = upstream.questions().addHost(taskId, session);
    int limit = state.limits().maxTasksPerUpstream();
    if (upstream.questions().forgetOldestOver(limit)) {
      state.listener.forgotten(
          upstream.server(),
          Refusal.over("tasks that clients do for it", limit + 1L, limit)
              + "; the oldest is forgotten");
    }
    return alone;
  }

  /** What a server has asked a session that is gone is answered for it. */
  @Override
  public void forget(Upstream upstream, Session session) {
    upstream.questions().removeHost(session);
    for (ServerRequest.Relayed request : upstream.questions().all()) {
      if (request.session == session) {
        takeBack(upstream, request.id);
        state.tell(upstream, request.refused());
      }
    }
  }

  /** What a server has asked that is gone need not be answered. */
  @Override
  public void onLost(Upstream upstream, Refusal why) {
    for (ServerRequest.Relayed request : upstream.questions().all()) {
      takeBack(upstream, request.id);
      state.send(
          request.session,
          request.stream,
          Messages.cancelled(request.sessionId(), "the server has gone"));
    }
  }

  @Override
  public boolean owes(Upstream upstream, Session session) {
    return upstream.questions().isOpenAt(session);
  }

  @Override
  public boolean holds(Upstream upstream, Session session) {
    return upstream.questions().isOpenAt(session);
  }

  @Override
  public boolean keepsBusy(Upstream upstream) {
    return !upstream.questions().isEmpty();
  }
}
