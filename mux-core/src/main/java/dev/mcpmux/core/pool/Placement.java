package dev.mcpmux.core.pool;

import dev.mcpmux.core.config.RootsPolicy;
import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.SaidSharing;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * Which upstream a session uses: the one of its sharing key. The key may change in the life of a
 * session, when its roots become known or change, or when its server is seen to ask for something
 * that nobody may answer for another; {@link Moves} says what becomes of it then.
 */
public final class Placement {
  private static final String STATE = "traits";

  private final MuxState state;
  private final Learning learning;
  private final Moves moves;
  private final SharedRoots sharedRoots;
  private final Seating seating;

  /** Sessions that came before it was known what servers ask for; null since then. */
  private List<Session> waiting = new ArrayList<>();

  public Placement(
      MuxState state, Learning learning, Moves moves, SharedRoots sharedRoots, Seating seating) {
    this.state = state;
    this.learning = learning;
    this.moves = moves;
    this.sharedRoots = sharedRoots;
    this.seating = seating;
  }

  public Seating seating() {
    return seating;
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
    seating.place(session);
  }

  /** A session that has no place gets one; one that has just been opened stays, or goes on. */
  void settle(Session session) {
    if (!state.isOpen(session)) {
      return;
    }
    if (session.isInitializing() && session.upstream() == null) {
      place(session);
    } else if (session.isOpen()) {
      seating.settle(session);
    }
  }

  /** Takes a session where it belongs, if it may go. */
  public void move(Session session) {
    seating.move(session);
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
    SharingKey key = state.keys.of(session);
    session.resolve(before.hearing(SaidSharing.SHARED));
    if (!state.keys.of(session).equals(key)) {
      session.resolve(before);
    }
  }

  private void reconsider(Session session) {
    if (!session.waitsForRoots()) {
      if (session.isOpen() && seating.lacksRoots(session)) {
        seating.suspend(session);
      } else {
        moves.rekeyOrMove(session);
      }
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
    for (Session session : state.keys.waitersFirst()) {
      if (session != last
          && session.declared().name().equals(client)
          && learning.resolveAnew(session)
          && session.upstream() != null) {
        onReconfigured(session);
      }
    }
    learning.stopUnused(names);
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
    SharingKey key = state.keys.of(session);
    boolean fits =
        upstream.key().isProvisional()
            || key.equals(upstream.key())
            || moves.fitsAll(upstream, key);
    session.setOutdated(!key.startsAs(upstream.key()) || !fits);
    if (!session.isOutdated()) {
      upstream.obey(session.resolved().policy());
    }
    reconsider(session);
  }
}
