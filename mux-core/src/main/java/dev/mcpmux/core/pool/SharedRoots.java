package dev.mcpmux.core.pool;

import dev.mcpmux.core.legacy.RootsQuestions;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import java.util.List;

/**
 * What a process is told that asks for roots while several sessions use it: those that all of them
 * have, when all have told theirs.
 */
public final class SharedRoots {
  private final MuxState state;
  private final Moves moves;
  private final RootsQuestions questions;

  public SharedRoots(MuxState state, Moves moves, RootsQuestions questions) {
    this.state = state;
    this.moves = moves;
    this.questions = questions;
  }

  /**
   * When the roots of all sessions of an upstream are known: answers its question for them, and
   * parts who does not fit. From a process that has its roots already, who has others parts at
   * once; one that nobody has used yet gets those of the first who tells.
   */
  void settle(Upstream upstream) {
    if (upstream.key().isProvisional()) {
      adopt(upstream);
    }
    boolean open = upstream.sessions().stream().anyMatch(session -> session.waitsForRoots());
    boolean decided = upstream.key().hasRoots() || upstream.key().isProvisional();
    if (open && !decided) {
      partExclusive(upstream);
      return;
    }
    if (!open || upstream.key().hasRoots()) {
      questions.answer(upstream);
    }
    for (Session session : List.copyOf(upstream.sessions())) {
      if (!session.waitsForRoots()) {
        moves.rekeyOrMove(session);
        settleParted();
      }
    }
  }

  /** Takes a session where it belongs, if it may go. */
  void move(Session session) {
    moves.settle(session);
    settleParted();
  }

  /** Sessions have left: for each upstream before others leave it, too. */
  void settleParted() {
    for (Upstream next = state.touched.takeParted();
        next != null;
        next = state.touched.takeParted()) {
      settle(next);
    }
  }

  /** Who is to have a process of his own waits for nobody's roots. */
  private void partExclusive(Upstream upstream) {
    for (Session session : List.copyOf(upstream.sessions())) {
      if (!session.waitsForRoots() && state.keys.of(session).circle().isOwn()) {
        moves.rekeyOrMove(session);
        settleParted();
      }
    }
  }

  /**
   * Gives a process that was started before any roots were known the roots of a session that told
   * its own, if no other that told its own is still there.
   */
  private void adopt(Upstream upstream) {
    SharingKey wanted = null;
    for (Session session : upstream.sessions()) {
      if (!session.waitsForRoots() && !session.isOutdated()) {
        SharingKey key = state.keys.of(session);
        if (!key.hasRoots() || wanted != null && !key.equals(wanted)) {
          return;
        }
        wanted = key;
      }
    }
    if (wanted != null && state.pool.mayHave(upstream, wanted)) {
      moves.rekey(upstream, wanted);
    }
  }
}
