package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;

/**
 * Whose call caused what a server sends on its own. Nothing on the wire of a legacy stdio server
 * says it, so only what is certain counts: the owner of the task that the message names; the only
 * session there is; the only one that ever gave this process work. "The only one with a request in
 * flight" is not certain, since work that a finished call began may ask later, and neither is
 * anything once a session that gave work has gone. Where the config has sessions take turns, it is
 * the one whose turn it is, unless another has left work behind that may go on.
 */
final class Attribution {

  /** Null when it is not certain. */
  Session owner(Upstream upstream, FrameView frame) {
    if (upstream.isExclusive() && !upstream.workerHasLeft && upstream.sessions.size() == 1) {
      return upstream.sessions.iterator().next();
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
    if (upstream.sessions.size() == 1) {
      return upstream.sessions.iterator().next();
    }
    return upstream.workers.size() == 1 ? upstream.workers.iterator().next() : null;
  }

  /**
   * As {@link #owner}, or else the only session with a request in flight; null when there is none.
   */
  Session logReceiver(Upstream upstream, FrameView frame) {
    if (frame.has(Field.META_RELATED_TASK_ID)) {
      return owner(upstream, frame);
    }
    Session owner = upstream.sessions.size() == 1 ? owner(upstream, frame) : null;
    return owner != null ? owner : onlyOneInFlight(upstream);
  }

  private static Session onlyOneInFlight(Upstream upstream) {
    Session only = null;
    for (Session session : upstream.sessions) {
      if (session.hasForwarded()) {
        if (only != null) {
          return null;
        }
        only = session;
      }
    }
    return only;
  }
}
