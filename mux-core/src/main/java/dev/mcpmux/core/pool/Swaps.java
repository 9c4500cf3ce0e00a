package dev.mcpmux.core.pool;

import dev.mcpmux.core.config.ReplaceMode;
import dev.mcpmux.core.port.EndReason;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Initializing;
import dev.mcpmux.core.state.UpstreamState.Queued;
import dev.mcpmux.core.table.StartFailure;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts another process in the place of one that is in use. The new one is started beside it; when
 * it is ready, all sessions go there with their next request, and the old one {@link Drains
 * finishes} what it has. If the new one cannot be run, nothing has changed; if it runs and fails,
 * it is tried once more when the old one has ended, as its server may be one of those {@link InTurn
 * that can be there only once}.
 */
public final class Swaps {
  private final MuxState state;
  private final Starts starts;
  private final Membership membership;
  private final Transfers transfers;
  private final Drains drains;

  public Swaps(
      MuxState state, Starts starts, Membership membership, Transfers transfers, Drains drains) {
    this.state = state;
    this.starts = starts;
    this.membership = membership;
    this.transfers = transfers;
    this.drains = drains;
  }

  static boolean allOutdated(Upstream upstream) {
    return upstream.sessions().stream().allMatch(Session::isOutdated);
  }

  /** Returns what takes the place of a process that is in use. */
  Upstream replace(Upstream upstream) {
    if (upstream.lineage().replacement() == null && starts.areInTurn(upstream, upstream.life())) {
      Upstream fresh = state.pool.successor(upstream, 0);
      handOver(fresh, List.of(upstream), upstream);
      return fresh;
    }
    if (upstream.lineage().replacement() == null) {
      Upstream fresh = state.pool.successor(upstream, 0);
      state.pool.add(fresh);
      fresh.lineage().replace(upstream);
      starts.start(fresh);
    }
    return upstream.lineage().replacement();
  }

  /**
   * Gives a session that its upstream does not fit any more the one of its key: at once if that is
   * ready, or nothing can be lost by it; else when it is.
   */
  void renew(Session session) {
    Upstream old = session.upstream();
    if (session.isInitializing()) {
      session.setOutdated(false); // it has no upstream until it is placed
      transfers.leave(session, Leaving.REPLACED);
      state.touched.arrived(session);
      return;
    }
    SharingKey key = state.keys.of(session);
    old.goesFor(EndReason.CONFIG_CHANGE);
    Upstream next = state.pool.of(key);
    boolean alone = old.isReady() && starts.areInTurn(old, session.resolved().policy().life());
    if (next == null && old.isReady()) {
      next = startAfter(session, key, alone ? List.of(old) : List.of());
    } else if (alone && next != null && next.state() instanceof Queued) {
      next.lineage().comeAfter(List.of(old));
    }
    if (next == null || next.isReady() || !old.isReady() || alone) {
      transfers.to(key, session, Leaving.REPLACED);
    } else {
      session.setOutdated(true);
      // With sessions that are none of its own any more it shares a process no longer than it must.
      if (!key.roots().equals(old.key().roots()) || !key.circle().equals(old.key().circle())) {
        session.setMoves(true);
      }
      state.touched.want(next);
      state.touched.add(session);
    }
  }

  /** Starts the upstream of a key before any session is in it, when these others have ended. */
  private Upstream startAfter(Session session, SharingKey key, List<Upstream> others) {
    StartFailure failure = state.failures.take(key, state.now());
    Upstream upstream = state.pool.make(session, key, failure == null ? 0 : failure.inARow());
    upstream.lineage().comeAfter(others);
    starts.start(upstream);
    return upstream;
  }

  /**
   * An upstream is gone: sessions that it did not fit any more go to where they belong, the others
   * to what was to replace it. Returns whether there is such.
   */
  boolean takesPlace(Upstream gone) {
    for (Session session : List.copyOf(gone.sessions())) {
      if (session.isOutdated()) {
        transfers.fromGone(session);
      }
    }
    Upstream replacement = gone.lineage().replacement();
    if (replacement == null) {
      return false;
    }
    replacement.lineage().unlink();
    state.pool.inherit(replacement, gone); // the sessions may have other roots since
    state.pool.offer(replacement);
    membership.moveAll(gone, replacement);
    state.touched.addAll(replacement);
    return true;
  }

