package dev.mcpmux.core.pool;

import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState;
import dev.mcpmux.core.state.UpstreamState.Asleep;
import dev.mcpmux.core.state.UpstreamState.Failed;
import dev.mcpmux.core.words.Refusal;
import java.util.concurrent.TimeUnit;

/**
 * Starts upstreams when they are needed. The states of an upstream are those of {@link
 * UpstreamState}; {@link Succession} says what comes after one that has ended by itself.
 */
public final class Upstreams {
  private final MuxState state;
  private final Starts starts;
  private final Retries retries;
  private final IdleStops idleStops;

  public Upstreams(MuxState state, Starts starts, Retries retries, IdleStops idleStops) {
    this.state = state;
    this.starts = starts;
    this.retries = retries;
    this.idleStops = idleStops;
  }

  /** Starts one without sessions, which are to come. */
  void startAlone(ResolvedServer server, ClientDeclaration declared, SharingKey key) {
    Upstream upstream = state.pool.make(server, declared, key, 0);
    upstream.beginning().setFresh(true);
    starts.start(upstream);
  }

  /**
   * An upstream that has no process gets one if its sessions wait for it; after it failed too often
   * only when a pause is over.
   */
  public void wakeIfWanted(Upstream upstream) {
    boolean wanted = upstream.takeWanted();
    boolean sleeps = upstream.isAsleep() || upstream.state() instanceof Failed;
    if (!sleeps || !wanted && upstream.sessions().stream().noneMatch(Session::waits)) {
      return;
    }
    if (upstream.state() instanceof Asleep) {
      starts.start(upstream);
    } else if (upstream.state() instanceof Failed failed) {
      if (state.now() >= failed.retryAt()) {
        starts.start(upstream);
      } else if (retries.isNear(upstream, failed)) {
        retries.await(upstream, failed);
      } else {
        long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(failed.retryAt() - state.now() - 1);
        String message =
            "failed too often and is tried again in "
                + seconds
                + " s, or by \"mcpmux restart "
                + upstream.server()
                + "\"; the last time: "
                + failed.message();
        retries.refuse(upstream, Refusal.serverFailed(upstream.server(), message));
        if (upstream.sessions().isEmpty()) {
          idleStops.unused(upstream);
        }
      }
    }
  }

  public void onWritability(int number, boolean writable) {
    Upstream upstream = state.pool.find(number);
    if (upstream != null) {
      upstream.reads(writable);
      state.touched.add(upstream);
    }
  }
}
