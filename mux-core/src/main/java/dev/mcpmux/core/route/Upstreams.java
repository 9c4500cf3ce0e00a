package dev.mcpmux.core.route;

import dev.mcpmux.core.EndReason;
import dev.mcpmux.core.Scope;
import dev.mcpmux.core.StartMode;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.route.UpstreamState.Asleep;
import dev.mcpmux.core.route.UpstreamState.Failed;
import dev.mcpmux.core.route.UpstreamState.Initializing;
import dev.mcpmux.core.route.UpstreamState.Queued;
import dev.mcpmux.core.route.UpstreamState.Ready;
import dev.mcpmux.core.route.UpstreamState.Starting;
import dev.mcpmux.core.route.UpstreamState.Stopping;
import dev.mcpmux.core.route.UpstreamState.Waiting;
import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.SaidSharing;
import dev.mcpmux.core.sharing.SharingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * The life of upstreams: started for the first session of their key, stopped when nobody needs
 * them. The states are those of {@link UpstreamState}; {@link Succession} says what comes after one
 * that has ended by itself.
 */
final class Upstreams {
  private final MuxState state;
  private final SessionKeys keys;
  private final InFlight inFlight;
  private final Membership membership;
  private final Succession succession;
  private final ListKeeper listKeeper;
  private final ListAnswers listAnswers;
  private final Starts starts;
  private final IdleStops idleStops;
  private final FirstQuestions firstQuestions;
  private Consumer<Upstream> said;
  private BiPredicate<Session, SaidSharing> narrows;
  private Swaps swaps;
  private Drains drains;

  Upstreams(
      MuxState state,
      Features features,
      SessionKeys keys,
      ListAnswers listAnswers,
      InFlight inFlight,
      Membership membership,
      Succession succession,
      ListKeeper listKeeper,
      FirstQuestions firstQuestions) {
    this.state = state;
    this.keys = keys;
    this.inFlight = inFlight;
    this.membership = membership;
    this.succession = succession;
    this.listKeeper = listKeeper;
    this.firstQuestions = firstQuestions;
    this.listAnswers = listAnswers;
    this.starts = succession.starts();
    this.idleStops = new IdleStops(state, features, this::idle);
  }

  /**
   * Ends the knot: what a server says of itself may make its sessions part.
   *
   * @param narrows whether a process that says so is not for a session, which has another key then
   */
  void onSaid(Consumer<Upstream> hearer, BiPredicate<Session, SaidSharing> narrows) {
    this.said = hearer;
    this.narrows = narrows;
  }

  /** Ends the knot: a process that is ready may take the place of another. */
  void swaps(Swaps swaps, Drains drains) {
    this.swaps = swaps;
    this.drains = drains;
  }

  /** Gives a session the upstream of its key, started if there is none and it is needed. */
  void attach(Session session, SharingKey key) {
    Upstream upstream = state.pool.of(key);
    if (upstream == null) {
      create(session, key);
      return;
    }
    if (upstream.isReady() && narrows.test(session, upstream.said)) {
      boolean provisional = key.isProvisional() && keys.needsRoots(session);
      SharingKey now = keys.of(session);
      attach(session, provisional ? now.provisional() : now);
      return;
    }
    upstream.idle.isUsed(state.timers);
    membership.join(session, upstream);
    if (upstream.state instanceof Ready ready) {
      membership.open(session, ready.handshake());
    } else {
      upstream.begins &= state.catalog.isOn() || !session.wasServed;
      openEarly(session, state.catalog.handshake(key));
      wantIfNeeded(session);
    }
  }

  private void create(Session session, SharingKey key) {
    StartFailure failure = succession.takeFailure(key);
    Handshake known = state.catalog.handshake(key);
    Upstream upstream = state.pool.make(session, key, failure == null ? 0 : failure.inARow());
    membership.join(session, upstream);
    if (failure != null) {
      succession.retry(upstream, failure);
    } else {
      upstream.begins = state.catalog.isOn() || session.phase == Session.Phase.INITIALIZING;
      upstream.state = new Asleep("");
    }
    openEarly(session, known);
    wantIfNeeded(session);
  }

