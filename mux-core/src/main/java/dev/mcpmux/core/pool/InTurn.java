package dev.mcpmux.core.pool;

import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.config.ReplaceMode;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Upstream;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Servers of which only one process can be there, because of a port, a lock, a profile: the next is
 * started when those before it have ended. That a server is such a one is said by the config, or
 * seen when a process failed beside another and came up after it.
 */
final class InTurn {

  /** Of so many servers it is remembered that they were seen to be such. */
  private static final int MAX_SEEN = 256;

  private final MuxState state;

  /** By name. */
  private final Set<String> seen = new LinkedHashSet<>();

  InTurn(MuxState state) {
    this.state = state;
  }

  /** Whether a new process of the server of an upstream comes after those before it. */
  boolean holds(Upstream upstream, LifePolicy life) {
    return upstream.key().launch() instanceof ProcessLaunch
        && (life.replace() == ReplaceMode.AFTER
            || life.replace() == ReplaceMode.AUTO && seen.contains(upstream.server()));
  }

  /**
   * An upstream is about to be started: it may have to wait for those that are on their way out.
   */
  void onStart(Upstream upstream) {
    if (holds(upstream, upstream.life())) {
      upstream.lineage().comeAfter(state.pool.onTheirWayOut(upstream));
    }
  }

  /** Whether an upstream may not start yet, as one that it is to come after is still there. */
  boolean mustWait(Upstream upstream) {
    return upstream.lineage().mustWait(state.pool::contains);
  }

  /**
   * How long an upstream waits at most. One that has not ended by then is waited for no longer:
   * then the server's own words say whether that matters.
   */
  long patienceMillis(Upstream upstream) {
    long usual = state.limits().drainTimeoutMillis();
    long drain =
        upstream.life().drainTimeoutMillis().orElse(usual) == LifePolicy.NEVER
            ? usual
            : upstream.life().drainTimeoutMillis().orElse(usual);
    long start = upstream.life().startTimeoutMillis().orElse(state.limits().startTimeoutMillis());
    return drain + start;
  }

  void onReady(Upstream upstream) {
    if (upstream.lineage().isSecondTry() && seen.size() < MAX_SEEN) {
      seen.add(upstream.server());
    }
  }
}
