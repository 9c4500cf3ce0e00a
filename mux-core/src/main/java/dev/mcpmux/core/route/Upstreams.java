package dev.mcpmux.core.route;

import dev.mcpmux.core.Scope;
import dev.mcpmux.core.UpstreamExit;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.route.UpstreamState.Failed;
import dev.mcpmux.core.route.UpstreamState.Initializing;
import dev.mcpmux.core.route.UpstreamState.Ready;
import dev.mcpmux.core.route.UpstreamState.Starting;
import dev.mcpmux.core.route.UpstreamState.Stopping;
import dev.mcpmux.core.route.UpstreamState.Waiting;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.sharing.SharingKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The life of upstreams: started for the first session of their key, restarted when they die under
 * their sessions, stopped when nobody needs them. The states are those of {@link UpstreamState}.
 */
final class Upstreams {
  private static final long FIRST_BACKOFF_MILLIS = 100;
  private static final long LONGEST_BACKOFF_MILLIS = 30_000;

  /** After so many failures in a row a successor is not started before a request asks for it. */
  private static final int MAX_FAILURES = 5;

  /** An upstream that was ready for so long did not fail to start. */
  private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final MuxState state;
  private final Router router;
  private final Requests requests;
  private final Membership membership;

  Upstreams(MuxState state, Router router, Requests requests, Membership membership) {
    this.state = state;
    this.router = router;
    this.requests = requests;
    this.membership = membership;
  }

  /** Gives a session the upstream of its key, started if there is none. */
  void attach(Session session, SharingKey key) {
    Upstream upstream = state.pool.get(key);
    if (upstream == null) {
      upstream =
          new Upstream(
              state.nextUpstreamNumber(),
              key,
              session.server.scope(),
              session.server.sharing(),
              SharingKeys.effective(session.server, session.declaration),
              0);
      admit(upstream);
      membership.join(session, upstream);
      start(upstream);
      return;
    }
    state.timers.cancel(upstream.idleStop);
    membership.join(session, upstream);
    if (upstream.state instanceof Ready ready) {
      membership.open(session, ready.handshake());
      router.drain(upstream);
    } else {
      wake(upstream);
    }
  }

  private void admit(Upstream upstream) {
    state.upstreams.put(upstream.number, upstream);
    // A process that was told of other roots and never asked for them left its place to another.
    state.pool.putIfAbsent(upstream.key, upstream);
  }

  private void start(Upstream upstream) {
    upstream.startedAt = state.now();
    long millis = state.config.limits().startTimeoutMillis();
    Runnable giveUp =
        () -> startFailed(upstream, "did not answer initialize within " + millis + " ms", true);
    upstream.state = new Starting(state.timers.schedule(state.inMillis(millis), giveUp));
    state.actions.startUpstream(upstream.number, upstream.server(), upstream.key.launch());
  }

  /**
   * Something is wanted of an upstream: one that failed too often is tried again, after a pause.
   */
  void wake(Upstream upstream) {
    if (upstream.state instanceof Failed failed) {
      if (state.now() >= failed.retryAt()) {
        start(upstream);
      } else {
        long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(failed.retryAt() - state.now() - 1);
        String pause = "failed too often and is tried again in " + seconds + " s; the last time: ";
        String message = pause + failed.message();
        refuse(upstream, Refusal.serverFailed(upstream.server(), message));
      }
    }
  }

  void onStarted(int number) {
    Upstream upstream = state.upstreams.get(number);
    if (upstream != null && upstream.state instanceof Starting starting) {
      upstream.state = new Initializing(starting.timeout());
      long id = upstream.pendings.add(new OwnRequest(reply -> onHandshake(upstream, reply)));
      state.actions.sendUpstream(number, Messages.initialize(id, upstream.declaration));
    }
  }

  private void onHandshake(Upstream upstream, FrameView reply) {
    if (!(upstream.state instanceof Initializing initializing)) {
      return;
    }
    if (reply.kind() == FrameKind.RESPONSE) {
      state.timers.cancel(initializing.timeout());
      Handshake handshake = Handshake.of(reply.raw(Field.RESULT));
      upstream.state = new Ready(handshake, state.now());
      boolean early =
          upstream.isExclusive()
              && upstream.sessions.stream().noneMatch(session -> session.initialized);
      if (early) {
        upstream.owesInitialized = true;
      } else {
        state.actions.sendUpstream(upstream.number, Messages.INITIALIZED);
      }
      state.listener.upstreamReady(upstream.number, upstream.server());
      for (Session session : List.copyOf(upstream.sessions)) {
        membership.open(session, handshake);
      }
      router.drain(upstream);
    } else if (reply.kind() == FrameKind.ERROR_RESPONSE) {
      membership.refuseWaiting(upstream, id -> Messages.rawError(id, reply.raw(Field.ERROR)));
      startFailed(upstream, "refused initialize: " + reply.text(Field.ERROR), true);
    } else {
      startFailed(
          upstream,
          "answered initialize with something that is not a reply: " + reply.faultText(),
          true);
    }
  }

  /** A session of this upstream is initialized: so is the server, unless it is already. */
  void onSessionInitialized(Upstream upstream) {
    if (upstream.owesInitialized) {
      upstream.owesInitialized = false;
      state.actions.sendUpstream(upstream.number, Messages.INITIALIZED);
    }
  }

  void onWritability(int number, boolean writable) {
    Upstream upstream = state.upstreams.get(number);
    if (upstream != null) {
      upstream.writable = writable;
      upstream.requestsWhileFull = 0;
      router.drain(upstream);
    }
  }