  /** Answers a new session before its process does, if it is known how. */
  private void openEarly(Session session, Handshake known) {
    if (session.phase == Session.Phase.INITIALIZING) {
      if (known != null && session.upstream.isYetToCome()) {
        membership.open(session, known);
      }
    } else if (state.catalog.isOn()) {
      membership.cameFromElsewhere(session);
      listAnswers.answerParked(session);
    }
  }

  /** Whether a session needs its upstream to be told of something, or is to have it at once. */
  private void wantIfNeeded(Session session) {
    boolean asked =
        !session.subscriptions.isEmpty()
            || session.server.life().start() == StartMode.EAGER
            || !state.catalog.isOn();
    if (asked) {
      state.touched.want(session.upstream);
    }
  }

  /** Starts the upstream of a key before any session is in it. */
  Upstream startFor(Session session, SharingKey key) {
    return startAfter(session, key, List.of());
  }

  /** As {@link #startFor}, when others have ended. */
  Upstream startAfter(Session session, SharingKey key, List<Upstream> others) {
    StartFailure failure = succession.takeFailure(key);
    Upstream upstream = state.pool.make(session, key, failure == null ? 0 : failure.inARow());
    upstream.after.addAll(others);
    starts.start(upstream);
    return upstream;
  }

  /** Starts one without sessions, which are to come. */
  void startAlone(ResolvedServer server, ClientDeclaration declared, SharingKey key) {
    Upstream upstream = state.pool.make(server, declared, key, 0);
    upstream.begins = true;
    starts.start(upstream);
  }

  /** Starts the process of an upstream that has none, now or when it is its turn. */
  void start(Upstream upstream) {
    starts.start(upstream);
  }

  /** Starts another process in place of one that is not ready yet. */
  Upstream startAgain(Upstream upstream) {
    state.pool.withdraw(upstream);
    Upstream fresh = state.pool.successor(upstream, 0);
    fresh.begins = upstream.begins;
    state.pool.admit(fresh);
    membership.moveAll(upstream, fresh);
    giveUp(upstream, EndReason.RESTART);
    starts.start(fresh);
    return fresh;
  }

  /** The start of an upstream is over, and its process is told to end. */
  void giveUp(Upstream upstream, EndReason reason) {
    starts.over(upstream);
    upstream.endReason = reason;
    end(upstream);
  }

  /** The start of an upstream is over, and so is its process. */
  void startIsOver(Upstream upstream) {
    starts.over(upstream);
  }

  /**
   * An upstream that has no process gets one if its sessions wait for it; after it failed too often
   * only when a pause is over.
   */
  void wakeIfWanted(Upstream upstream) {
    if (!upstream.isAsleep() && !(upstream.state instanceof Failed)) {
      upstream.wanted = false;
      return;
    }
    boolean wanted = upstream.wanted || upstream.sessions.stream().anyMatch(Session::waits);
    upstream.wanted = false;
    if (!wanted) {
      return;
    }
    if (upstream.state instanceof Asleep) {
      starts.start(upstream);
    } else if (upstream.state instanceof Failed failed) {
      if (state.now() >= failed.retryAt()) {
        starts.start(upstream);
      } else if (succession.isNear(upstream, failed)) {
        succession.await(upstream, failed);
      } else {
        long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(failed.retryAt() - state.now() - 1);
        String pause = "failed too often and is tried again in " + seconds + " s; the last time: ";
        String message = pause + failed.message();
        succession.refuse(upstream, Refusal.serverFailed(upstream.server(), message));
        if (upstream.sessions.isEmpty()) {
          unused(upstream);
        }
      }
    }
  }

