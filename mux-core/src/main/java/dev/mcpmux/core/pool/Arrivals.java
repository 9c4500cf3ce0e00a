package dev.mcpmux.core.pool;

import dev.mcpmux.core.catalog.ListKeeper;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Initializing;
import dev.mcpmux.core.state.UpstreamState.Ready;
import dev.mcpmux.core.state.UpstreamState.Starting;
import dev.mcpmux.core.words.Handshake;
import java.util.List;

/** What follows when the process of an upstream runs, and when it can serve sessions. */
public final class Arrivals {
  private final MuxState state;
  private final Retries retries;
  private final Starts starts;
  private final Swaps swaps;
  private final IdleStops idleStops;
  private final ListKeeper listKeeper;
  private final Placement placement;
  private final Membership membership;

  public Arrivals(
      MuxState state,
      Retries retries,
      Starts starts,
      Swaps swaps,
      IdleStops idleStops,
      ListKeeper listKeeper,
      Placement placement,
      Membership membership) {
    this.state = state;
    this.retries = retries;
    this.starts = starts;
    this.swaps = swaps;
    this.idleStops = idleStops;
    this.listKeeper = listKeeper;
    this.placement = placement;
    this.membership = membership;
  }

  /** Its process runs and can be written to. Returns whether it is still wanted. */
  public boolean onStarted(Upstream upstream) {
    if (!(upstream.state() instanceof Starting starting)) {
      return false;
    }
    upstream.become(new Initializing(starting.timer()));
    state.listener.upstreamRuns(
        upstream.number(), upstream.server(), upstream.key().circle().around());
    return true;
  }

  /** It has answered, and takes the place of others; its sessions are not told yet. */
  public void onReady(Upstream upstream, Handshake handshake) {
    upstream.become(new Ready(handshake, state.now()));
    upstream.forgetFirstWords();
    retries.onReady(upstream);
    starts.onReady(upstream);
    swaps.takeOver(upstream);
    state.absences.end(upstream.server());
    idleStops.onReady(upstream);
  }

  /** It serves its sessions from now on. */
  public void open(Upstream upstream, Handshake handshake) {
    state.actions.confirmUpstream(upstream.number());
    state.listener.upstreamReady(upstream.number(), upstream.server());
    listKeeper.onReady(upstream, handshake);
    placement.hear(upstream);
    for (Session session : List.copyOf(upstream.sessions())) {
      if (membership.open(session, handshake)) {
        placement.settle(session);
      }
    }
    upstream.beginning().setFresh(false);
    state.touched.add(upstream);
    if (upstream.sessions().isEmpty() && upstream.isReady()) {
      idleStops.unused(upstream);
    }
  }
}
