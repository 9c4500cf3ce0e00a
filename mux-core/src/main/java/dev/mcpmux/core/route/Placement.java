package dev.mcpmux.core.route;

import dev.mcpmux.core.RootsPolicy;
import dev.mcpmux.core.Trait;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.sharing.SharingKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which upstream a session uses: the one of its sharing key. The key may change in the life of a
 * session, when its roots become known or change, or when its server is seen to ask for something
 * that nobody may answer for another; then the upstream gets the new key if it fits all its
 * sessions, else the session moves when it has nothing in flight.
 */
final class Placement {
  private static final String STATE = "traits";

  private final MuxState state;
  private final Router router;
  private final Upstreams upstreams;
  private final Membership membership;
  private final Swaps swaps;
  private final Drains drains;
  private final Roots roots;

  /** Sessions that came before it was known what servers ask for; null since then. */
  private List<Session> waiting = new ArrayList<>();

  Placement(
      MuxState state,
      Router router,
      Upstreams upstreams,
      Membership membership,
      Swaps swaps,
      Drains drains) {
    this.state = state;
    this.router = router;
    this.upstreams = upstreams;
    this.membership = membership;
    this.swaps = swaps;
    this.drains = drains;
    this.roots = new Roots(state, this::onRootsSettled);
  }

  Roots roots() {
    return roots;
  }

  /**
   * @param saved what was saved; null when there is nothing
   */
  void onStateLoaded(byte[] saved) {
    if (saved != null) {
      state.traits.load(saved);
    }
    if (waiting != null) {
      List<Session> sessions = waiting;
      waiting = null;
      sessions.stream()
          .filter(session -> state.sessions.containsValue(session))
          .forEach(this::place);
    }
  }

  /** Asks for what servers were seen to ask for. Returns whether that is known already. */
  boolean loadTraits() {
    if (waiting != null && waiting.isEmpty()) {
      state.actions.loadState(STATE);
    }
    return waiting == null;
  }

  /** Finds the upstream of a session that has just declared itself. */
  void place(Session session) {
    if (waiting != null) {
      loadTraits();
      waiting.add(session);
      return;
    }
    Upstream present = state.pool.get(keyOf(session));
    if (!state.catalog.isOn() || present != null && !present.isAsleep()) {
      placeNow(session);
    } else {
      state.catalog.look(
          keyOf(session),
          () -> {
            if (isWithoutUpstream(session) && session.phase == Session.Phase.INITIALIZING) {
              placeNow(session);
            }
          });
    }
  }

  /** Whether it is still there, and nothing has been decided for it. */
  private boolean isWithoutUpstream(Session session) {
    return state.sessions.get(session.number) == session
        && session.upstream == null
        && !session.waitsForRoots;
  }

  private void placeNow(Session session) {
    if (session.unavailable != null) {
      membership.refuseInitialize(
          session, Messages.error(session.initializeId, session.unavailable));
      return;
    }
    if (!needsRoots(session)) {
      upstreams.attach(session, keyOf(session));
      return;
    }
    Optional<Handshake> known = handshakeWithOtherRoots(session);
    if (known.isPresent()) {
      membership.answerInitialize(session, known.get());
      roots.ask(session);
    } else {
      upstreams.attach(session, keyOf(session).provisional());
    }
  }

  /** The session has the answer to its {@code initialize}. */
  void onOpen(Session session) {
    if (needsRoots(session) && session.roots == null) {
      suspend(session);
    }
  }

  private void suspend(Session session) {
    if (session.upstream != null) {
      session.upstream.turns.remove(session);
    }
    roots.ask(session);
  }

  /**
   * The answer of a process that differs from what the session needs in its roots at most: one that
   * is ready, or one that was.
   */
  private Optional<Handshake> handshakeWithOtherRoots(Session session) {
    SharingKey wanted = keyOf(session);
    for (Upstream upstream : state.pool.values()) {
      if (upstream.state instanceof UpstreamState.Ready ready
          && !upstream.key.isProvisional()
          && wanted.differsInRootsOnly(upstream.key)) {
        return Optional.of(ready.handshake());
      }
    }
    return Optional.ofNullable(state.catalog.handshake(wanted));
  }

  SharingKey keyOf(Session session) {
    return SharingKeys.key(
        session.server,
        session.declaration,
        session.number,
        state.traits.of(session.server.launch()),
        Optional.ofNullable(session.roots));
  }

  private boolean needsRoots(Session session) {
    return SharingKeys.needsRoots(
        session.server, session.declaration, state.traits.of(session.server.launch()));
  }

  /** A server was seen to ask for something: sessions of that program may have to part. */
  void learn(Upstream upstream, Trait trait) {
    boolean decided =
        trait == Trait.ROOTS
            ? !(upstream.policy.roots() instanceof RootsPolicy.Auto)
            : upstream.policy.serverRequests().isPresent();
    if (decided || !state.traits.learn(upstream.key.launch(), trait)) {
      return;
    }
    state.actions.saveState(STATE, state.traits.toBytes());
    List<String> program = upstream.key.launch().program();
    for (Session session : List.copyOf(state.sessions.values())) {
      if (session.upstream != null && session.server.launch().program().equals(program)) {
        reconsider(session);
      }
    }
  }

