package dev.mcpmux.core.pool;

import dev.mcpmux.core.config.StartMode;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Asleep;
import dev.mcpmux.core.state.UpstreamState.Ready;
import dev.mcpmux.core.table.StartFailure;

/** Gives a session the upstream of a key, made if there is none, and started if it is needed. */
public final class Attachments {
  private final MuxState state;
  private final Learning learning;
  private final Membership membership;
  private final Retries retries;
  private final EarlyAnswers early;

  public Attachments(
      MuxState state,
      Learning learning,
      Membership membership,
      Retries retries,
      EarlyAnswers early) {
    this.state = state;
    this.learning = learning;
    this.membership = membership;
    this.retries = retries;
    this.early = early;
  }

  /** Gives it the one of its key. */
  void attach(Session session) {
    attach(session, state.keys.of(session));
  }

  void attach(Session session, SharingKey key) {
    Upstream upstream = state.pool.of(key);
    if (upstream == null) {
      create(session, key);
      return;
    }
    if (upstream.isReady() && learning.narrow(session, upstream.said())) {
      boolean provisional = key.isProvisional() && state.keys.needsRoots(session);
      SharingKey now = state.keys.of(session);
      attach(session, provisional ? now.provisional() : now);
      return;
    }
    upstream.idle().isUsed(state.timers);
    membership.join(session, upstream);
    if (upstream.state() instanceof Ready ready) {
      early.open(session, ready.handshake());
    } else {
      if (!early.areGiven() && session.wasServed()) {
        upstream.beginning().setFresh(false);
      }
      early.give(session, key);
      wantIfNeeded(session);
    }
  }

  private void create(Session session, SharingKey key) {
    StartFailure failure = state.failures.take(key, state.now());
    Upstream upstream = state.pool.make(session, key, failure == null ? 0 : failure.inARow());
    membership.join(session, upstream);
    if (failure != null) {
      retries.retry(upstream, failure);
    } else {
      upstream.beginning().setFresh(early.areGiven() || session.isInitializing());
      upstream.become(new Asleep(""));
    }
    early.give(session, key);
    wantIfNeeded(session);
  }

  /** Whether a session needs its upstream to be told of something, or is to have it at once. */
  private void wantIfNeeded(Session session) {
    boolean asked =
        !session.subscriptions().isEmpty()
            || session.resolved().policy().life().start() == StartMode.EAGER
            || !early.areGiven();
    if (asked) {
      state.touched.want(session.upstream());
    }
  }
}
