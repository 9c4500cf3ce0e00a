package dev.mcpmux.core.pool;

import dev.mcpmux.core.catalog.Catalog;
import dev.mcpmux.core.catalog.ListAnswers;
import dev.mcpmux.core.config.StartMode;
import dev.mcpmux.core.port.EndReason;
import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState;
import dev.mcpmux.core.state.UpstreamState.Asleep;
import dev.mcpmux.core.state.UpstreamState.Failed;
import dev.mcpmux.core.state.UpstreamState.Ready;
import dev.mcpmux.core.table.StartFailure;
import dev.mcpmux.core.words.Handshake;
import dev.mcpmux.core.words.Refusal;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The life of upstreams: started for the first session of their key, stopped when nobody needs
 * them. The states are those of {@link UpstreamState}; {@link Succession} says what comes after one
 * that has ended by itself.
 */
public final class Upstreams {
  private final MuxState state;
  private final Catalog catalog;
  private final SessionKeys keys;
  private final Learning learning;
  private final Membership membership;
  private final Retries retries;
  private final ListAnswers listAnswers;
  private final Starts starts;
  private final Drains drains;
  private final IdleStops idleStops;

  public Upstreams(
      MuxState state,
      Catalog catalog,
      SessionKeys keys,
      Learning learning,
      Membership membership,
      Retries retries,
      ListAnswers listAnswers,
      Starts starts,
      Drains drains,
      IdleStops idleStops) {
    this.state = state;
    this.catalog = catalog;
    this.keys = keys;
    this.learning = learning;
    this.membership = membership;
    this.retries = retries;
    this.listAnswers = listAnswers;
    this.starts = starts;
    this.drains = drains;
    this.idleStops = idleStops;
  }

  /** Gives a session the upstream of its key, started if there is none and it is needed. */
  void attach(Session session, SharingKey key) {
    Upstream upstream = state.pool.of(key);
    if (upstream == null) {
      create(session, key);
      return;
    }
    if (upstream.isReady() && learning.narrow(session, upstream.said())) {
      boolean provisional = key.isProvisional() && keys.needsRoots(session);
      SharingKey now = keys.of(session);
      attach(session, provisional ? now.provisional() : now);
      return;
    }
    upstream.idle().isUsed(state.timers);
    membership.join(session, upstream);
    if (upstream.state() instanceof Ready ready) {
      open(session, ready.handshake());
    } else {
      if (!catalog.isOn() && session.wasServed()) {
        upstream.beginning().setFresh(false);
      }
      openEarly(session, catalog.handshake(key));
      wantIfNeeded(session);
    }
  }

  private void create(Session session, SharingKey key) {
    StartFailure failure = retries.take(key);
    Handshake known = catalog.handshake(key);
    Upstream upstream = state.pool.make(session, key, failure == null ? 0 : failure.inARow());
    membership.join(session, upstream);
    if (failure != null) {
      retries.retry(upstream, failure);
    } else {
      upstream.beginning().setFresh(catalog.isOn() || session.isInitializing());
      upstream.become(new Asleep(""));
    }
    openEarly(session, known);
    wantIfNeeded(session);
  }

  private void open(Session session, Handshake handshake) {
    if (membership.open(session, handshake)) {
      state.touched.arrived(session);
    }
  }

  /** Answers a new session before its process does, if it is known how. */
  private void openEarly(Session session, Handshake known) {
    if (session.isInitializing()) {
      if (known != null && session.upstream().isYetToCome()) {
        open(session, known);
      }
    } else if (catalog.isOn()) {
      membership.cameFromElsewhere(session);
      listAnswers.answerParked(session);
    }
  }

  /** Whether a session needs its upstream to be told of something, or is to have it at once. */
  private void wantIfNeeded(Session session) {
    boolean asked =
        !session.subscriptions().isEmpty()
            || session.resolved().life().start() == StartMode.EAGER
            || !catalog.isOn();
    if (asked) {
      state.touched.want(session.upstream());
    }
  }

  /** Starts the upstream of a key before any session is in it, when these others have ended. */
  Upstream startAfter(Session session, SharingKey key, List<Upstream> others) {
    StartFailure failure = retries.take(key);
    Upstream upstream = state.pool.make(session, key, failure == null ? 0 : failure.inARow());
    upstream.lineage().comeAfter(others);
    starts.start(upstream);
    return upstream;
  }

  /** Starts one without sessions, which are to come. */
  void startAlone(ResolvedServer server, ClientDeclaration declared, SharingKey key) {
    Upstream upstream = state.pool.make(server, declared, key, 0);
    upstream.beginning().setFresh(true);
    starts.start(upstream);
  }

  /** Whoever comes next for a server is not told of failures before. */
  void forgetFailures(String server) {
    retries.forget(server);
  }

  /** Starts the process of an upstream that has none, now or when it is its turn. */
  void start(Upstream upstream) {
    starts.start(upstream);
  }

  /** Starts another process in place of one that is not ready yet. */
  Upstream startAgain(Upstream upstream) {
    state.pool.withdraw(upstream);
    Upstream fresh = state.pool.successor(upstream, 0);
    fresh.beginning().setFresh(upstream.beginning().isFresh());
    state.pool.admit(fresh);
    membership.moveAll(upstream, fresh);
    drains.giveUp(upstream, EndReason.RESTART);
    starts.start(fresh);
    return fresh;
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
