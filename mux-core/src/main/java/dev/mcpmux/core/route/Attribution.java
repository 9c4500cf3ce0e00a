package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;
import java.util.Collection;

/**
 * Whose call caused what a server sends on its own. Over HTTP it may come on the stream of a
 * request, which settles it. Nothing on the wire of a legacy stdio server says it, so only what is
 * certain counts: the owner of the task that the message names; the only session there is; the only
 * one that ever gave this process work. "The only one with a request in flight" is not certain,
 * since work that a finished call began may ask later, and neither is anything once a session that
 * gave work has gone. Where the config has sessions take turns, it is the one whose turn it is,
 * unless another has left work behind that may go on.
 */
final class Attribution {
  private final MuxState state;

  Attribution(MuxState state) {
    this.state = state;
  }

  /** Whether the current frame says itself with which request of a session it comes. */
  boolean isExact(Upstream upstream) {
    return state.request() != 0 && !(upstream.pendings.get(state.request()) instanceof OwnRequest);
  }

  /** On which of a session's streams the current frame goes to it. */
  int stream(Upstream upstream, Session session) {
    return upstream.pendings.get(state.request()) instanceof ClientRequest request
            && request.session == session
        ? request.stream
        : session.relatedStream();
  }

  /** Null when it is not certain. */
  Session owner(Upstream upstream, FrameView frame) {
    if (isExact(upstream)) {
      return requester(upstream);
    }
    Collection<Session> parties = upstream.parties();
    if (upstream.isExclusive() && !upstream.workerHasLeft && parties.size() == 1) {
      return parties.iterator().next();
    }
    if (frame.is(Field.META_RELATED_TASK_ID, ValueType.STRING)) {
      Task task = upstream.tasks.get(frame.text(Field.META_RELATED_TASK_ID));
      return task == null ? null : task.owner;
    }
    if (upstream.isSerialized()) {
      Session turn = onlyOneInFlight(upstream);
      return turn == null || upstream.mayWorkForOthers(turn) ? null : turn;
    }
    if (upstream.workerHasLeft) {
      return null;
    }
    if (parties.size() == 1) {
      return parties.iterator().next();
    }
    return upstream.workers.size() == 1 ? upstream.workers.iterator().next() : null;
  }

  /**
   * As {@link #owner}, or else the only session with a request in flight; null when there is none.
   */
  Session logReceiver(Upstream upstream, FrameView frame) {
    if (isExact(upstream) || frame.has(Field.META_RELATED_TASK_ID)) {
      return owner(upstream, frame);
    }
    Session owner = upstream.parties().size() == 1 ? owner(upstream, frame) : null;
    return owner != null ? owner : onlyOneInFlight(upstream);
  }

  /** Null when the request was given up, or when several wait for its reply. */
  private Session requester(Upstream upstream) {
    return upstream.pendings.get(state.request()) instanceof ClientRequest request
            && request.followers().isEmpty()
        ? request.session
        : null;
  }

  private static Session onlyOneInFlight(Upstream upstream) {
    Session only = null;
    for (Session session : upstream.parties()) {
      if (session.hasRequestAt(upstream)) {
        if (only != null) {
          return null;
        }
        only = session;
      }
    }
    return only;
  }
}
