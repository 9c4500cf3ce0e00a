package dev.mcpmux.core.engine;

import dev.mcpmux.core.catalog.ListKeeper;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.pool.Drains;
import dev.mcpmux.core.pool.Learning;
import dev.mcpmux.core.pool.Leaving;
import dev.mcpmux.core.pool.Membership;
import dev.mcpmux.core.pool.Placement;
import dev.mcpmux.core.pool.Transfers;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.ConfigChange;
import dev.mcpmux.core.port.EndReason;
import dev.mcpmux.core.route.Router;
import dev.mcpmux.core.sharing.ServerResolver;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Refusal;
import dev.mcpmux.core.words.ToolFilters;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts another config in force. Sessions stay open: what the config says of a server is resolved
 * anew for each session of it, and only where something else comes of that does a session get
 * another process. Where it comes out that it cannot be served, what it has in flight gets done,
 * and its requests are answered with an error until the server is back.
 */
final class Reconfiguration {
  private final MuxState state;
  private final Router router;
  private final Membership membership;
  private final Transfers transfers;
  private final Drains drains;
  private final Placement placement;
  private final Learning learning;
  private final ListKeeper listKeeper;

  Reconfiguration(MuxState state, MuxParts parts) {
    this.state = state;
    this.router = parts.router;
    this.membership = parts.membership;
    this.transfers = parts.transfers;
    this.drains = parts.drains;
    this.placement = parts.placement;
    this.learning = parts.learning;
    this.listKeeper = parts.listKeeper;
  }

  ConfigChange apply(MuxConfig config) {
    ConfigChange change = ConfigChange.between(state.config(), config);
    state.reconfigure(config);
    state.sessions().forEach(this::restrict);
    Set<String> concerned = new HashSet<>(change.removed());
    concerned.addAll(change.added());
    concerned.addAll(change.changed());
    state.absences.reconfigure(concerned, change.removed());
    List<Upstream> unused =
        state.pool.all().stream()
            .filter(upstream -> concerned.contains(upstream.server()))
            .filter(
                upstream -> upstream.parties().isEmpty() && upstream.lineage().replaces() == null)
            .toList();
    for (Session session : state.keys.waitersFirst()) {
      boolean named = session.origin().hello().isNamed();
      if (change.table() || named && concerned.contains(session.server())) {
        apply(session);
      }
    }
    // Nobody is here for whom they could be resolved anew, if they suit nobody as they are.
    unused.stream()
        .filter(upstream -> !isWanted(upstream))
        .forEach(
            upstream -> {
              upstream.goesFor(EndReason.CONFIG_CHANGE);
              drains.stop(upstream);
            });
    return change;
  }

  /** Calls that wait and are denied from now on are refused, before anything goes on. */
  private void restrict(Session session) {
    setTools(session);
    if (!session.tools().isNone()) {
      router.refuseTools(
          session, name -> session.tools().admits(name) ? null : ToolFilters.unknown(name));
    }
  }

  /**
   * The view filters the tools of its members itself: they have other names there. What was denied
   * stays so when the server is removed, because its last answers are still to come.
   */
  void setTools(Session session) {
    if (session.origin().hello().isNamed()
        && !session.origin().isMember()
        && state.isConfigured(session.server())) {
      session.limitTo(ToolFilters.of(state.config(), session.server()));
    }
  }

  /** Whether a session uses it since the change, or waits for it to be ready. */
  private boolean isWanted(Upstream upstream) {
    return !upstream.sessions().isEmpty() || state.keys.isAwaited(upstream.key());
  }

  private void apply(Session session) {
    try {
      learning.resolveAgain(session);
    } catch (ServerResolver.RefusedException e) {
      withdraw(session, e.why());
      return;
    }
    if (session.unavailable() != null) {
      session.comeBack();
      placement.seating().onAvailable(session);
    } else if (session.upstream() != null) {
      placement.onReconfigured(session);
      if (session.upstream() != null) {
        listKeeper.onReconfigured(session.upstream());
      }
    }
  }

  /** The session cannot be served any more. */
  private void withdraw(Session session, CloseCause why) {
    String name = session.server();
    CloseCause said =
        state.isConfigured(name)
            ? why
            : new CloseCause(
                "server-removed", "server \"" + name + "\" is not in the config any more");
    Refusal refusal = Refusal.of(said.reason(), said.message(), name);
    session.withdraw(refusal);
    if (session.upstream() == null) {
      router.refuseWaiting(session, refusal);
      return;
    }
    if (session.isInitializing()) {
      membership.refuseInitialize(session, refusal);
    }
    router.refuseWaiting(session, refusal);

    session.upstream().goesFor(EndReason.CONFIG_CHANGE);
    transfers.leave(session, Leaving.REPLACED);
  }
}
