package dev.mcpmux.core.pool;

import dev.mcpmux.core.port.EndReason;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Failed;
import dev.mcpmux.core.state.UpstreamState.Queued;
import dev.mcpmux.core.state.UpstreamState.Ready;
import dev.mcpmux.core.state.UpstreamState.Waiting;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Somebody wants other processes of a server, whatever has become of those that there are. */
public final class Restarts {
  private final MuxState state;
  private final Starts starts;
  private final Membership membership;
  private final Drains drains;
  private final Swaps swaps;

  public Restarts(
      MuxState state, Starts starts, Membership membership, Drains drains, Swaps swaps) {
    this.state = state;
    this.starts = starts;
    this.membership = membership;
    this.drains = drains;
    this.swaps = swaps;
  }

  /** Replaces every process of a server. Returns the upstreams that become ready, or fail. */
  public List<Integer> restart(String server) {
    List<Upstream> all =
        state.pool.all().stream()
            .filter(
                upstream ->
                    upstream.server().equals(server) && upstream.lineage().replaces() == null)
            // sessions of those in use may wait for one that starts, and so for what takes its
            // place
            .sorted(Comparator.comparing(Upstream::isReady))
            .toList();
    state.failures.forget(server);
    Set<Integer> begun = new LinkedHashSet<>();
    all.forEach(upstream -> restart(upstream, begun));
    return List.copyOf(begun);
  }

  private void restart(Upstream upstream, Set<Integer> begun) {
    if (upstream.state() instanceof Ready) {
      List<Session> outdated = upstream.sessions().stream().filter(Session::isOutdated).toList();
      for (Session session : outdated) {
        swaps.renew(session);
        if (session.isOutdated()) {
          begun.add(state.pool.of(state.keys.of(session)).number());
        }
      }
      if (outdated.isEmpty() || !upstream.sessions().isEmpty() && !Swaps.allOutdated(upstream)) {
        begun.add(swaps.replace(upstream).number());
      }
    } else if (upstream.isStarting()) {
      begun.add(startAgain(upstream).number());
    } else if (upstream.state() instanceof Waiting || upstream.state() instanceof Failed) {
      upstream.beginning().countAnew();
      starts.start(upstream);
      begun.add(upstream.number());
    } else if (upstream.state() instanceof Queued) {
      begun.add(upstream.number());
    }
  }

  /** Starts another process in place of one that is not ready yet. */
  private Upstream startAgain(Upstream upstream) {
    state.pool.withdraw(upstream);
    Upstream fresh = state.pool.successor(upstream, 0);
    fresh.beginning().setFresh(upstream.beginning().isFresh());
    state.pool.admit(fresh);
    membership.moveAll(upstream, fresh);
    drains.giveUp(upstream, EndReason.RESTART);
    starts.start(fresh);
    return fresh;
  }
}
