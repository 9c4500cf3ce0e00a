package dev.mcpmux.core.pool;

import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.port.EndReason;
import dev.mcpmux.core.route.Features;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Draining;
import dev.mcpmux.core.state.UpstreamState.Queued;
import dev.mcpmux.core.state.UpstreamState.Ready;
import dev.mcpmux.core.state.UpstreamState.Stopping;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends upstreams. One that its sessions have left finishes what it has of them first: requests in
 * flight, requests of its own that they have not answered, tasks whose result they have not had,
 * elicitations of which it has not said that they are complete. When nothing is left, or the time
 * for it is over, it is stopped.
 */
public final class Drains {
  private final MuxState state;
  private final Membership membership;
  private final Features features;
  private final Starts starts;

  public Drains(MuxState state, Membership membership, Features features, Starts starts) {
    this.state = state;
    this.membership = membership;
    this.features = features;
    this.starts = starts;
  }

  /** An upstream gets nothing new; sessions that it still has are about to leave. */
  void begin(Upstream upstream) {
    state.pool.withdraw(upstream);
    upstream.idle().isUsed(state.timers);
    upstream.roots().renew();
    if (upstream.lineage().replacement() != null) {
      stop(upstream.lineage().replacement());
    }
    if (upstream.parties().isEmpty() || !(upstream.state() instanceof Ready ready)) {
      stop(upstream);
      return;
    }
    long millis = upstream.life().drainTimeoutMillis().orElse(state.limits().drainTimeoutMillis());
    Timer timeout =
        millis == LifePolicy.NEVER ? null : state.in(millis, () -> expire(upstream, millis));
    upstream.become(new Draining(ready.handshake(), timeout));
  }

  /** Something of a session has come to its end: maybe it was the last of it somewhere. */
  public void release(Session session) {
    if (!session.lingering().isEmpty()) {
      for (Upstream upstream : List.copyOf(session.lingering())) {
        membership.release(upstream, session);
      }
    }
  }

  /** The session goes, with all that it left anywhere. */
  public void gone(Session session) {
    for (Upstream upstream : List.copyOf(session.lingering())) {
      membership.forget(upstream, session);
    }
  }

  /** The process ends, or has; what was in flight has been answered. */
  void forgetAll(Upstream upstream) {
    for (Session session : upstream.parties().leftovers()) {
      membership.forget(upstream, session);
    }
  }

  /** Something that it finishes has come to its end, maybe the last of it. */
  public void stopIfDone(Upstream upstream) {
    if (upstream.isDraining() && upstream.parties().isEmpty()) {
      stop(upstream);
    }
  }

  private void expire(Upstream upstream, long millis) {
    String message =
        "server \""
            + upstream.server()
            + "\" was replaced, and the process before had not answered after "
            + millis
            + " ms";
    lose(
        upstream,
        new Refusal(Messages.INTERNAL_ERROR, "drain-timeout", message, upstream.server()));
    forgetAll(upstream);
    stop(upstream);
  }

  /** An upstream takes what it had in flight, in both directions, with it. */
  void lose(Upstream upstream, Refusal refusal) {
    upstream.pendings().stopWatch(state.timers);
    upstream.lists().end(state.timers);
    upstream.idle().end(state.timers);
    upstream.vitals().end(state.timers);
    features.onLost(upstream, refusal);
  }

  /**
   * Whether sessions wait for this upstream whose process does not fit them any more. They are not
   * in it until it is ready.
   */
  public boolean isAwaited(Upstream upstream) {
    return upstream.isComing() && state.keys.isAwaited(upstream.key());
  }

  void stopUnlessAwaited(Upstream upstream) {
    if (!isAwaited(upstream)) {
      stop(upstream);
    }
  }

  /** The process of an upstream is told to end. */
  void giveUp(Upstream upstream, EndReason reason) {
    upstream.goesFor(reason);
    end(upstream);
  }

  /** Ends an upstream that has no sessions, when what it has of earlier ones is done. */
  public void stop(Upstream upstream) {
    if (upstream.isUp() && upstream.parties().hasLeftovers()) {
      if (upstream.isReady()) {
        begin(upstream);
      }
      return; // one that drains already ends with the last of them
    }
    state.pool.withdraw(upstream);
    upstream.lineage().unlink();
    if (upstream.lineage().replacement() != null) {
      stop(upstream.lineage().replacement());
    }
    upstream.idle().end(state.timers);
    upstream.pendings().stopWatch(state.timers);
    upstream.vitals().end(state.timers);
    upstream.lists().end(state.timers);
    if (isWithoutProcess(upstream)) {
      if (upstream.state() instanceof Queued) {
        String message = "server \"" + upstream.server() + "\" is not needed any more";
        state.actions.giveUpUpstream(upstream.number(), message);
        state.listener.upstreamNotNeeded(upstream.number(), upstream.server(), message);
      }
      upstream.become(new Stopping());
      state.pool.remove(upstream.number());
      starts.forget(upstream);
    } else if (!upstream.isStopping()) {
      forgetAll(upstream);
      end(upstream);
    }
  }

  /** The process is told to end; {@link Succession#onExit} follows. */
  void end(Upstream upstream) {
    upstream.become(new Stopping());
    state.listener.upstreamStopping(upstream.number(), upstream.server(), upstream.endReason());
    state.actions.stopUpstream(upstream.number());
    state.touched.starts();
  }

  public void stopAll() {
    starts.clear();
    for (Upstream upstream : new ArrayList<>(state.pool.all())) {
      upstream.goesFor(EndReason.DAEMON_STOP);
      stop(upstream);
    }
  }

  static boolean isWithoutProcess(Upstream upstream) {
    return upstream.isYetToCome() && !upstream.isStarting();
  }
}
