package dev.mcpmux.core.pool;

import dev.mcpmux.core.legacy.Roots;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import java.util.List;

/**
 * Gives sessions the upstream of their key, and asks them for their roots first where these are
 * part of it.
 */
public final class Seating {
  private final MuxState state;
  private final Attachments attachments;
  private final EarlyAnswers early;
  private final Membership membership;
  private final SharedRoots sharedRoots;
  private final Roots roots;

  public Seating(
      MuxState state,
      Attachments attachments,
      EarlyAnswers early,
      Membership membership,
      SharedRoots sharedRoots) {
    this.state = state;
    this.attachments = attachments;
    this.early = early;
    this.membership = membership;
    this.sharedRoots = sharedRoots;
    this.roots = new Roots(state, this::onRootsSettled);
  }

  public Roots roots() {
    return roots;
  }

  /** Seats a session that has declared itself. */
  void place(Session session) {
    Upstream present = state.pool.of(state.keys.of(session));
    if (!early.areGiven() || present != null && !present.isAsleep()) {
      placeNow(session);
    } else {
      early.look(
          session,
          () -> {
            if (isWithoutUpstream(session) && session.isInitializing()) {
              placeNow(session);
            }
          });
    }
  }

  /** Whether it is still there, and nothing has been decided for it. */
  private boolean isWithoutUpstream(Session session) {
    return state.isOpen(session) && session.upstream() == null && !session.waitsForRoots();
  }

  private void placeNow(Session session) {
    if (session.unavailable() != null) {
      membership.refuseInitialize(session, session.unavailable());
    } else if (!state.keys.needsRoots(session)) {
      attachments.attach(session);
    } else if (early.giveOfOtherRoots(session)) {
      roots.ask(session);
    } else {
      attachments.attach(session, state.keys.of(session).provisional());
    }
  }

  /** A session that has just been opened stays where it is, or goes on. */
  void settle(Session session) {
    if (lacksRoots(session)) {
      suspend(session);
    } else {
      move(session); // before its subscriptions tie it to this process
    }
    membership.served(session);
  }

  /** Whether it must be asked for its roots. */
  boolean lacksRoots(Session session) {
    return state.keys.needsRoots(session) && session.roots().known() == null;
  }

  /** Takes a session where it belongs, if it may go. */
  void move(Session session) {
    sharedRoots.move(session);
  }

  /** It gets no turn until its roots are known. */
  void suspend(Session session) {
    leaveLine(session);
    roots.ask(session);
  }

  private static void leaveLine(Session session) {
    if (session.upstream() != null) {
      session.upstream().line().remove(session);
    }
  }

  /** A session's server is there again. */
  public void onAvailable(Session session) {
    if (!session.isOpen() || session.waitsForRoots()) {
      return; // it is placed when it is initialized, or its roots are known
    }
    if (lacksRoots(session)) {
      roots.ask(session);
    } else {
      attachments.attach(session);
    }
  }

  /** The session says that its roots have changed. Returns whether its server is to be told. */
  public boolean onRootsChanged(Session session) {
    if (!state.keys.needsRoots(session)) {
      if (session.waitsForRoots()) {
        roots.askAgain(session); // a server may wait for them, or they matter again by then
      } else {
        session.roots().forget(); // asked for again as soon as they matter
      }
      return session.upstream() != null && session.upstream().isExclusive();
    }
    if (session.isOpen()) {
      leaveLine(session);
      roots.askAgain(session);
    }
    return false;
  }

  private void onRootsSettled(Session session) {
    if (session.unavailable() != null) {
      return;
    }
    if (session.upstream() != null) {
      Upstream upstream = session.upstream();
      sharedRoots.settle(upstream);
      // who has other roots goes before its subscriptions tie it to this process
      List.copyOf(upstream.sessions()).forEach(this::move);
      membership.goOnServed(session);
    } else if (early.areGiven()) {
      early.look(
          session,
          () -> {
            if (isWithoutUpstream(session) && session.unavailable() == null) {
              attachments.attach(session);
              membership.goOnServed(session);
            }
          });
    } else {
      attachments.attach(session);
      membership.goOnServed(session);
    }
  }
}
