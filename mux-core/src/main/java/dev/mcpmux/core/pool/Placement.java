package dev.mcpmux.core.pool;

import dev.mcpmux.core.catalog.Catalog;
import dev.mcpmux.core.config.RootsPolicy;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.legacy.Roots;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.route.Parking;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.SaidSharing;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState;
import dev.mcpmux.core.words.Handshake;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Which upstream a session uses: the one of its sharing key. The key may change in the life of a
 * session, when its roots become known or change, or when its server is seen to ask for something
 * that nobody may answer for another; {@link Moves} says what becomes of it then.
 */
public final class Placement {
  private static final String STATE = "traits";

  private final MuxState state;
  private final Catalog catalog;
  private final SessionKeys keys;
  private final Parking parking;
  private final Upstreams upstreams;
  private final Membership membership;
  private final Moves moves;
  private final SharedRoots sharedRoots;
  private final Learning learning;
  private final Drains drains;
  private final Roots roots;

  /** Sessions that came before it was known what servers ask for; null since then. */
  private List<Session> waiting = new ArrayList<>();

  public Placement(
      MuxState state,
      Catalog catalog,
      SessionKeys keys,
      Parking parking,
      Upstreams upstreams,
      Membership membership,
      Moves moves,
      SharedRoots sharedRoots,
      Learning learning,
      Drains drains) {
    this.state = state;
    this.catalog = catalog;
    this.keys = keys;
    this.parking = parking;
    this.upstreams = upstreams;
    this.membership = membership;
    this.moves = moves;
    this.sharedRoots = sharedRoots;
    this.learning = learning;
    this.drains = drains;
    this.roots = new Roots(state, this::onRootsSettled);
  }

  public Roots roots() {
    return roots;
  }

  /**
   * @param saved what was saved; null when there is nothing
   */
  public void onStateLoaded(byte[] saved) {
    if (saved != null) {
      state.traits.load(saved);
    }
    if (waiting != null) {
      List<Session> sessions = waiting;
      waiting = null;
      placeAll(sessions);
    }
  }

  /** As {@link #onStateLoaded}, of what was learned. */
  public void onLearnedLoaded(byte[] saved) {
    placeAll(learning.onLoaded(saved));
  }

  private void placeAll(List<Session> sessions) {
    sessions.stream().filter(state::isOpen).forEach(this::place);
  }

  /** Asks for what servers were seen to ask for. Returns whether that is known already. */
  public boolean loadTraits() {
    if (waiting != null && waiting.isEmpty()) {
      state.actions.loadState(STATE);
    }
    return waiting == null;
  }

  /** Finds the upstream of a session that has just declared itself. */
  public void place(Session session) {
    if (waiting != null) {
      loadTraits();
      waiting.add(session);
      return;
    }
    learning.hearBeforePlacing(session);
    if (learning.holds(session)) {
      return;
    }
    if (learning.see(session)) {
      onLearned(session.declared().name(), session);
    }
    Upstream present = state.pool.of(keys.of(session));
    if (!catalog.isOn() || present != null && !present.isAsleep()) {
      placeNow(session);
    } else {
      catalog.look(
          keys.of(session),
          () -> {
            if (isWithoutUpstream(session) && session.isInitializing()) {
              placeNow(session);
            }
          });
    }
  }

  /** Whether it is still there, and nothing has been decided for it. */
  private boolean isWithoutUpstream(Session session) {
    return state.isOpen(session) && session.upstream() == null && !session.waitsForRoots();
  }

  private void placeNow(Session session) {
    if (session.unavailable() != null) {
      membership.refuseInitialize(session, session.unavailable());
      return;
    }
    if (!keys.needsRoots(session)) {
      upstreams.attach(session, keys.of(session));
      return;
    }
    Optional<Handshake> known = handshakeWithOtherRoots(session);
    if (known.isPresent()) {
      membership.answerInitialize(session, known.get());
      roots.ask(session);
    } else {
      upstreams.attach(session, keys.of(session).provisional());
    }
  }

  /** A session that has no place gets one; one that has just been opened stays, or goes on. */
  void settle(Session session) {
    if (!state.isOpen(session)) {
      return;
    }
    if (session.isInitializing() && session.upstream() == null) {
      place(session);
    } else if (session.isOpen()) {
      if (keys.needsRoots(session) && session.roots().known() == null) {
        suspend(session);
      } else {
        move(session); // before its subscriptions tie it to this process
      }
      membership.served(session);
    }
  }

  /** Takes a session where it belongs, if it may go. */
  public void move(Session session) {
    moves.settle(session);
    sharedRoots.settleParted();
  }

  private void suspend(Session session) {
    if (session.upstream() != null) {
      session.upstream().line().remove(session);
    }
    roots.ask(session);
  }

  /**
   * The answer of a process that differs from what the session needs in its roots at most: one that
   * is ready, or one that was.
   */
  private Optional<Handshake> handshakeWithOtherRoots(Session session) {
    SharingKey wanted = keys.of(session);
    for (Upstream upstream : state.pool.offered()) {
      if (upstream.state() instanceof UpstreamState.Ready ready
          && !upstream.key().isProvisional()
          && wanted.differsInRootsOnly(upstream.key())) {
        return Optional.of(ready.handshake());
      }
    }
    return Optional.ofNullable(catalog.handshake(wanted));
  }

  /** A server was seen to ask for something: sessions of that program may have to part. */
  public void learn(Upstream upstream, Trait trait) {
    boolean decided =
        trait == Trait.ROOTS
            ? !(upstream.policy().roots() instanceof RootsPolicy.Auto)
            : upstream.policy().serverRequests().isPresent();
    if (decided || !state.traits.learn(upstream.key().launch(), trait)) {
      return;
    }
    state.actions.saveState(STATE, state.traits.toBytes());
    List<String> program = upstream.key().launch().program();
    for (Session session : List.copyOf(state.sessions())) {
      if (session.upstream() != null && session.resolved().launch().program().equals(program)) {
        reconsider(session);
      }
    }
  }

