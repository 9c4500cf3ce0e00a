package dev.mcpmux.core.pool;

import dev.mcpmux.core.catalog.Catalog;
import dev.mcpmux.core.catalog.ListAnswers;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState;
import dev.mcpmux.core.words.Handshake;

/** Answers sessions before their process does, with what is known of it. */
public final class EarlyAnswers {
  private final MuxState state;
  private final Catalog catalog;
  private final ListAnswers listAnswers;
  private final Membership membership;

  public EarlyAnswers(
      MuxState state, Catalog catalog, ListAnswers listAnswers, Membership membership) {
    this.state = state;
    this.catalog = catalog;
    this.listAnswers = listAnswers;
    this.membership = membership;
  }

  /** Whether anything is kept that a session could be answered with. */
  boolean areGiven() {
    return catalog.isOn();
  }

  /** Looks up what was kept of the server of a session, and goes on in a later event. */
  void look(Session session, Runnable then) {
    catalog.look(state.keys.of(session), then);
  }

  /**
   * A session has joined an upstream that has no process. It is answered if it is known how.
   *
   * @param key under which its upstream was found
   */
  void give(Session session, SharingKey key) {
    if (session.isInitializing()) {
      Handshake known = catalog.handshake(key);
      if (known != null && session.upstream().isYetToCome()) {
        open(session, known);
      }
    } else if (catalog.isOn()) {
      membership.cameFromElsewhere(session);
      listAnswers.answerParked(session);
    }
  }

  /** The session's upstream has its handshake, or will have this one. */
  void open(Session session, Handshake handshake) {
    if (membership.open(session, handshake)) {
      state.touched.arrived(session);
    }
  }

  /**
   * Answers a new session as a process does, or did, that differs from what the session needs in
   * its roots at most. Returns whether there is such.
   */
  boolean giveOfOtherRoots(Session session) {
    Handshake known = handshakeOfOtherRoots(state.keys.of(session));
    if (known != null) {
      membership.answerInitialize(session, known);
    }
    return known != null;
  }

  private Handshake handshakeOfOtherRoots(SharingKey wanted) {
    for (Upstream upstream : state.pool.offered()) {
      if (upstream.state() instanceof UpstreamState.Ready ready
          && !upstream.key().isProvisional()
          && wanted.differsInRootsOnly(upstream.key())) {
        return ready.handshake();
      }
    }
    return catalog.handshake(wanted);
  }
}
