package dev.mcpmux.core.pool;

import dev.mcpmux.core.catalog.Catalog;
import dev.mcpmux.core.legacy.Questions;
import dev.mcpmux.core.port.EndReason;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.route.Router;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Draining;
import dev.mcpmux.core.state.UpstreamState.Failed;
import dev.mcpmux.core.state.UpstreamState.Initializing;
import dev.mcpmux.core.state.UpstreamState.Ready;
import dev.mcpmux.core.state.UpstreamState.Stopping;
import dev.mcpmux.core.state.UpstreamState.Waiting;
import dev.mcpmux.core.table.StartFailure;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What becomes of the sessions of an upstream whose process has ended, or did not come to answer:
 * what they had there fails, and a successor is started after a pause, which grows with each
 * failure.
 */
public final class Succession {
  private static final long FIRST_BACKOFF_MILLIS = 100;
  private static final long LONGEST_BACKOFF_MILLIS = 30_000;

  /** After so many failures in a row a successor is not started before a request asks for it. */
  private static final int MAX_FAILURES = 5;

  /** An upstream that was ready for so long did not fail to start. */
  private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final MuxState state;
  private final Router router;
  private final InFlight inFlight;
  private final Membership membership;
  private final Questions questions;
  private final Starts starts;
  private final StartFailures failures;
  private Upstreams upstreams;
  private Swaps swaps;
  private Drains drains;
  private Learning learning;

  public Succession(
      MuxState state,
      InTurn inTurn,
      Catalog catalog,
      Router router,
      InFlight inFlight,
      Membership membership,
      Questions questions) {
    this.state = state;
    this.router = router;
    this.inFlight = inFlight;
    this.membership = membership;
    this.questions = questions;
    this.starts =
        new Starts(state, inTurn, catalog, (upstream, what) -> startFailed(upstream, what, true));
    this.failures = new StartFailures(state);
  }

  /** Ends the knot: it hears of starts that fail. */
  public void learning(Learning learning) {
    this.learning = learning;
  }

  /** Ends the knot: a process that dies may leave its place to another. */
  public void join(Upstreams upstreams, Swaps swaps, Drains drains) {
    this.upstreams = upstreams;
    this.swaps = swaps;
    this.drains = drains;
  }

  public Starts starts() {
    return starts;
  }

  /** Somebody wants a server tried again, whatever has become of it before. */
  void forgetFailures(String server) {
    failures.forget(server);
  }

  /** Null when no start of this key has failed that counts; it is forgotten with this. */
  StartFailure takeFailure(SharingKey key) {
    return failures.take(key);
  }

  /**
   * Keeps in mind why an upstream is not tried again yet, that goes because nobody waits for it.
   */
  void remember(Upstream upstream) {
    StartFailure failure = upstream.beginning().failure();
    if (failure != null) {
      failures.remember(upstream.key(), failure);
    }
  }

  /** A process has come up. */
  void onReady(Upstream upstream) {
    upstream.beginning().succeeded();
    failures.noteUp(upstream.key());
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
      drains.end(upstream);
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
    drains.end(upstream);
    succeed(upstream, ended(upstream, ready, message + stderr(exit)));
  }

  /** One that was ready has come to its end. */
  private StartFailure ended(Upstream upstream, Ready ready, String message) {
    boolean stable = state.now() - ready.since() >= STABLE_NANOS;
    int inARow = stable ? 0 : upstream.beginning().failures() + 1;
    // One that comes up is worth waiting for, and its callers are not to wait to the last moment.
    long millis = Math.min(pauseMillis(inARow), state.limits().retryWaitMillis() / 2);
    return failure(inARow, message, millis, state.now());
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
    lose(
        upstream,
        Refusal.serverHung(
            server, message + "; the request may have been executed and was not repeated" + words));
    drains.end(upstream);
    Ready ready = upstream.state() instanceof Ready up ? up : null; // else others have its place
    upstream.goesFor(EndReason.HUNG);
    upstreams.end(upstream);
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
    lose(upstream, Refusal.serverFailed(upstream.server(), answer));
    return message;
  }

  /** An upstream takes what it had in flight, in both directions, with it. */
  void lose(Upstream upstream, Refusal refusal) {
    upstream.pendings().stopWatch(state.timers);
    upstream.lists().end(state.timers);
    upstream.idle().end(state.timers);
    upstream.vitals().end(state.timers);
    inFlight.lose(upstream, refusal);
    questions.lose(upstream);
  }