  void onStarted(int number) {
    Upstream upstream = state.pool.find(number);
    if (upstream != null && upstream.state instanceof Starting starting) {
      upstream.state = new Initializing(starting.timeout());
      state.listener.upstreamRuns(number, upstream.server(), upstream.key.circle().around());
      inFlight.askInAnyTime(
          upstream,
          reply -> onHandshake(upstream, reply),
          id -> Messages.initialize(id, upstream.declaration));
    }
  }

  private void onHandshake(Upstream upstream, FrameView reply) {
    if (!(upstream.state instanceof Initializing)) {
      return;
    }
    String tooMuch = keepAnswer(upstream, reply);
    if (tooMuch != null) {
      succession.startFailed(upstream, "answered initialize with too much: " + tooMuch, true);
    } else if (reply.kind() == FrameKind.RESPONSE) {
      starts.over(upstream);
      Handshake handshake = Handshake.of(reply.raw(Field.RESULT));
      upstream.state = new Ready(handshake, state.now());
      upstream.said = handshake.says();
      upstream.forgetFirstWords();
      state.failures.remove(upstream.server());
      succession.onReady(upstream);
      state.inTurn.onReady(upstream);
      swaps.takeOver(upstream);
      state.stops.remove(upstream.server());
      idleStops.onReady(upstream);
      boolean early =
          upstream.isExclusive()
              && upstream.sessions.stream().noneMatch(session -> session.initialized);
      if (early) {
        upstream.owesInitialized = true;
      } else {
        initialized(upstream);
      }
      state.actions.confirmUpstream(upstream.number);
      state.listener.upstreamReady(upstream.number, upstream.server());
      listKeeper.onReady(upstream, handshake);
      said.accept(upstream);
      for (Session session : List.copyOf(upstream.sessions)) {
        membership.open(session, handshake);
      }
      upstream.begins = false;
      state.touched.add(upstream);
      state.touched.starts();
      if (upstream.sessions.isEmpty() && upstream.isReady()) {
        unused(upstream);
      }
    } else if (reply.kind() == FrameKind.ERROR_RESPONSE) {
      membership.refuseWaiting(upstream, id -> Messages.rawError(id, reply.raw(Field.ERROR)));
      succession.startFailed(upstream, "refused initialize: " + reply.text(Field.ERROR), true);
    } else {
      succession.startFailed(
          upstream,
          "answered initialize with something that is not a reply: " + reply.faultText(),
          true);
    }
  }

  /** Makes room for what is kept of an answer to {@code initialize}; null when there is some. */
  private String keepAnswer(Upstream upstream, FrameView reply) {
    long bytes = reply.frameBytes();
    int limit = state.config.limits().maxInitializeBytes();
    if (bytes > limit) {
      return "bytes: " + bytes + " (limit: " + limit + ")";
    }
    return state.kept.add(upstream, bytes) ? null : state.kept.full(bytes);
  }

  /** A session of this upstream is initialized: so is the server, unless it is already. */
  void onSessionInitialized(Upstream upstream) {
    if (upstream.owesInitialized) {
      upstream.owesInitialized = false;
      initialized(upstream);
    }
  }

  private void initialized(Upstream upstream) {
    upstream.namelessErrors.onOwnNotification();
    state.actions.sendUpstream(upstream.number, Messages.INITIALIZED);
    firstQuestions.begin(upstream);
  }

  void onWritability(int number, boolean writable) {
    Upstream upstream = state.pool.find(number);
    if (upstream != null) {
      upstream.writable = writable;
      upstream.requestsWhileFull = 0;
      state.touched.add(upstream);
    }
  }

  /** A session goes; an upstream without sessions is stopped, at once or after a while. */
  void detach(Session session) {
    Upstream upstream = session.upstream;
    membership.leave(session);
    if (upstream.sessions.isEmpty()) {
      unused(upstream);
    }
  }

