package dev.mcpmux.core.pool;

import dev.mcpmux.core.route.Router;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Failed;
import dev.mcpmux.core.state.UpstreamState.Waiting;
import dev.mcpmux.core.table.StartFailure;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.List;

/**
 * When a process that failed is started again, and what those who need it are told until then: the
 * pause grows with each failure.
 */
public final class Retries {
  private static final long FIRST_BACKOFF_MILLIS = 100;
  private static final long LONGEST_BACKOFF_MILLIS = 30_000;

  /** After so many failures in a row a successor is not started before a request asks for it. */
  private static final int MAX_FAILURES = 5;

  private final MuxState state;
  private final Router router;
  private final Membership membership;
  private final Starts starts;

  public Retries(MuxState state, Router router, Membership membership, Starts starts) {
    this.state = state;
    this.router = router;
    this.membership = membership;
    this.starts = starts;
  }

  /** A process has come up. */
  void onReady(Upstream upstream) {
    upstream.beginning().succeeded();
    state.failures.noteUp(upstream.key());
    starts.onReady(upstream);
  }

  /**
   * Whether those who need an upstream wait for its next start, instead of being told that the last
   * has failed.
   *
   * @param since when they wait from, at the earliest
   */
  boolean isNear(Upstream upstream, long start, long since) {
    long wait = state.limits().retryWaitMillis();
    long own =
        upstream.policy().requestTimeoutMillis().orElse(state.limits().requestTimeoutMillis());
    return start - since <= state.nanos(own > 0 ? Math.min(wait, own) : wait);
  }

  /** Whether an upstream that has failed too often is tried again so soon that it is waited for. */
  boolean isNear(Upstream upstream, Failed failed) {
    return isNear(upstream, failed.retryAt(), state.now());
  }

  StartFailure failure(int inARow, String message, long millis, long since) {
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
   * Gives the sessions of an upstream that has ended or failed another one, which starts after a
   * pause; at once when there was no failure.
   */
  void succeed(Upstream upstream, StartFailure failure) {
    if (upstream.sessions().isEmpty()) {
      if (failure.inARow() > 0) {
        state.failures.remember(upstream.key(), failure, state.now());
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

  static long pauseMillis(int failures) {
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
}