  /**
   * A server has answered {@code initialize}, and said something of its sharing, or nothing. The
   * sessions of this process part where it says less than what they came together for. Where it
   * says more, that is for sessions to come; those that share it now go on with that.
   */
  public void hear(Upstream upstream) {
    SaidSharing said = upstream.said();
    if (state.traits.hear(upstream.speaker(), said)) {
      state.actions.saveState(STATE, state.traits.toBytes());
    }
    for (Session session : List.copyOf(upstream.sessions())) {
      if (learning.narrow(session, said)) {
        reconsider(session);
        if (session.isOpen()) {
          move(session); // before its subscriptions tie it to this process
        }
      } else if (said == SaidSharing.SHARED && !session.resolved().isOfTable()) {
        stayShared(session);
      }
    }
  }

  /** What its server asks for does not part the session, unless it has already. */
  private void stayShared(Session session) {
    ResolvedServer before = session.resolved();
    SharingKey key = keys.of(session);
    session.resolve(before.hearing(SaidSharing.SHARED));
    if (!keys.of(session).equals(key)) {
      session.resolve(before);
    }
  }

  private void reconsider(Session session) {
    if (session.isOpen()
        && keys.needsRoots(session)
        && session.roots().known() == null
        && !session.waitsForRoots()) {
      suspend(session);
    } else if (!session.waitsForRoots()) {
      moves.rekeyOrMove(session);
    }
    settleArrived();
  }

  /** Sessions get a place, and are parted, before anything else is done for them. */
  public void settleArrived() {
    sharedRoots.settleParted();
    for (Session next = state.touched.takeArrived();
        next != null;
        next = state.touched.takeArrived()) {
      settle(next);
    }
  }

  /** Sessions of a client come together that something kept apart, or part again. */
  private void onLearned(String client, Session last) {
    SortedSet<String> names = learning.of(client);
    state.listener.variablesLearned(client, names);
    for (Session session : keys.waitersFirst()) {
      if (session != last
          && session.declared().name().equals(client)
          && learning.resolveAnew(session)
          && session.upstream() != null) {
        onReconfigured(session);
      }
    }
    stopUnused(names);
  }

  /** Processes with a variable that names a session: nobody will be given one of them again. */
  private void stopUnused(SortedSet<String> names) {
    for (Upstream upstream : List.copyOf(state.pool.all())) {
      if (upstream.parties().isEmpty()
          && upstream.lineage().replaces() == null
          && !state.isConfigured(upstream.server())
          && upstream.scope() != Scope.SESSION
          && state.sessions().stream().noneMatch(session -> keys.waitsFor(session, upstream.key()))
          && upstream.key().launch() instanceof ProcessLaunch launch
          && launch.environment().keySet().stream().anyMatch(names::contains)) {
        drains.stop(upstream);
      }
    }
  }

  /** A process could not be started, and none of its launch ever could. */
  void onStartFailed(Upstream upstream) {
    for (Session session : List.copyOf(state.sessions())) {
      if (learning.unlearn(session, upstream)) {
        onLearned(session.declared().name(), null);
      }
    }
  }

  /** The config says something else of a session's server, or of what is known of its program. */
  public void onReconfigured(Session session) {
    Upstream upstream = session.upstream();
    SharingKey key = keys.of(session);
    boolean fits =
        upstream.key().isProvisional()
            || key.equals(upstream.key())
            || moves.fitsAll(upstream, key);
    session.setOutdated(!key.startsAs(upstream.key()) || !fits);
    if (!session.isOutdated()) {
      upstream.obey(session.resolved().sharing(), session.resolved().life());
    }
    reconsider(session);
  }

  /** A session's server is there again. */
  public void onAvailable(Session session) {
    if (!session.isOpen() || session.waitsForRoots()) {
      return; // it is placed when it is initialized, or its roots are known
    }
    if (keys.needsRoots(session) && session.roots().known() == null) {
      roots.ask(session);
    } else {
      upstreams.attach(session, keys.of(session));
    }
  }

  /** The session says that its roots have changed. Returns whether its server is to be told. */
  public boolean onRootsChanged(Session session) {
    if (!keys.needsRoots(session)) {
      if (session.waitsForRoots()) {
        roots.askAgain(session); // a server may wait for them, or they matter again by then
      } else {
        session.roots().forget(); // asked for again as soon as they matter
      }
      return session.upstream() != null && session.upstream().isExclusive();
    }
    if (session.isOpen()) {
      if (session.upstream() != null) {
        session.upstream().line().remove(session);
      }
      roots.askAgain(session);
    }
    return false;
  }

  private void onRootsSettled(Session session) {
    if (session.unavailable() != null) {
      return;
    }
    if (session.upstream() == null && catalog.isOn()) {
      catalog.look(
          keys.of(session),
          () -> {
            if (isWithoutUpstream(session) && session.unavailable() == null) {
              upstreams.attach(session, keys.of(session));
              goOn(session);
            }
          });
      return;
    }
    if (session.upstream() == null) {
      upstreams.attach(session, keys.of(session));
    } else {
      Upstream upstream = session.upstream();
      sharedRoots.settle(upstream);
      // who has other roots goes before its subscriptions tie it to this process
      List.copyOf(upstream.sessions()).forEach(this::move);
    }
    goOn(session);
  }

  /** What has waited for the session's roots. */
  private void goOn(Session session) {
    parking.enqueue(session);
    membership.served(session);
  }
}
