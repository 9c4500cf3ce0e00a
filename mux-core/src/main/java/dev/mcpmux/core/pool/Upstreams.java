package dev.mcpmux.core.pool;

import dev.mcpmux.core.catalog.Catalog;
import dev.mcpmux.core.catalog.ListAnswers;
import dev.mcpmux.core.catalog.ListKeeper;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.StartMode;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.EndReason;
import dev.mcpmux.core.route.Features;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.SaidSharing;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState;
import dev.mcpmux.core.state.UpstreamState.Asleep;
import dev.mcpmux.core.state.UpstreamState.Failed;
import dev.mcpmux.core.state.UpstreamState.Initializing;
import dev.mcpmux.core.state.UpstreamState.Queued;
import dev.mcpmux.core.state.UpstreamState.Ready;
import dev.mcpmux.core.state.UpstreamState.Starting;
import dev.mcpmux.core.state.UpstreamState.Stopping;
import dev.mcpmux.core.table.StartFailure;
import dev.mcpmux.core.words.Handshake;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
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
public final class Upstreams {
  private final MuxState state;
  private final InTurn inTurn;
  private final Catalog catalog;
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

  public Upstreams(
      MuxState state,
      InTurn inTurn,
      Catalog catalog,
      Features features,
      SessionKeys keys,
      ListAnswers listAnswers,
      InFlight inFlight,
      Membership membership,
      Succession succession,
      ListKeeper listKeeper,
      FirstQuestions firstQuestions) {
    this.state = state;
    this.inTurn = inTurn;
    this.catalog = catalog;
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
  public void onSaid(Consumer<Upstream> hearer, BiPredicate<Session, SaidSharing> narrows) {
    this.said = hearer;
    this.narrows = narrows;
  }

  /** Ends the knot: a process that is ready may take the place of another. */
  public void swaps(Swaps swaps, Drains drains) {
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
    if (upstream.isReady() && narrows.test(session, upstream.said())) {
      boolean provisional = key.isProvisional() && keys.needsRoots(session);
      SharingKey now = keys.of(session);
      attach(session, provisional ? now.provisional() : now);
      return;
    }
    upstream.idle().isUsed(state.timers);
    membership.join(session, upstream);
    if (upstream.state() instanceof Ready ready) {
      membership.open(session, ready.handshake());
    } else {
      if (!catalog.isOn() && session.wasServed()) {
        upstream.beginning().setFresh(false);
      }
      openEarly(session, catalog.handshake(key));
      wantIfNeeded(session);
    }
  }

  private void create(Session session, SharingKey key) {
    StartFailure failure = succession.takeFailure(key);
    Handshake known = catalog.handshake(key);
    Upstream upstream = state.pool.make(session, key, failure == null ? 0 : failure.inARow());
    membership.join(session, upstream);
    if (failure != null) {
      succession.retry(upstream, failure);
    } else {
      upstream.beginning().setFresh(catalog.isOn() || session.isInitializing());
      upstream.become(new Asleep(""));
    }
    openEarly(session, known);
    wantIfNeeded(session);
  }

  /** Answers a new session before its process does, if it is known how. */
  private void openEarly(Session session, Handshake known) {
    if (session.isInitializing()) {
      if (known != null && session.upstream().isYetToCome()) {
        membership.open(session, known);
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

  /** Starts the upstream of a key before any session is in it. */
  Upstream startFor(Session session, SharingKey key) {
    return startAfter(session, key, List.of());
  }

  /** As {@link #startFor}, when others have ended. */
  Upstream startAfter(Session session, SharingKey key, List<Upstream> others) {
    StartFailure failure = succession.takeFailure(key);
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
    succession.forgetFailures(server);
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
    giveUp(upstream, EndReason.RESTART);
    starts.start(fresh);
    return fresh;
  }

  /** The process of an upstream is told to end. */
  void giveUp(Upstream upstream, EndReason reason) {
    upstream.goesFor(reason);
    end(upstream);
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
      } else if (succession.isNear(upstream, failed)) {
        succession.await(upstream, failed);
      } else {
        long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(failed.retryAt() - state.now() - 1);
        String message =
            "failed too often and is tried again in "
                + seconds
                + " s, or by \"mcpmux restart "
                + upstream.server()
                + "\"; the last time: "
                + failed.message();
        succession.refuse(upstream, Refusal.serverFailed(upstream.server(), message));
        if (upstream.sessions().isEmpty()) {
          unused(upstream);
        }
      }
    }
  }

  public void onStarted(int number) {
    Upstream upstream = state.pool.find(number);
    if (upstream != null && upstream.state() instanceof Starting starting) {
      upstream.become(new Initializing(starting.timer()));
      state.listener.upstreamRuns(number, upstream.server(), upstream.key().circle().around());
      inFlight.askInAnyTime(
          upstream,
          reply -> onHandshake(upstream, reply),
          id -> Messages.initialize(id, upstream.declaration()));
    }
  }

  private void onHandshake(Upstream upstream, FrameView reply) {
    if (!(upstream.state() instanceof Initializing)) {
      return;
    }
    String tooMuch = keepAnswer(upstream, reply);
    if (tooMuch != null) {
      succession.startFailed(upstream, "answered initialize with too much: " + tooMuch, true);
    } else if (reply.kind() == FrameKind.RESPONSE) {
      Handshake handshake = Handshake.of(reply.raw(Field.RESULT));
      upstream.become(new Ready(handshake, state.now()));

      upstream.forgetFirstWords();

      succession.onReady(upstream);
      inTurn.onReady(upstream);
      swaps.takeOver(upstream);
      state.absences.end(upstream.server());
      idleStops.onReady(upstream);
      boolean early =
          upstream.isExclusive() && upstream.sessions().stream().noneMatch(Session::isInitialized);
      if (early) {
        upstream.holdInitialized();
      } else {
        initialized(upstream);
      }
      state.actions.confirmUpstream(upstream.number());
      state.listener.upstreamReady(upstream.number(), upstream.server());
      listKeeper.onReady(upstream, handshake);
      said.accept(upstream);
      for (Session session : List.copyOf(upstream.sessions())) {
        membership.open(session, handshake);
      }
      upstream.beginning().setFresh(false);
      state.touched.add(upstream);
      state.touched.starts();
      if (upstream.sessions().isEmpty() && upstream.isReady()) {
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
    int limit = state.limits().maxInitializeBytes();
    if (bytes > limit) {
      return "bytes: " + bytes + " (limit: " + limit + ")";
    }
    return state.kept.add(upstream, bytes) ? null : state.kept.full(bytes);
  }

  /** A session of this upstream is initialized: so is the server, unless it is already. */
  public void onSessionInitialized(Upstream upstream) {
    if (upstream.owesInitialized()) {
      upstream.hear();
      initialized(upstream);
    }
  }

  private void initialized(Upstream upstream) {
    upstream.namelessErrors().onOwnNotification();
    state.tell(upstream, Messages.INITIALIZED);
    firstQuestions.begin(upstream);
  }

  public void onWritability(int number, boolean writable) {
    Upstream upstream = state.pool.find(number);
    if (upstream != null) {
      upstream.reads(writable);
      state.touched.add(upstream);
    }
  }

  /** A session leaves its upstream, which finishes what it has of it if the session goes on. */
  public void leave(Session session, Leaving why) {
    Upstream upstream = session.upstream();
    boolean wasReady = upstream.isReady();
    if (why == Leaving.REPLACED && wasReady && upstream.sessions().size() == 1) {
      drains.begin(upstream);
    }
    if (why == Leaving.ENDS) {
      membership.leave(session);
    } else {
      membership.goOn(session);
    }
    if (upstream.sessions().isEmpty()) {
      switch (why) {
        case ENDS -> unused(upstream);
        case MOVES -> stopUnlessAwaited(upstream);
        case REPLACED -> {
          if (!wasReady && !upstream.isUp()) {
            stopUnlessAwaited(upstream);
          }
        }
      }
    }
  }

  private void stopUnlessAwaited(Upstream upstream) {
    if (!isAwaited(upstream)) {
      stop(upstream);
    }
  }

  /** An upstream has no session: it is stopped, at once or after a while. */
  private void unused(Upstream upstream) {
    if (isAwaited(upstream)) {
      return;
    }
    if (upstream.scope() == Scope.SESSION
        || upstream.isExclusive()
        || !state.pool.isOffered(upstream)
        || isWithoutProcess(upstream)) {
      succession.remember(upstream);
      stop(upstream);
    } else {
      upstream.idle().isUsed(state.timers);
      idleStops.onEmpty(upstream);
    }
  }

  private static boolean isWithoutProcess(Upstream upstream) {
    return upstream.isYetToCome() && !upstream.isStarting();
  }

  /** Nobody has needed a process for so long. Sessions that are there notice nothing. */
  private void idle(Upstream upstream, String howLong) {
    String why = "idle " + howLong;
    upstream.goesFor(EndReason.IDLE);
    if (state.isConfigured(upstream.server())) {
      state.absences.stopped(upstream.server(), why);
    }
    if (!upstream.sessions().isEmpty()) {
      state.pool.withdraw(upstream);
      Upstream asleep = state.pool.successor(upstream, 0);
      state.pool.admit(asleep);
      asleep.become(new Asleep(why));
      asleep.beginning().setFresh(true);
      membership.moveAll(upstream, asleep);
    }
    stop(upstream);
  }

  /**
   * Whether sessions wait for this upstream whose process does not fit them any more. They are not
   * in it until it is ready.
   */
  public boolean isAwaited(Upstream upstream) {
    return upstream.isComing()
        && state.sessions().stream().anyMatch(session -> keys.waitsFor(session, upstream.key()));
  }

  /** Ends an upstream that has no sessions, when what it has of earlier ones is done. */
  public void stop(Upstream upstream) {
    if (upstream.isUp() && upstream.parties().hasLeftovers()) {
      if (upstream.isReady()) {
        drains.begin(upstream);
      }
      return; // one that drains already ends with the last of them
    }
    state.pool.withdraw(upstream);
    upstream.lineage().unlink();
    if (upstream.lineage().replacement() != null) {
      stop(upstream.lineage().replacement());
    }
    upstream.idle().end(state.timers);
    upstream.pendings().stopWatch(state.timers);
    upstream.vitals().end(state.timers);
    upstream.lists().end(state.timers);
    if (isWithoutProcess(upstream)) {
      if (upstream.state() instanceof Queued) {
        String message = "server \"" + upstream.server() + "\" is not needed any more";
        state.actions.giveUpUpstream(upstream.number(), message);
        state.listener.upstreamNotNeeded(upstream.number(), upstream.server(), message);
      }
      upstream.become(new Stopping());
      state.pool.remove(upstream.number());
      starts.forget(upstream);
    } else if (!upstream.isStopping()) {
      drains.end(upstream);
      end(upstream);
    }
  }

  /** The process is told to end; {@link Succession#onExit} follows. */
  void end(Upstream upstream) {
    upstream.become(new Stopping());
    state.listener.upstreamStopping(upstream.number(), upstream.server(), upstream.endReason());
    state.actions.stopUpstream(upstream.number());
    state.touched.starts();
  }

  public void stopAll() {
    starts.clear();
    for (Upstream upstream : new ArrayList<>(state.pool.all())) {
      upstream.goesFor(EndReason.DAEMON_STOP);
      stop(upstream);
    }
  }
}
