package dev.mcpmux.core.route;

import java.util.ArrayList;
import java.util.List;

/** Ends requests of sessions that will not get their reply from the upstream. */
final class Requests {
  private final MuxState state;
  private final Router router;

  Requests(MuxState state, Router router) {
    this.state = state;
    this.router = router;
  }

  /** Answers a request that waits nowhere any more, and those that wait with it, with an error. */
  void failAll(ClientRequest request, Refusal refusal) {
    fail(request, refusal);
    for (ClientRequest follower : request.followers()) {
      fail(follower, refusal);
    }
  }

  private void fail(ClientRequest request, Refusal refusal) {
    if (request.session.inFlight.remove(request.id, request)) {
      state.actions.send(
          request.session.number, request.stream, Messages.error(request.id, refusal));
    }
  }

  /** Answers everything of a session that has not been forwarded with an error. */
  void failWaiting(Session session, Refusal refusal) {
    router.dropAllParked(session);
    for (ClientRequest request : new ArrayList<>(session.inFlight.values())) {
      if (!request.isForwarded()) {
        fail(request, refusal);
      }
    }
  }

  /**
   * Gives up a request that was forwarded. Returns whether the upstream is to be told: nobody else
   * waits for its reply, and it still works on it.
   */
  boolean giveUp(ClientRequest request) {
    Upstream upstream = request.upstream;
    if (!(upstream.pendings.get(request.upstreamId) instanceof ClientRequest leader)) {
      return false;
    }
    if (leader != request) {
      leader.removeFollower(request);
      return false;
    }
    if (request.followers().isEmpty()) {
      upstream.pendings.remove(request.upstreamId);
      upstream.abandon(request, state.listener);
      return true;
    }
    upstream.pendings.replace(request.upstreamId, request.promoteFollower());
    return false;
  }

  /** Gives up all that a session has in flight, and tells its upstream. */
  void cancelAll(Session session, String reason) {
    List<ClientRequest> requests = new ArrayList<>(session.inFlight.values());
    session.inFlight.clear();
    for (ClientRequest request : requests) {
      if (request.isForwarded() && giveUp(request)) {
        tellCancelled(request, reason);
      }
    }
  }

  /** A request that was given up: the upstream need not work on it. */
  void tellCancelled(ClientRequest request, String reason) {
    state.actions.sendUpstream(
        request.upstream.number, Messages.cancelled(request.upstreamId, reason));
  }
}
