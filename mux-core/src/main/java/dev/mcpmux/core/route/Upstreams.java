package dev.mcpmux.core.route;

import dev.mcpmux.core.Limits;
import dev.mcpmux.core.Mux;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The life of upstreams: started for the first session of their key, restarted when they die under
 * their sessions, stopped when nobody needs them. The states are those of {@link UpstreamState}.
 */
public final class Upstreams {
  private static final long FIRST_BACKOFF_MILLIS = 100;
  private static final long LONGEST_BACKOFF_MILLIS = 30_000;

  /** After so many failures in a row a successor is not started before a request asks for it. */
  private static final int MAX_FAILURES = 5;

  /** An upstream that was ready for so long did not fail to start. */
  private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final MuxState state;
  private final Router router;

  public Upstreams(MuxState state, Router router) {
    this.state = state;
    this.router = router;
  }

  /**
   * Gives a session that waits for its handshake, or comes from another upstream, the upstream of
   * its key.
   */
  void attach(Session session, SharingKey key, byte[] protocolVersion, byte[] capabilities) {
    Upstream upstream = state.pool.get(key);
    if (upstream == null) {
      upstream = create(key, session.server.scope(), protocolVersion, capabilities, 0);
      join(session, upstream);
      start(upstream);
      return;
    }
    state.timers.cancel(upstream.idleStop);
    join(session, upstream);
    if (upstream.state instanceof Ready ready) {
      open(session, ready.handshake());
      router.drain(upstream);
    } else if (upstream.state instanceof Failed) {
      wake(upstream);
    }
  }

  private void join(Session session, Upstream upstream) {
    upstream.sessions.add(session);
    session.upstream = upstream;
    router.enqueue(session);
  }

  private Upstream create(
      SharingKey key, Scope scope, byte[] protocolVersion, byte[] capabilities, int failures) {
    Upstream upstream =
        new Upstream(
            state.nextUpstreamNumber(), key, scope, protocolVersion, capabilities, failures);
    state.upstreams.put(upstream.number, upstream);
    state.pool.put(key, upstream);
    return upstream;
  }

  private void start(Upstream upstream) {
    upstream.startedAt = state.now();
    upstream.state = new Starting(startTimeout(upstream));
    state.actions.startUpstream(upstream.number, upstream.server(), upstream.key.launch());
  }

  private Timers.Timer startTimeout(Upstream upstream) {
    long millis = state.config.limits().startTimeoutMillis();
    return state.timers.schedule(
        state.inMillis(millis),
        () -> startFailed(upstream, "did not answer initialize within " + millis + " ms", true));
  }

  /** A request has come for an upstream that failed too often. */
  void wake(Upstream upstream) {
    if (upstream.state instanceof Failed failed) {
      if (state.now() >= failed.retryAt()) {
        start(upstream);
      } else {
        failWaiting(upstream, Refusal.serverFailed(upstream.server(), failed.message()));
      }
    }
  }

  public void onStarted(int number) {
    Upstream upstream = state.upstreams.get(number);
    if (upstream != null && upstream.state instanceof Starting starting) {
      upstream.state = new Initializing(starting.timeout());
      long id = upstream.pendings.add(new OwnRequest(reply -> onHandshake(upstream, reply)));
      state.actions.sendUpstream(
          number, Messages.initialize(id, upstream.protocolVersion, upstream.capabilities));
    }
  }

  private void onHandshake(Upstream upstream, FrameView reply) {
    if (!(upstream.state instanceof Initializing initializing)) {
      return;
    }
    if (reply.kind() == FrameKind.RESPONSE && reply.has(Field.RESULT)) {
      state.timers.cancel(initializing.timeout());
      Handshake handshake = Handshake.of(reply.raw(Field.RESULT));
      upstream.state = new Ready(handshake, state.now());
      state.actions.sendUpstream(upstream.number, Messages.INITIALIZED);
      state.listener.upstreamReady(upstream.number, upstream.server());
      for (Session session : List.copyOf(upstream.sessions)) {
        open(session, handshake);
      }
      router.drain(upstream);
    } else if (reply.kind() == FrameKind.ERROR_RESPONSE && reply.has(Field.ERROR)) {
      byte[] error = reply.raw(Field.ERROR);
      for (Session session : List.copyOf(upstream.sessions)) {
        if (session.phase == Session.Phase.INITIALIZING) {
          state.actions.send(
              session.number,
              session.initializeStream,
              Messages.rawError(session.initializeId, error));
          backToNew(
              session, Refusal.serverFailed(upstream.server(), "the server refused initialize"));
        }
      }
      startFailed(upstream, "refused initialize: " + reply.text(Field.ERROR), true);
    } else {
      startFailed(
          upstream,
          "answered initialize with something that is not a reply: " + reply.faultText(),
          true);
    }
  }

  /**
   * The session's upstream has its handshake: answers a waiting session, tells another that its
   * lists may have changed.
   */
  private void open(Session session, Handshake handshake) {
    if (session.phase == Session.Phase.INITIALIZING) {
      session.phase = Session.Phase.OPEN;
      state.actions.send(
          session.number,
          session.initializeStream,
          Messages.result(session.initializeId.token(), handshake.result()));
    } else {
      session.owedListChanges.addAll(handshake.listChanged());
      sendOwedListChanges(session);
    }
  }

  /**
   * Whether a session may be told now that a list has changed. Only who was promised that is told
   * at all.
   */
  boolean mayTell(Session session, ListKind list) {
    return session.initialized && session.writable && promised(session, list);
  }