  void onExit(int number, UpstreamExit exit) {
    Upstream upstream = state.upstreams.remove(number);
    if (upstream == null) {
      return;
    }
    state.listener.upstreamExited(number, upstream.server(), exit);
    if (upstream.state instanceof Ready ready) {
      died(upstream, ready, exit);
    } else if (!(upstream.state instanceof Stopping)) {
      String when = upstream.state instanceof Initializing ? " before it answered initialize" : "";
      startFailed(upstream, exit.what() + when + stderr(exit), false);
    }
  }

  private void died(Upstream upstream, Ready ready, UpstreamExit exit) {
    String message = "server \"" + upstream.server() + "\" " + exit.what();
    lose(
        upstream,
        Refusal.serverFailed(
            upstream.server(), message + "; the request was not repeated" + stderr(exit)));
    boolean stable = state.now() - ready.since() >= STABLE_NANOS;
    succeed(upstream, stable ? 1 : upstream.failures + 1, message + stderr(exit));
  }

  /** An upstream takes what it had in flight, in both directions, with it. */
  private void lose(Upstream upstream, Refusal refusal) {
    state.timers.cancel(upstream.timeout);
    for (Pending pending : upstream.pendings.all()) {
      if (pending instanceof ClientRequest request) {
        requests.failAll(request, refusal);
      } else if (pending instanceof OwnRequest own) {
        own.handler.onLost(refusal);
      }
    }
    membership.takeBackServerRequests(upstream);
  }

  /**
   * @param runs whether there is a process that must be stopped
   */
  private void startFailed(Upstream upstream, String what, boolean runs) {
    String message = "server \"" + upstream.server() + "\" " + what;
    Refusal refusal = Refusal.serverFailed(upstream.server(), message);
    refuse(upstream, refusal);
    cancelStartTimeout(upstream);
    succeed(upstream, upstream.failures + 1, message);
    if (runs) {
      end(upstream);
    }
  }

  /** Answers what the sessions of an upstream have waiting, new ones their {@code initialize}. */
  private void refuse(Upstream upstream, Refusal refusal) {
    membership.refuseWaiting(upstream, id -> Messages.error(id, refusal));
    for (Session session : List.copyOf(upstream.sessions)) {
      requests.failWaiting(session, refusal);
    }
  }

  /**
   * Gives the sessions of an upstream that is of no use any more another one, which starts after a
   * pause.
   */
  private void succeed(Upstream upstream, int failures, String message) {
    state.pool.remove(upstream.key, upstream);
    state.timers.cancel(upstream.idleStop);
    if (upstream.sessions.isEmpty()) {
      return;
    }
    Upstream successor =
        new Upstream(
            state.nextUpstreamNumber(),
            upstream.key,
            upstream.scope,
            upstream.policy,
            upstream.declaration,
            failures);
    admit(successor);
    membership.moveAll(upstream, successor);
    long pause =
        Math.min(LONGEST_BACKOFF_MILLIS, FIRST_BACKOFF_MILLIS << Math.min(failures - 1, 10));
    if (failures > MAX_FAILURES) {
      successor.state = new Failed(message, state.inMillis(LONGEST_BACKOFF_MILLIS));
    } else {
      successor.state =
          new Waiting(state.timers.schedule(state.inMillis(pause), () -> start(successor)));
    }
    membership.moveIdle(successor);
    wake(successor);
  }

  private static String stderr(UpstreamExit exit) {
    return exit.stderrTail().isEmpty()
        ? ""
        : "; the end of its stderr:\n" + String.join("\n", exit.stderrTail());
  }

  /** A session goes; an upstream without sessions is stopped, at once or after a while. */
  void detach(Session session) {
    Upstream upstream = session.upstream;
    membership.leave(session);
    if (!upstream.sessions.isEmpty()) {
      router.drain(upstream);
    } else if (upstream.scope == Scope.SESSION
        || upstream.isExclusive()
        || state.pool.get(upstream.key) != upstream
        || upstream.state instanceof Waiting
        || upstream.state instanceof Failed) {
      stop(upstream);
    } else {
      long millis = state.config.limits().idleStopMillis();
      upstream.idleStop = state.timers.schedule(state.inMillis(millis), () -> stop(upstream));
    }
  }

  /**
   * A session goes to another upstream; if it was the last, no other will have the key of this one.
   */
  void leave(Session session) {
    Upstream upstream = session.upstream;
    membership.leave(session);
    if (upstream.sessions.isEmpty()) {
      stop(upstream);
    } else {
      router.drain(upstream);
    }
  }

  /** Ends an upstream that has no sessions. */
  private void stop(Upstream upstream) {
    state.pool.remove(upstream.key, upstream);
    state.timers.cancel(upstream.idleStop);
    state.timers.cancel(upstream.timeout);
    if (upstream.state instanceof Waiting waiting) {
      state.timers.cancel(waiting.end());
      state.upstreams.remove(upstream.number);
    } else if (upstream.state instanceof Failed) {
      state.upstreams.remove(upstream.number);
    } else if (!(upstream.state instanceof Stopping)) {
      cancelStartTimeout(upstream);
      end(upstream);
    }
  }

  /** The process is told to end; {@link #onExit} follows. */
  private void end(Upstream upstream) {
    upstream.state = new Stopping();
    state.actions.stopUpstream(upstream.number);
  }

  private void cancelStartTimeout(Upstream upstream) {
    if (upstream.state instanceof Starting starting) {
      state.timers.cancel(starting.timeout());
    } else if (upstream.state instanceof Initializing initializing) {
      state.timers.cancel(initializing.timeout());
    }
  }

  void stopAll() {
    for (Upstream upstream : new ArrayList<>(state.upstreams.values())) {
      stop(upstream);
    }
  }
}
