package dev.mcpmux.core.pool;

import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.legacy.ListChanges;
import dev.mcpmux.core.route.Features;
import dev.mcpmux.core.route.Parking;
import dev.mcpmux.core.route.Router;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.table.Phase.Initializing;
import dev.mcpmux.core.words.Handshake;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.List;
import java.util.function.Function;

/** Which sessions an upstream has: what is to be done when one joins, can be served, or leaves. */
public final class Membership {
  private final MuxState state;
  private final Router router;
  private final Parking parking;
  private final ListChanges listChanges;
  private final Features features;

  public Membership(
      MuxState state, Router router, Parking parking, ListChanges listChanges, Features features) {
    this.state = state;
    this.router = router;
    this.parking = parking;
    this.listChanges = listChanges;
    this.features = features;
  }

  void join(Session session, Upstream upstream) {
    session.join(upstream);
    parking.enqueue(session);
    state.touched.add(session); // it may have been on its way elsewhere
    state.touched.add(upstream);
  }

  /** The session's upstream has its handshake. Returns whether the session is new there. */
  boolean open(Session session, Handshake handshake) {
    boolean isNew = session.isInitializing();
    if (isNew) {
      answerInitialize(session, handshake);
    } else {
      if (session.wasServed() && !session.upstream().beginning().isFresh()) {
        listChanges.owe(session);
      }
      served(session);
    }
    return isNew;
  }

  /** The session has come from another upstream to one that has no process. */
  void cameFromElsewhere(Session session) {
    if (session.wasServed() || !session.lists().seen().isEmpty()) {
      listChanges.owe(session);
    }
  }

  void answerInitialize(Session session, Handshake handshake) {
    Initializing asked = session.open(handshake);
    byte[] result = handshake.answerWith(session.version());
    state.tellState(session); // before the answer: with the one, the other can be had again
    state.send(session, asked.stream(), Messages.result(asked.id().token(), result));
  }

  /** Does what has waited for a ready upstream, if the session has one. */
  public void served(Session session) {
    if (!session.isServed()) {
      return;
    }
    session.served();
    features.onServed(session);
  }

  /** Does what has waited until it was known where the session belongs. */
  void goOnServed(Session session) {
    parking.enqueue(session);
    served(session);
  }

  /**
   * Answers the sessions that wait for the handshake of an upstream with an error; each may try
   * again.
   */
  public void refuseWaiting(Upstream upstream, Function<RequestId, byte[]> error) {
    for (Session session : List.copyOf(upstream.sessions())) {
      if (session.isInitializing()) {
        refuseInitialize(session, error);
        router.refuseWaiting(
            session,
            Refusal.serverFailed(
                upstream.server(),
                "server \"" + upstream.server() + "\" could not be initialized"));
        leave(session);
      }
    }
  }

  /** Answers a session's {@code initialize} with an error: it may try again. */
  public void refuseInitialize(Session session, Refusal refusal) {
    refuseInitialize(session, id -> Messages.error(id, refusal));
  }

  private void refuseInitialize(Session session, Function<RequestId, byte[]> error) {
    Initializing asked = session.refuse();
    state.send(session, asked.stream(), error.apply(asked.id()));
  }

  /** The sessions of one upstream get another, with all that they wait for. */
  void moveAll(Upstream from, Upstream to) {
    from.line().clear();
    for (Session session : List.copyOf(from.sessions())) {
      session.leave();
      join(session, to);
    }
  }

  /** Takes a session out of its upstream, which keeps nothing of it. */
  void leave(Session session) {
    forget(session.upstream(), session);
    goOut(session);
  }

  /** Takes a session out of its upstream, which finishes what it has of it. */
  void goOn(Session session) {
    if (features.owes(session.upstream(), session)) {
      session.linger(session.upstream());
      goOut(session);
    } else {
      leave(session);
    }
  }

  /** Lets go of a session that has left, when nothing is owed to it any more. */
  void release(Upstream upstream, Session session) {
    if (!features.owes(upstream, session)) {
      forget(upstream, session);
    }
  }

  private void goOut(Session session) {
    Upstream upstream = session.upstream();
    session.leave();
    state.touched.add(upstream);
    features.onLeft(upstream, session);
  }

  /** An upstream keeps nothing of a session that has left it, or is about to. */
  void forget(Upstream upstream, Session session) {
    state.touched.add(upstream);
    session.forget(upstream);
    features.forget(upstream, session);
  }
}
