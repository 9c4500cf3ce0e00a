package dev.mcpmux.core.pool;

import dev.mcpmux.core.port.EndReason;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Draining;
import dev.mcpmux.core.state.UpstreamState.Initializing;
import dev.mcpmux.core.state.UpstreamState.Ready;
import dev.mcpmux.core.state.UpstreamState.Stopping;
import dev.mcpmux.core.table.StartFailure;
import dev.mcpmux.core.words.Refusal;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What becomes of the sessions of an upstream whose process has ended, or did not come to answer:
 * what they had there fails, and a successor is started after a pause, which grows with each
 * failure.
 */
public final class Succession {
  /** An upstream that was ready for so long did not fail to start. */
  private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final MuxState state;
  private final Retries retries;
  private final Swaps swaps;
  private final Drains drains;
  private final Placement placement;

  public Succession(
      MuxState state, Retries retries, Swaps swaps, Drains drains, Placement placement) {
    this.state = state;
    this.retries = retries;
    this.swaps = swaps;
    this.drains = drains;
    this.placement = placement;
  }

  public void onExit(int number, UpstreamExit exit) {
    Upstream upstream = state.pool.remove(number);
    if (upstream == null) {
      return;
    }
    state.kept.drop(upstream);
    state.listener.upstreamExited(number, upstream.server(), exit);
    if (upstream.state() instanceof Ready ready) {
      died(upstream, ready, exit);
    } else if (upstream.state() instanceof Draining) {
      lose(upstream, exit);
      drains.forgetAll(upstream);
    } else if (!(upstream.state() instanceof Stopping)) {
      String when =
          upstream.state() instanceof Initializing ? " before it answered initialize" : "";
      startFailed(upstream, exit.what() + when + upstream.firstWords() + stderr(exit), false);
    }
    upstream.become(new Stopping()); // whatever is still marked of it, nothing follows
    state.touched.starts();
  }

  private void died(Upstream upstream, Ready ready, UpstreamExit exit) {
    String message = lose(upstream, exit);
    drains.forgetAll(upstream);
    succeed(upstream, ended(upstream, ready, message + stderr(exit)));
  }

  /** One that was ready has come to its end. */
  private StartFailure ended(Upstream upstream, Ready ready, String message) {
    boolean stable = state.now() - ready.since() >= STABLE_NANOS;
    int inARow = stable ? 0 : upstream.beginning().failures() + 1;
    // One that comes up is worth waiting for, and its callers are not to wait to the last moment.
    long millis = Math.min(Retries.pauseMillis(inARow), state.limits().retryWaitMillis() / 2);
    return retries.failure(inARow, message, millis, state.now());
  }

  /** A process shows no sign of life, and another takes its place. */
  public void hung(Upstream upstream, long millis) {
    String server = upstream.server();
    String words = stderr(state.actions.stderrSoFar(upstream.number()));
    String message =
        "server \""
            + server
            + "\" hung: no sign of life for "
            + shown(millis)
            + ", it was replaced";
    state.listener.upstreamHung(upstream.number(), server, message);
    drains.lose(
        upstream,
        Refusal.serverHung(
            server, message + "; the request may have been executed and was not repeated" + words));
    drains.forgetAll(upstream);
    Ready ready = upstream.state() instanceof Ready up ? up : null; // else others have its place
    drains.giveUp(upstream, EndReason.HUNG);
    if (ready != null) {
      succeed(upstream, ended(upstream, ready, message + words));
    }
  }

  private static String shown(long millis) {
    return millis < 10_000 ? millis + " ms" : millis / 1000 + " s";
  }

  /** Returns what is said of the exit. */
  private String lose(Upstream upstream, UpstreamExit exit) {
    String message = "server \"" + upstream.server() + "\" " + exit.what();
    String answer = message + "; the request was not repeated" + stderr(exit);
    drains.lose(upstream, Refusal.serverFailed(upstream.server(), answer));
    return message;
  }

  /** Those whose process did not answer in time are given up. */
  public void giveUpLate(Starts starts) {
    if (starts.hasLate()) {
      starts.takeLate().forEach((upstream, what) -> startFailed(upstream, what, true));
    }
  }

  /**
   * @param runs whether there is a process that must be stopped
   */
  public void startFailed(Upstream upstream, String what, boolean runs) {
    String words = runs ? stderr(state.actions.stderrSoFar(upstream.number())) : "";
    String message = "server \"" + upstream.server() + "\" " + what + words;
    if (!state.failures.hasComeUp(upstream.key())) {
      placement.onStartFailed(upstream);
    }
    if (swaps.triesAgain(upstream, message, runs)) {
      return;
    }
    if (state.isConfigured(upstream.server())) {
      state.absences.failed(upstream.server(), message);
    }
    Refusal refusal = Refusal.serverFailed(upstream.server(), message);
    int inARow = upstream.beginning().failures() + 1;
    StartFailure before = upstream.beginning().failure();
    long since = before == null ? state.now() : before.since();
    StartFailure failure = retries.failure(inARow, message, Retries.pauseMillis(inARow), since);
    boolean waits =
        !runs
            && state.failures.hasComeUp(upstream.key())
            && retries.isNear(upstream, failure.until(), since);
    if (!waits) {
      retries.refuse(upstream, refusal);
    }
    upstream.lineage().unlink();
    state.actions.giveUpUpstream(upstream.number(), message);
    state.listener.upstreamFailed(upstream.number(), upstream.server(), message);
    succeed(upstream, failure);
    if (runs) {
      upstream.goesFor(EndReason.START_FAILED);
      drains.end(upstream);
    }
  }

  /**
   * Gives the sessions of an upstream that is of no use any more another one, which starts after a
   * pause; at once when this one had run for long.
   */
  private void succeed(Upstream upstream, StartFailure failure) {
    state.pool.withdraw(upstream);
    upstream.idle().isUsed(state.timers);
    if (!swaps.takesPlace(upstream)) {
      retries.succeed(upstream, failure);
    }
  }

  private static String stderr(UpstreamExit exit) {
    return stderr(exit.stderrTail());
  }

  private static String stderr(List<String> tail) {
    return tail.isEmpty() ? "" : "; the end of its stderr:\n" + String.join("\n", tail);
  }
}
