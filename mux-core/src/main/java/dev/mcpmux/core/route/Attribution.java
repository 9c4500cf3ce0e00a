package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.OwnRequest;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Task;
import dev.mcpmux.core.state.Upstream;

/**
 * Whose call caused what a server sends on its own. Over HTTP it may come on the stream of a
 * request, which settles it. Nothing on the wire of a legacy stdio server says it, so only what is
 * certain counts: the owner of the task that the message names; the only session there is; the only
 * one that ever gave this process work. "The only one with a request in flight" is not certain,
 * since work that a finished call began may ask later, and neither is anything once a session that
 * gave work has gone. Where the config has sessions take turns, it is the one whose turn it is,
 * unless another has left work behind that may go on.
 */
public final class Attribution {

  private Attribution() {}

  /**
   * Whether it is said with which request of a session a frame comes.
   *
   * @param with the id of a request; 0 for none
   */
  public static boolean isExact(Upstream upstream, long with) {
    return with != 0 && !(upstream.pendings().get(with) instanceof OwnRequest);
  }

  /** On which of a session's streams a frame goes to it. */
  public static int stream(Upstream upstream, long with, Session session) {
    return upstream.pendings().get(with) instanceof ClientRequest request
            && request.session == session
        ? request.stream
        : session.requests().workStream();
  }

  /** Null when it is not certain. */
  public static Session owner(Upstream upstream, long with, FrameView frame) {
    if (isExact(upstream, with)) {
      return requester(upstream, with);
    }
    Session only = upstream.parties().only();
    boolean certain = !upstream.parties().workerHasLeft();
    if (upstream.isExclusive() && certain && only != null) {
      return only;
    }
    if (frame.is(Field.META_RELATED_TASK_ID, ValueType.STRING)) {
      Task task = upstream.tasks().find(frame.text(Field.META_RELATED_TASK_ID));
      return task == null ? null : task.owner;
    }
    if (upstream.isSerialized()) {
      Session turn = onlyOneInFlight(upstream);
      return turn == null || upstream.mayWorkForOthers(turn) ? null : turn;
    }
    return certain && only != null ? only : upstream.parties().onlyWorker();
  }

  /**
   * As {@link #owner}, or else the only session with a request in flight, unless the message may be
   * about what another has given up; null when there is none.
   */
  public static Session logReceiver(Upstream upstream, long with, FrameView frame) {
    if (isExact(upstream, with) || frame.has(Field.META_RELATED_TASK_ID)) {
      return owner(upstream, with, frame);
    }
    Session owner = upstream.parties().only() == null ? null : owner(upstream, with, frame);
    Session receiver = owner != null ? owner : onlyOneInFlight(upstream);
    return receiver == null || upstream.leftWork().mayBeForOthers(receiver.number())
        ? null
        : receiver;
  }

  /** Null when the request was given up, or when several wait for its reply. */
  private static Session requester(Upstream upstream, long with) {
    return upstream.pendings().get(with) instanceof ClientRequest request
            && request.followers().isEmpty()
        ? request.session
        : null;
  }

  private static Session onlyOneInFlight(Upstream upstream) {
    Session only = null;
    for (Session session : upstream.parties().all()) {
      if (session.requests().isAt(upstream)) {
        if (only != null) {
          return null;
        }
        only = session;
      }
    }
    return only;
  }
}