  /** An upstream has no session: it is stopped, at once or after a while. */
  private void unused(Upstream upstream) {
    if (isAwaited(upstream)) {
      return;
    }
    if (upstream.scope == Scope.SESSION
        || upstream.isExclusive()
        || !state.pool.isOffered(upstream)
        || upstream.isAsleep()
        || upstream.state instanceof Queued
        || upstream.state instanceof Waiting
        || upstream.state instanceof Failed) {
      succession.remember(upstream);
      stop(upstream);
    } else {
      upstream.idle.isUsed(state.timers);
      idleStops.onEmpty(upstream);
    }
  }

  /** Nobody has needed a process for so long. Sessions that are there notice nothing. */
  private void idle(Upstream upstream, String howLong) {
    String why = "idle " + howLong;
    upstream.endReason = EndReason.IDLE;
    if (state.config.servers().containsKey(upstream.server())) {
      state.stops.put(upstream.server(), why);
    }
    if (!upstream.sessions.isEmpty()) {
      state.pool.withdraw(upstream);
      Upstream asleep = state.pool.successor(upstream, 0);
      state.pool.admit(asleep);
      asleep.state = new Asleep(why);
      asleep.begins = true;
      membership.moveAll(upstream, asleep);
    }
    stop(upstream);
  }

  /**
   * A session goes to another upstream; if it was the last, no other will have the key of this one.
   */
  void leave(Session session) {
    Upstream upstream = session.upstream;
    membership.goOn(session);
    if (upstream.sessions.isEmpty() && !isAwaited(upstream)) {
      stop(upstream);
    }
  }

  /**
   * Whether sessions wait for this upstream whose process does not fit them any more. They are not
   * in it until it is ready.
   */
  boolean isAwaited(Upstream upstream) {
    return upstream.isComing()
        && state.sessions.values().stream()
            .anyMatch(session -> keys.waitsFor(session, upstream.key));
  }

  /** Ends an upstream that has no sessions, when what it has of earlier ones is done. */
  void stop(Upstream upstream) {
    if (upstream.isUp() && !upstream.leftovers.isEmpty()) {
      if (upstream.isReady()) {
        drains.begin(upstream);
      }
      return; // one that drains already ends with the last of them
    }
    state.pool.withdraw(upstream);
    swaps.unlink(upstream);
    if (upstream.replacement != null) {
      stop(upstream.replacement);
    }
    upstream.idle.end(state.timers);
    state.timers.cancel(upstream.timeout);
    state.timers.cancel(upstream.fill);
    if (upstream.state instanceof Waiting waiting) {
      state.timers.cancel(waiting.end());
      state.pool.remove(upstream.number);
    } else if (upstream.state instanceof Failed
        || upstream.isAsleep()
        || upstream.state instanceof Queued) {
      if (upstream.state instanceof Queued) {
        String message = "server \"" + upstream.server() + "\" is not needed any more";
        state.actions.giveUpUpstream(upstream.number, message);
        state.listener.upstreamNotNeeded(upstream.number, upstream.server(), message);
      } else if (upstream.state instanceof Failed failed) {
        state.timers.cancel(failed.retry());
      }
      upstream.state = new Stopping();
      state.pool.remove(upstream.number);
      starts.forget(upstream);
    } else if (!(upstream.state instanceof Stopping)) {
      starts.over(upstream);
      drains.end(upstream);
      end(upstream);
    }
  }

  /** The process is told to end; {@link Succession#onExit} follows. */
  void end(Upstream upstream) {
    upstream.state = new Stopping();
    state.listener.upstreamStopping(upstream.number, upstream.server(), upstream.endReason);
    state.actions.stopUpstream(upstream.number);
    state.touched.starts();
  }

  void stopAll() {
    starts.clear();
    for (Upstream upstream : new ArrayList<>(state.pool.all())) {
      upstream.endReason = EndReason.DAEMON_STOP;
      stop(upstream);
    }
  }
}
