package dev.mcpmux.core.engine;

import dev.mcpmux.core.route.Router;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState;
import java.util.ArrayList;
import java.util.List;

/** Looks for what should have followed from an event and has not. */
public final class UnsettledParts {
  private final MuxParts parts;
  private final MuxState state;
  private final List<String> found = new ArrayList<>();

  private UnsettledParts(MuxParts parts) {
    this.parts = parts;
    this.state = parts.state;
  }

  /** One sentence each; none after any event. */
  public static List<String> of(MuxParts parts) {
    UnsettledParts unsettled = new UnsettledParts(parts);
    parts.state.pool.all().forEach(unsettled::look);
    parts.state.sessions().forEach(unsettled::look);
    unsettled.add(!parts.state.touched.isEmpty(), "something is touched");
    return unsettled.found;
  }

  private void look(Upstream upstream) {
    String name = "u" + upstream.number() + " (" + upstream.state().word() + ") ";
    for (Session session : upstream.line().all()) {
      add(
          session.isServed()
              && parts.router.takesMore(upstream)
              && Router.hasTurn(upstream, session),
          name + "takes more, and session " + session.number() + " waits though it is its turn");
    }
    boolean unstarted =
        upstream.state() instanceof UpstreamState.Asleep
            || upstream.state() instanceof UpstreamState.Failed;
    add(
        unstarted && (upstream.isWanted() || upstream.sessions().stream().anyMatch(Session::waits)),
        name + "is waited for and not started");
    add(
        upstream.state() instanceof UpstreamState.Draining && upstream.parties().isEmpty(),
        name + "has nothing left to finish");
    add(
        upstream.state() instanceof UpstreamState.Queued
            && !parts.starts.mustWait(upstream)
            && parts.starts.running() < state.config().limits().maxParallelStarts(),
        name + "may start");
    add(
        upstream.isReady()
            && upstream.parties().isEmpty()
            && !state.pool.isOffered(upstream)
            && !parts.drains.isAwaited(upstream),
        name + "is there for nobody");
  }

  private void look(Session session) {
    String name = "session " + session.number() + " ";
    Upstream upstream = session.upstream();
    add(parts.moves.isDue(session), name + "is to move and may");
    for (Upstream left : session.lingering()) {
      add(
          !parts.features.owes(left, session),
          name + "is kept by u" + left.number() + " for nothing");
    }
    add(session.hasEnded() && session.isOwedNothing(), name + "has ended and is owed nothing");
    add(
        session.parked().holds() && session.isServed(),
        name + "has something held that can be served");
    add(
        upstream != null
            && !session.parked().isEmpty()
            && !session.waitsForRoots()
            && !upstream.line().has(session),
        name + "waits and gets no turn");
  }

  private void add(boolean is, String what) {
    if (is) {
      found.add(what);
    }
  }
}