  /** An upstream is ready: sessions that have waited for it with another one come over. */
  void takeOver(Upstream fresh) {
    Upstream old = fresh.lineage().replaces();
    if (old != null) {
      fresh.lineage().unlink();
      state.pool.inherit(fresh, old);
      state.pool.offer(fresh);
      old.goesFor(EndReason.RESTART);
      List<Session> comers =
          old.sessions().stream().filter(session -> !session.isOutdated()).toList();
      if (comers.size() == old.sessions().size()) {
        drains.begin(old);
      }
      for (Session session : comers) {
        if (session.waitsForRoots()
            || fresh.key().isProvisional()
            || state.keys.of(session).equals(fresh.key())) {
          transfers.to(fresh, session);
        } else {
          transfers.to(state.keys.of(session), session, Leaving.REPLACED);
        }
      }
    }
    for (Session session : List.copyOf(state.sessions())) {
      if (state.keys.waitsFor(session, fresh.key())) {
        transfers.to(fresh, session);
      }
    }
  }

  /**
   * A start has failed while others of its server were still there, in whose place it was to come
   * or which are on their way out: those end first, and then it is tried once more. Not where the
   * program did not run at all, as then no other process can be why. Returns whether that is so.
   *
   * @param runs whether there is a process that must be stopped
   */
  boolean triesAgain(Upstream failed, String message, boolean runs) {
    if (failed.lineage().isSecondTry()
        || !(failed.state() instanceof Initializing)
        || !(failed.key().launch() instanceof ProcessLaunch)
        || failed.life().replace() != ReplaceMode.AUTO) {
      return false;
    }
    Upstream replaces = failed.lineage().replaces();
    Set<Upstream> others = inItsWay(failed);
    if (others.isEmpty()) {
      return false;
    }
    failed.lineage().unlink();
    failed.idle().isUsed(state.timers);
    state.pool.withdraw(failed);
    Upstream fresh = state.pool.successor(failed, failed.beginning().failures());
    fresh.beginning().setFresh(failed.beginning().isFresh());
    fresh.lineage().tryAgain();
    if (runs) {
      fresh.lineage().comeAfter(List.of(failed));
    }
    handOver(fresh, others, replaces);
    membership.moveAll(failed, fresh);
    state.actions.retryUpstream(failed.number(), fresh.number());
    state.listener.upstreamFailedBeside(failed.number(), failed.server(), message, fresh.number());
    if (runs) {
      drains.giveUp(failed, EndReason.START_FAILED);
    }
    return true;
  }

  private Set<Upstream> inItsWay(Upstream failed) {
    Set<Upstream> others = new LinkedHashSet<>(state.pool.onTheirWayOut(failed));
    if (failed.lineage().replaces() != null) {
      others.add(failed.lineage().replaces());
    }
    for (Session session : state.sessions()) {
      if (waitsFor(session, failed.key()) && allOutdated(session.upstream())) {
        others.add(session.upstream());
      }
    }
    return others;
  }

  private boolean waitsFor(Session session, SharingKey key) {
    return state.keys.waitsFor(session, key)
        && session.upstream() != null
        && session.upstream().isReady();
  }

  /**
   * Gives sessions of others to an upstream that starts when those have ended.
   *
   * @param replaces the one whose key it takes over, with all sessions that fit it; null for none
   */
  private void handOver(Upstream fresh, Collection<Upstream> others, Upstream replaces) {
    fresh.lineage().comeAfter(others);
    if (replaces != null) {
      state.pool.inherit(fresh, replaces);
    }
    state.pool.admit(fresh);
    starts.start(fresh);
    for (Upstream old : others) {
      if (old.isReady()) {
        old.goesFor(old == replaces ? EndReason.RESTART : EndReason.CONFIG_CHANGE);
      }
      for (Session session : List.copyOf(old.sessions())) {
        if (old == replaces && !session.isOutdated()) {
          boolean stays = session.waitsForRoots() || fresh.key().isProvisional();
          SharingKey key = stays ? fresh.key() : state.keys.of(session);
          transfers.to(key, session, Leaving.REPLACED);
        } else if (waitsFor(session, fresh.key())) {
          transfers.to(fresh.key(), session, Leaving.REPLACED);
        }
      }
      if (old.isReady() && old.sessions().isEmpty()) {
        drains.begin(old);
      }
    }
  }
}
