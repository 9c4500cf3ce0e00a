package dev.mcpmux.core.pool;

import static dev.mcpmux.core.config.LifePolicy.NEVER;

import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.StartMode;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.route.Features;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import java.util.function.BiConsumer;

/**
 * Stops processes that nobody needs: after a time without a session, and where that cannot be
 * noticed also after a time in which their sessions have nothing to do for them.
 */
final class IdleStops {
  private final MuxState state;
  private final Features features;

  /** Ends the process of an upstream; its sessions, if any, stay. Also given for how long. */
  private final BiConsumer<Upstream, String> stop;

  IdleStops(MuxState state, Features features, BiConsumer<Upstream, String> stop) {
    this.state = state;
    this.features = features;
    this.stop = stop;
  }

  /** The last session of an upstream has gone. */
  void onEmpty(Upstream upstream) {
    long millis = withoutSessions(upstream);
    if (millis != NEVER) {
      upstream.idle().endsAt(state.in(millis, () -> stop.accept(upstream, show(millis))));
    }
  }

  /** A process has become ready. */
  void onReady(Upstream upstream) {
    upstream.idle().active(state.now());
    long millis = withSessions(upstream);
    if (millis != NEVER) {
      look(upstream, millis, state.inMillis(millis));
    }
  }

  private void look(Upstream upstream, long millis, long at) {
    upstream
        .idle()
        .looksAt(
            state.timers.schedule(
                at,
                () -> {
                  long due = upstream.idle().lastActivity() + state.nanos(millis);
                  if (due > state.now()) {
                    look(upstream, millis, due);
                  } else if (upstream.sessions().isEmpty() || isBusy(upstream)) {
                    look(upstream, millis, state.inMillis(millis));
                  } else {
                    stop.accept(upstream, show(millis));
                  }
                }));
  }

  private long withoutSessions(Upstream upstream) {
    long usual =
        upstream.life().start() == StartMode.EAGER ? NEVER : state.limits().idleStopMillis();
    return upstream.life().idleStopMillis().orElse(usual);
  }

  private long withSessions(Upstream upstream) {
    if (upstream.scope() == Scope.SESSION || upstream.isExclusive()) {
      return NEVER;
    }
    return upstream
        .life()
        .idleStopAttachedMillis()
        .orElse(isStateless(upstream) ? withoutSessions(upstream) : NEVER);
  }

  private boolean isStateless(Upstream upstream) {
    return upstream.key().launch() instanceof ProcessLaunch process
        && state
            .rules()
            .table()
            .find(process.command())
            .flatMap(known -> known.stateless())
            .orElse(false);
  }

  /** Whether it does anything for its sessions, or knows anything of them that would be lost. */
  private boolean isBusy(Upstream upstream) {
    boolean bound =
        upstream.isExclusive()
            || upstream.owesInitialized()
            || upstream.roots().areStale()
            || upstream.lineage().replacement() != null
            || upstream.parties().hasLeftovers()
            || !state.pool.isOffered(upstream);
    return bound
        || features.keepsBusy(upstream)
        || upstream.roots().isAsked()
        || upstream.sessions().stream().anyMatch(IdleStops::needsIt);
  }

  private static boolean needsIt(Session session) {
    return !session.subscriptions().isEmpty()
        || !session.requests().isEmpty()
        || session.waitsForRoots()
        || session.moves()
        || session.isOutdated();
  }

  private static String show(long millis) {
    long seconds = millis / 1000;
    if (millis % 1000 != 0) {
      return millis + "ms";
    } else if (seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 3600 != 0 ? seconds / 60 + "m" : seconds / 3600 + "h";
  }
}