  /**
   * @param runs whether there is a process that must be stopped
   */
  void startFailed(Upstream upstream, String what, boolean runs) {
    String words = runs ? stderr(state.actions.stderrSoFar(upstream.number())) : "";
    String message = "server \"" + upstream.server() + "\" " + what + words;
    if (!failures.hasComeUp(upstream.key())) {
      learning.onStartFailed(upstream);
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
    StartFailure failure = failure(inARow, message, pauseMillis(inARow), since);
    boolean waits =
        !runs && failures.hasComeUp(upstream.key()) && isNear(upstream, failure.until(), since);
    if (!waits) {
      refuse(upstream, refusal);
    }
    upstream.lineage().unlink();
    state.actions.giveUpUpstream(upstream.number(), message);
    state.listener.upstreamFailed(upstream.number(), upstream.server(), message);
    succeed(upstream, failure);
    if (runs) {
      upstream.goesFor(EndReason.START_FAILED);
      upstreams.end(upstream);
    }
  }

  /**
   * Whether those who need an upstream wait for its next start, instead of being told that the last
   * has failed.
   *
   * @param since when they wait from, at the earliest
   */
  private boolean isNear(Upstream upstream, long start, long since) {
    long wait = state.limits().retryWaitMillis();
    long own =
        upstream.policy().requestTimeoutMillis().orElse(state.limits().requestTimeoutMillis());
    return start - since <= state.nanos(own > 0 ? Math.min(wait, own) : wait);
  }

  /** Whether an upstream that has failed too often is tried again so soon that it is waited for. */
  boolean isNear(Upstream upstream, Failed failed) {
    return isNear(upstream, failed.retryAt(), state.now());
  }

  private StartFailure failure(int inARow, String message, long millis, long since) {
    return new StartFailure(inARow, message, state.inMillis(state.jittered(millis)), since);
  }

  /** Answers what the sessions of an upstream have waiting, new ones their {@code initialize}. */
  void refuse(Upstream upstream, Refusal refusal) {
    membership.refuseWaiting(upstream, id -> Messages.error(id, refusal));
    for (Session session : List.copyOf(upstream.sessions())) {
      router.refuseWaiting(session, refusal);
    }
  }

  /**
   * Gives the sessions of an upstream that is of no use any more another one, which starts after a
   * pause; at once when this one had run for long.
   */
  private void succeed(Upstream upstream, StartFailure failure) {
    state.pool.withdraw(upstream);
    upstream.idle().isUsed(state.timers);
    swaps.renewAll(upstream);
    Upstream replacement = upstream.lineage().replacement();
    if (replacement != null) {
      replacement.lineage().unlink();
      state.pool.inherit(replacement, upstream); // the sessions may have other roots since
      state.pool.offer(replacement);
      membership.moveAll(upstream, replacement);
      state.touched.addAll(replacement);
      return;
    }
    if (upstream.sessions().isEmpty()) {
      if (failure.inARow() > 0) {
        failures.remember(upstream.key(), failure);
      }
      return;
    }
    Upstream successor = state.pool.successor(upstream, failure.inARow());
    state.pool.admit(successor);
    membership.moveAll(upstream, successor);
    if (failure.inARow() > 0) {
      retry(successor, failure);
    } else {
      starts.start(successor);
    }
    state.touched.addAll(successor);
  }

  private static long pauseMillis(int failures) {
    if (failures == 0) {
      return 0;
    }
    return failures > MAX_FAILURES
        ? LONGEST_BACKOFF_MILLIS
        : Math.min(LONGEST_BACKOFF_MILLIS, FIRST_BACKOFF_MILLIS << Math.min(failures - 1, 10));
  }

  /** Makes an upstream wait out the pause after a failure, or until a request comes after it. */
  void retry(Upstream upstream, StartFailure failure) {
    upstream.beginning().waitOut(failure);
    upstream.become(
        failure.inARow() > MAX_FAILURES
            ? new Failed(
                failure.message(),
                failure.until(),
                state.timers.schedule(failure.until(), () -> retryIfWanted(upstream)))
            : new Waiting(state.timers.schedule(failure.until(), () -> starts.start(upstream))));
  }

  /** Whoever has subscribed to anything waits for it without saying so. */
  private void retryIfWanted(Upstream upstream) {
    if (upstream.state() instanceof Failed
        && upstream.sessions().stream().anyMatch(session -> !session.subscriptions().isEmpty())) {
      starts.start(upstream);
    }
  }

  /** Those who need an upstream that has failed too often wait for its next start. */
  void await(Upstream upstream, Failed failed) {

    upstream.become(
        new Waiting(state.timers.schedule(failed.retryAt(), () -> starts.start(upstream))));
  }

  private static String stderr(UpstreamExit exit) {
    return stderr(exit.stderrTail());
  }

  private static String stderr(List<String> tail) {
    return tail.isEmpty() ? "" : "; the end of its stderr:\n" + String.join("\n", tail);
  }
}
