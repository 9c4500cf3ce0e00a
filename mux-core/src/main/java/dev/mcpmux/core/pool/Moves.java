package dev.mcpmux.core.pool;

import dev.mcpmux.core.route.Features;
import dev.mcpmux.core.route.Parking;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Messages;

/**
 * Where a session goes whose key has changed: its upstream gets the new key if it fits all its
 * sessions, else the session moves when it has nothing in flight.
 */
public final class Moves {
  private final MuxState state;
  private final Parking parking;
  private final Features features;
  private final Transfers transfers;
  private final Swaps swaps;

  public Moves(
      MuxState state, Parking parking, Features features, Transfers transfers, Swaps swaps) {
    this.state = state;
    this.parking = parking;
    this.features = features;
    this.transfers = transfers;
    this.swaps = swaps;
  }

  /** The key of a session may be another than that of its upstream. */
  void rekeyOrMove(Session session) {
    Upstream upstream = session.upstream();
    SharingKey key = state.keys.of(session);
    if (session.isOutdated()) {
      swaps.renew(session);
    } else if (key.equals(upstream.key())) {
      session.setMoves(false);
    } else if (isAlone(session) && state.pool.mayLearn(upstream, key)) {
      tellRootsChanged(upstream, key);
    } else if (fitsAll(upstream, key)) {
      rekey(upstream, key);
    } else {
      session.setMoves(true);
      state.touched.add(session);
    }
  }

  private static boolean isAlone(Session session) {
    return session.upstream().sessions().size() == 1;
  }

  /**
   * The only session of a process has other roots: the server is told, and nobody joins until it
   * has asked for them.
   */
  private void tellRootsChanged(Upstream upstream, SharingKey key) {
    wants(upstream, key);
    upstream.roots().outdate();
    upstream.namelessErrors().onOwnNotification();
    state.tell(upstream, Messages.ROOTS_CHANGED);
  }

  /** An upstream has another key, which is that of all its sessions. */
  void rekey(Upstream upstream, SharingKey key) {
    wants(upstream, key);
    state.pool.offer(upstream);
  }

  private void wants(Upstream upstream, SharingKey key) {
    state.pool.rekey(upstream, key);
    upstream.sessions().forEach(each -> each.setMoves(false));
  }

  /** Whether an upstream may simply have another key, which is what all its sessions want. */
  boolean fitsAll(Upstream upstream, SharingKey key) {
    return state.pool.mayHave(upstream, key)
        && upstream.sessions().stream()
            .allMatch(session -> !session.waitsForRoots() && state.keys.of(session).equals(key));
  }

  /**
   * Takes a session that is to move to the upstream of its key, if it has nothing at the old one
   * that would be lost.
   */
  public void settle(Session session) {
    if (!isDue(session)) {
      return;
    }
    session.setMoves(false);
    Upstream upstream = session.upstream();
    SharingKey key = state.keys.of(session);
    if (key.equals(upstream.key())) {
      parking.enqueue(session);
    } else if (!session.isOutdated() && fitsAll(upstream, key)) {
      // Those for whom it was to go have gone before.
      rekey(upstream, key);
      parking.enqueue(session);
    } else {
      transfers.to(key, session, Leaving.MOVES);
    }
  }

  /** Whether the session is to move, and has nothing that would be lost. */
  public boolean isDue(Session session) {
    Upstream upstream = session.upstream();
    return session.moves()
        && upstream != null
        && !session.waitsForRoots()
        && !features.holds(upstream, session);
  }
}