  private void reconsider(Session session) {
    if (session.phase == Session.Phase.OPEN
        && needsRoots(session)
        && session.roots == null
        && !session.waitsForRoots) {
      suspend(session);
    } else if (!session.waitsForRoots) {
      rekeyOrMove(session);
    }
  }

  /** The config says something else of a session's server, or of what is known of its program. */
  void onReconfigured(Session session) {
    Upstream upstream = session.upstream;
    SharingKey key = keyOf(session);
    boolean same =
        key.launch().equals(upstream.key.launch())
            && key.handshake().equals(upstream.key.handshake());
    boolean fits =
        upstream.key.isProvisional() || key.equals(upstream.key) || fitsAll(upstream, key);
    session.outdated = !same || !fits;
    if (!session.outdated) {
      upstream.policy = session.server.sharing();
      upstream.life = session.server.life();
    }
    reconsider(session);
  }

  /** A session's server is there again. */
  void onAvailable(Session session) {
    if (session.phase != Session.Phase.OPEN || session.waitsForRoots) {
      return; // it is placed when it is initialized, or its roots are known
    }
    if (needsRoots(session) && session.roots == null) {
      roots.ask(session);
    } else {
      upstreams.attach(session, keyOf(session));
    }
  }

  /** The session says that its roots have changed. Returns whether its server is to be told. */
  boolean onRootsChanged(Session session) {
    if (session.upstream != null && session.upstream.isExclusive() && !needsRoots(session)) {
      return true;
    }
    if (session.phase == Session.Phase.OPEN && needsRoots(session)) {
      if (session.upstream != null) {
        session.upstream.turns.remove(session);
      }
      roots.askAgain(session);
    }
    return false;
  }

  private void onRootsSettled(Session session) {
    if (session.unavailable != null) {
      return;
    }
    if (session.upstream == null && state.catalog.isOn()) {
      state.catalog.look(
          keyOf(session),
          () -> {
            if (isWithoutUpstream(session) && session.unavailable == null) {
              upstreams.attach(session, keyOf(session));
              goOn(session);
            }
          });
      return;
    }
    if (session.upstream == null) {
      upstreams.attach(session, keyOf(session));
    } else {
      settle(session.upstream);
    }
    goOn(session);
  }

  /** What has waited for the session's roots. */
  private void goOn(Session session) {
    router.enqueue(session);
    membership.served(session);
    router.drain(session.upstream);
  }

  /** A session has left this upstream: those that stay may have waited for its roots. */
  void onLeft(Upstream upstream, Session session) {
    if (!upstream.sessions.isEmpty()) {
      if (session.waitsForRoots || !upstream.rootsQuestions.isEmpty()) {
        settle(upstream);
      }
    } else {
      answerRootsQuestions(upstream);
    }
  }

  /**
   * When the roots of all sessions of an upstream are known: answers its question for them, and
   * parts who does not fit. From a process that has its roots already, who has others parts at
   * once; one that nobody has used yet gets those of the first who tells.
   */
  private void settle(Upstream upstream) {
    if (upstream.key.isProvisional()) {
      adopt(upstream);
    }
    boolean open = upstream.sessions.stream().anyMatch(session -> session.waitsForRoots);
    boolean decided = upstream.key.hasRoots() || upstream.key.isProvisional();
    if (open && !decided) {
      return;
    }
    if (!open || upstream.key.hasRoots()) {
      answerRootsQuestions(upstream);
    }
    for (Session session : List.copyOf(upstream.sessions)) {
      if (!session.waitsForRoots) {
        rekeyOrMove(session);
      }
    }
  }

  /**
   * Gives a process that was started before any roots were known the roots of a session that told
   * its own, if no other that told its own is still there.
   */
  private void adopt(Upstream upstream) {
    if (!upstream.leftovers.isEmpty()) {
      return;
    }
    SharingKey wanted = null;
    for (Session session : upstream.sessions) {
      if (!session.waitsForRoots && !session.outdated) {
        SharingKey key = keyOf(session);
        if (!key.hasRoots() || wanted != null && !key.equals(wanted)) {
          return;
        }
        wanted = key;
      }
    }
    if (wanted != null && !state.pool.containsKey(wanted)) {
      rekey(upstream, wanted);
      state.pool.put(wanted, upstream);
    }
  }

  private void answerRootsQuestions(Upstream upstream) {
    Optional<String> common =
        upstream.key.hasRoots() ? Optional.of(upstream.key.roots()) : commonRoots(upstream);
    if (common.isPresent() && !upstream.rootsQuestions.isEmpty()) {
      upstream.rootsTold = common.get();
    }
    for (RequestId question : upstream.rootsQuestions) {
      byte[] answer =
          common.isPresent()
              ? Messages.result(question.token(), "{\"roots\":" + common.get() + "}")
              : Messages.error(question, Refusal.notAttributable("roots/list"));
      state.actions.sendUpstream(upstream.number, answer);
    }
    upstream.rootsRefused |= !upstream.rootsQuestions.isEmpty() && common.isEmpty();
    upstream.rootsQuestions.clear();
  }

