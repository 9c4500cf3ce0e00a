package dev.mcpmux.core.pool;

import dev.mcpmux.core.config.ReplaceMode;
import dev.mcpmux.core.port.EndReason;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Failed;
import dev.mcpmux.core.state.UpstreamState.Initializing;
import dev.mcpmux.core.state.UpstreamState.Queued;
import dev.mcpmux.core.state.UpstreamState.Ready;
import dev.mcpmux.core.state.UpstreamState.Waiting;
import java.util.Collection;
import java.util.Comparator;
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
  private final InTurn inTurn;
  private final SessionKeys keys;
  private final Membership membership;
  private final Upstreams upstreams;
  private final IdleStops idleStops;
  private final Drains drains;

  public Swaps(
      MuxState state,
      InTurn inTurn,
      SessionKeys keys,
      Membership membership,
      Upstreams upstreams,
      IdleStops idleStops,
      Drains drains) {
    this.state = state;
    this.inTurn = inTurn;
    this.keys = keys;
    this.membership = membership;
    this.upstreams = upstreams;
    this.idleStops = idleStops;
    this.drains = drains;
  }

  /** Replaces every process of a server. Returns the upstreams that become ready, or fail. */
  public List<Integer> restart(String server) {
    List<Upstream> all =
        state.pool.all().stream()
            .filter(
                upstream ->
                    upstream.server().equals(server) && upstream.lineage().replaces() == null)
            // sessions of those in use may wait for one that starts, and so for what takes its
            // place
            .sorted(Comparator.comparing(Upstream::isReady))
            .toList();
    upstreams.forgetFailures(server);
    Set<Integer> begun = new LinkedHashSet<>();
    all.forEach(upstream -> restart(upstream, begun));
    return List.copyOf(begun);
  }

  private void restart(Upstream upstream, Set<Integer> begun) {
    if (upstream.state() instanceof Ready) {
      List<Session> outdated =
          upstream.sessions().stream().filter(session -> session.isOutdated()).toList();
      for (Session session : outdated) {
        renew(session);
        if (session.isOutdated()) {
          begun.add(state.pool.of(keys.of(session)).number());
        }
      }
      if (outdated.isEmpty() || !upstream.sessions().isEmpty() && !allOutdated(upstream)) {
        begun.add(replace(upstream).number());
      }
    } else if (upstream.isStarting()) {
      begun.add(upstreams.startAgain(upstream).number());
    } else if (upstream.state() instanceof Waiting || upstream.state() instanceof Failed) {
      upstream.beginning().countAnew();
      upstreams.start(upstream);
      begun.add(upstream.number());
    } else if (upstream.state() instanceof Queued) {
      begun.add(upstream.number());
    }
  }

  private static boolean allOutdated(Upstream upstream) {
    return upstream.sessions().stream().allMatch(session -> session.isOutdated());
  }

  /** Returns what takes the place of a process that is in use. */
  private Upstream replace(Upstream upstream) {
    if (upstream.lineage().replacement() == null && inTurn.holds(upstream, upstream.life())) {
      Upstream fresh = state.pool.successor(upstream, 0);
      handOver(fresh, List.of(upstream), upstream);
      return fresh;
    }
    if (upstream.lineage().replacement() == null) {
      Upstream fresh = state.pool.successor(upstream, 0);
      state.pool.add(fresh);
      fresh.lineage().replace(upstream);
      upstreams.start(fresh);
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
      idleStops.leave(session, Leaving.REPLACED);
      state.touched.arrived(session);
      return;
    }
    SharingKey key = keys.of(session);
    old.goesFor(EndReason.CONFIG_CHANGE);
    Upstream next = state.pool.of(key);
    boolean alone = old.isReady() && inTurn.holds(old, session.resolved().life());
    if (next == null && old.isReady()) {
      next = upstreams.startAfter(session, key, alone ? List.of(old) : List.of());
    } else if (alone && next != null && next.state() instanceof Queued) {
      next.lineage().comeAfter(List.of(old));
    }
    if (next == null || next.isReady() || !old.isReady() || alone) {
      idleStops.leave(session, Leaving.REPLACED);
      upstreams.attach(session, key);
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

  /**
   * An upstream is gone: sessions that it did not fit any more go to where they belong, the others
   * to what was to replace it. Returns whether there is such.
   */
  boolean takesPlace(Upstream gone) {
    for (Session session : List.copyOf(gone.sessions())) {
      if (session.isOutdated()) {
        session.leave();
        upstreams.attach(session, keys.of(session));
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
            || keys.of(session).equals(fresh.key())) {
          moveOver(session, fresh);
        } else {
          idleStops.leave(session, Leaving.REPLACED);
          upstreams.attach(session, keys.of(session));
        }
      }
    }
    for (Session session : List.copyOf(state.sessions())) {
      if (keys.waitsFor(session, fresh.key())) {
        moveOver(session, fresh);
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
    Set<Upstream> others = new LinkedHashSet<>(inTurn.onTheirWayOut(failed));
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
    return keys.waitsFor(session, key)
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
    upstreams.start(fresh);
    for (Upstream old : others) {
      if (old.isReady()) {
        old.goesFor(old == replaces ? EndReason.RESTART : EndReason.CONFIG_CHANGE);
      }
      for (Session session : List.copyOf(old.sessions())) {
        if (old == replaces && !session.isOutdated()) {
          boolean stays = session.waitsForRoots() || fresh.key().isProvisional();
          idleStops.leave(session, Leaving.REPLACED);
          upstreams.attach(session, stays ? fresh.key() : keys.of(session));
        } else if (waitsFor(session, fresh.key())) {
          idleStops.leave(session, Leaving.REPLACED);
          upstreams.attach(session, fresh.key());
        }
      }
      if (old.isReady() && old.sessions().isEmpty()) {
        drains.begin(old);
      }
    }
  }

  private void moveOver(Session session, Upstream fresh) {
    idleStops.leave(session, Leaving.REPLACED);
    membership.join(session, fresh);
  }
}