  void sendOwedListChanges(Session session) {
    for (ListKind list : ListKind.values()) {
      if (session.owedListChanges.contains(list) && mayTell(session, list)) {
        session.owedListChanges.remove(list);
        state.actions.send(session.number, Mux.MAIN_STREAM, list.frame());
      }
    }
  }

  private static boolean promised(Session session, ListKind list) {
    return session.upstream != null
        && session.upstream.state instanceof Ready ready
        && ready.handshake().listChanged().contains(list);
  }

  public void onWritability(int number, boolean writable) {
    Upstream upstream = state.upstreams.get(number);
    if (upstream != null) {
      upstream.writable = writable;
      router.drain(upstream);
    }
  }

  public void onExit(int number, UpstreamExit exit) {
    Upstream upstream = state.upstreams.get(number);
    if (upstream == null) {
      return;
    }
    state.listener.upstreamExited(number, upstream.server(), exit);
    if (upstream.state instanceof Stopping) {
      state.upstreams.remove(number);
    } else if (upstream.state instanceof Ready ready) {
      died(upstream, ready, exit);
    } else {
      startFailed(upstream, exit.what() + " before it answered initialize" + stderr(exit), false);
    }
  }

  private void died(Upstream upstream, Ready ready, UpstreamExit exit) {
    String message = "server \"" + upstream.server() + "\" " + exit.what();
    Refusal refusal =
        Refusal.serverFailed(
            upstream.server(), message + "; the request was not repeated" + stderr(exit));
    for (Pending pending : upstream.pendings.all()) {
      if (pending instanceof ForwardedRequest request) {
        fail(request, refusal);
      }
    }
    boolean stable = state.now() - ready.since() >= STABLE_NANOS;
    succeed(upstream, stable ? 1 : upstream.failures + 1, message + stderr(exit));
    state.upstreams.remove(upstream.number);
  }

  /**
   * @param runs whether there is a process that must be stopped
   */
  private void startFailed(Upstream upstream, String what, boolean runs) {
    String message = "server \"" + upstream.server() + "\" " + what;
    Refusal refusal = Refusal.serverFailed(upstream.server(), message);
    for (Session session : List.copyOf(upstream.sessions)) {
      if (session.phase == Session.Phase.INITIALIZING) {
        state.actions.send(
            session.number,
            session.initializeStream,
            Messages.error(session.initializeId, refusal));
        backToNew(session, refusal);
      }
    }
    failWaiting(upstream, refusal);
    cancelStartTimeout(upstream);
    succeed(upstream, upstream.failures + 1, message);
    if (runs) {
      end(upstream);
    } else {
      state.upstreams.remove(upstream.number);
    }
  }

  /** Answers what the sessions of an upstream have parked. */
  private void failWaiting(Upstream upstream, Refusal refusal) {
    for (Session session : List.copyOf(upstream.sessions)) {
      router.dropAllParked(session);
      for (ForwardedRequest request : new ArrayList<>(session.inFlight.values())) {
        if (!request.isForwarded()) {
          fail(request, refusal);
        }
      }
    }
  }

  /** The session may try again, and does not hold on to the upstream. */
  private void backToNew(Session session, Refusal refusal) {
    router.dropAllParked(session);
    for (ForwardedRequest request : new ArrayList<>(session.inFlight.values())) {
      fail(request, refusal);
    }
    session.phase = Session.Phase.NEW;
    session.upstream.sessions.remove(session);
    session.upstream = null;
  }

  /** Answers a request that is no longer pending anywhere with an error. */
  void fail(ForwardedRequest request, Refusal refusal) {
    request.session.inFlight.remove(request.id);
    state.actions.send(request.session.number, request.stream, Messages.error(request.id, refusal));
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
        create(
            upstream.key,
            upstream.scope,
            upstream.protocolVersion,
            upstream.capabilities,
            failures);
    upstream.turns.clear();
    for (Session session : List.copyOf(upstream.sessions)) {
      join(session, successor);
    }
    upstream.sessions.clear();
    long pause =
        Math.min(LONGEST_BACKOFF_MILLIS, FIRST_BACKOFF_MILLIS << Math.min(failures - 1, 10));
    if (failures > MAX_FAILURES) {
      successor.state = new Failed(message, state.inMillis(LONGEST_BACKOFF_MILLIS));
    } else {
      successor.state =
          new Waiting(state.timers.schedule(state.inMillis(pause), () -> start(successor)));
    }
  }

  private static String stderr(UpstreamExit exit) {
    return exit.stderrTail().isEmpty()
        ? ""
        : "; the end of its stderr:\n" + String.join("\n", exit.stderrTail());
  }

  /** A session goes; an upstream without sessions is stopped, at once or after a while. */
  void detach(Session session) {
    Upstream upstream = session.upstream;
    session.upstream = null;
    upstream.sessions.remove(session);
    upstream.turns.remove(session);
    if (!upstream.sessions.isEmpty()) {
      return;
    }
    if (upstream.scope == Scope.SESSION
        || upstream.state instanceof Waiting
        || upstream.state instanceof Failed) {
      stop(upstream);
    } else {
      Limits limits = state.config.limits();
      upstream.idleStop =
          state.timers.schedule(state.inMillis(limits.idleStopMillis()), () -> stop(upstream));
    }
  }

  /** Ends an upstream that has no sessions. */
  private void stop(Upstream upstream) {
    state.pool.remove(upstream.key, upstream);
    state.timers.cancel(upstream.idleStop);
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

  public void stopAll() {
    for (Upstream upstream : List.copyOf(state.upstreams.values())) {
      stop(upstream);
    }
  }
}