  private static Optional<String> commonRoots(Upstream upstream) {
    String common = null;
    for (Session session : upstream.sessions) {
      if (session.roots == null || common != null && !Objects.equals(common, session.roots)) {
        return Optional.empty();
      }
      common = session.roots;
    }
    return Optional.ofNullable(common);
  }

  private void rekeyOrMove(Session session) {
    Upstream upstream = session.upstream;
    SharingKey key = keyOf(session);
    if (session.outdated) {
      swaps.renew(session);
    } else if (key.equals(upstream.key)) {
      session.moves = false;
    } else if (upstream.isReady()
        && isAlone(session)
        && !hasNoOtherRootsThan(upstream, key)
        && key.differsInRootsOnly(upstream.key)
        && isFreeOfOthers(upstream, key)
        && !state.pool.containsKey(key)) {
      tellRootsChanged(upstream, key);
    } else if (fitsAll(upstream, key)) {
      rekey(upstream, key);
      state.pool.put(key, upstream);
    } else {
      session.moves = true;
      moveIfIdle(session);
    }
  }

  /** Whether the process was told no roots, or those of this key. */
  private static boolean hasNoOtherRootsThan(Upstream upstream, SharingKey key) {
    return upstream.rootsTold == null || upstream.rootsTold.equals(key.roots());
  }

  private static boolean isAlone(Session session) {
    return session.upstream.sessions.size() == 1;
  }

  /**
   * The only session of a process has other roots: the server is told, and nobody joins until it
   * has asked for them.
   */
  private void tellRootsChanged(Upstream upstream, SharingKey key) {
    rekey(upstream, key);
    upstream.rootsStale = true;
    state.actions.sendUpstream(upstream.number, Messages.ROOTS_CHANGED);
  }

  private void rekey(Upstream upstream, SharingKey key) {
    state.pool.remove(upstream.key, upstream);
    upstream.key = key;
    upstream.sessions.forEach(each -> each.moves = false);
  }

  /** The server has asked for the roots that its key names, and is answered. */
  void onRootsTold(Upstream upstream) {
    upstream.rootsTold = upstream.key.roots();
    if (upstream.rootsStale) {
      upstream.rootsStale = false;
      state.pool.putIfAbsent(upstream.key, upstream);
    }
  }

  /**
   * Whether an upstream may simply have another key: all its sessions want that, and nobody else
   * has had it for himself.
   */
  private boolean fitsAll(Upstream upstream, SharingKey key) {
    return !state.pool.containsKey(key)
        && isFreeOfOthers(upstream, key)
        && !(key.hasRoots() && upstream.rootsRefused)
        && hasNoOtherRootsThan(upstream, key)
        && upstream.sessions.stream()
            .allMatch(session -> !session.waitsForRoots && keyOf(session).equals(key));
  }

  /**
   * Whether it does nothing for sessions that have left it, nor may for one that is to be alone.
   */
  private static boolean isFreeOfOthers(Upstream upstream, SharingKey key) {
    return upstream.leftovers.isEmpty() && !(key.exclusive() && upstream.workerHasLeft);
  }

  /**
   * Takes a session that is to move to the upstream of its key, if it has nothing at the old one
   * that would be lost.
   */
  void moveIfIdle(Session session) {
    drains.release(session);
    if (!isDue(session)) {
      return;
    }
    session.moves = false;
    Upstream upstream = session.upstream;
    SharingKey key = keyOf(session);
    if (key.equals(upstream.key)) {
      router.enqueue(session);
    } else if (!session.outdated && fitsAll(upstream, key)) {
      // Those for whom it was to go have gone before.
      rekey(upstream, key);
      state.pool.put(key, upstream);
      router.enqueue(session);
    } else {
      upstreams.leave(session);
      upstreams.attach(session, key);
    }
  }

  /** Whether the session is to move, and has nothing that would be lost. */
  private static boolean isDue(Session session) {
    Upstream upstream = session.upstream;
    return session.moves
        && upstream != null
        && !session.waitsForRoots
        && !session.hasRequestAt(upstream)
        && !Tasks.hasLive(session)
        && !hasServerRequests(session, upstream);
  }

  /** Something of an upstream has come to its end, and with it what kept a session there, maybe. */
  void moveIdle(Upstream upstream) {
    // Where one leaves others get a turn: not those that are about to leave as well.
    upstream.sessions.stream().filter(Placement::isDue).forEach(upstream.turns::remove);
    List.copyOf(upstream.sessions).forEach(this::moveIfIdle);
    drains.release(upstream);
  }

  private static boolean hasServerRequests(Session session, Upstream upstream) {
    return upstream.serverRequests.values().stream()
        .anyMatch(request -> request.session == session);
  }
}
