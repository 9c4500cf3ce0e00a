package dev.mcpmux.core.pool;

import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Draining;
import dev.mcpmux.core.state.UpstreamState.Ready;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.List;

/**
 * Lets an upstream that its sessions have left finish what it has of them: requests in flight,
 * requests of its own that they have not answered, tasks whose result they have not had,
 * elicitations of which it has not said that they are complete. When nothing is left, or the time
 * for it is over, it is stopped.
 */
public final class Drains {
  private final MuxState state;
  private final Membership membership;
  private final Upstreams upstreams;
  private final Succession succession;

  public Drains(MuxState state, Membership membership, Upstreams upstreams, Succession succession) {
    this.state = state;
    this.membership = membership;
    this.upstreams = upstreams;
    this.succession = succession;
  }

  /** An upstream gets nothing new; sessions that it still has are about to leave. */
  void begin(Upstream upstream) {
    state.pool.withdraw(upstream);
    upstream.idle().isUsed(state.timers);
    upstream.roots().renew();
    if (upstream.lineage().replacement() != null) {
      upstreams.stop(upstream.lineage().replacement());
    }
    if (upstream.parties().isEmpty() || !(upstream.state() instanceof Ready ready)) {
      upstreams.stop(upstream);
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
  void end(Upstream upstream) {

    for (Session session : upstream.parties().leftovers()) {
      membership.forget(upstream, session);
    }
  }

  /** Something that it finishes has come to its end, maybe the last of it. */
  public void stopIfDone(Upstream upstream) {
    if (upstream.isDraining() && upstream.parties().isEmpty()) {
      upstreams.stop(upstream);
    }
  }

  private void expire(Upstream upstream, long millis) {
    String message =
        "server \""
            + upstream.server()
            + "\" was replaced, and the process before had not answered after "
            + millis
            + " ms";
    succession.lose(
        upstream,
        new Refusal(Messages.INTERNAL_ERROR, "drain-timeout", message, upstream.server()));
    end(upstream);
    upstreams.stop(upstream);
  }
}
