package dev.mcpmux.core.pool;

import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Initializing;
import dev.mcpmux.core.state.UpstreamState.Ready;
import dev.mcpmux.core.state.UpstreamState.Starting;
import dev.mcpmux.core.words.Handshake;

/** What follows when the process of an upstream runs, and when it has answered. */
public final class Arrivals {
  private final MuxState state;
  private final Retries retries;
  private final Swaps swaps;
  private final IdleStops idleStops;

  public Arrivals(MuxState state, Retries retries, Swaps swaps, IdleStops idleStops) {
    this.state = state;
    this.retries = retries;
    this.swaps = swaps;
    this.idleStops = idleStops;
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
    swaps.takeOver(upstream);
    state.absences.end(upstream.server());
    idleStops.onReady(upstream);
  }
}
