package dev.mcpmux.core.pool;

import dev.mcpmux.core.catalog.ListKeeper;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Handshake;
import java.util.List;

/** What follows when an upstream begins to serve its sessions. */
public final class Serving {
  private final MuxState state;
  private final ListKeeper listKeeper;
  private final Membership membership;
  private final Placement placement;
  private final IdleStops idleStops;

  public Serving(
      MuxState state,
      ListKeeper listKeeper,
      Membership membership,
      Placement placement,
      IdleStops idleStops) {
    this.state = state;
    this.listKeeper = listKeeper;
    this.membership = membership;
    this.placement = placement;
    this.idleStops = idleStops;
  }

  public void begin(Upstream upstream, Handshake handshake) {
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
