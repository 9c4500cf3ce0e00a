package dev.mcpmux.core.pool;

import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a process is told that asks for roots while several sessions use it: those that all of them
 * have, when all have told theirs.
 */
public final class SharedRoots {
  private final MuxState state;
  private final SessionKeys keys;
  private final Moves moves;

  public SharedRoots(MuxState state, SessionKeys keys, Moves moves) {
    this.state = state;
    this.keys = keys;
    this.moves = moves;
  }

  /** A session has left this upstream: those that stay may have waited for its roots. */
  void onLeft(Upstream upstream, Session session) {
    if (!upstream.sessions().isEmpty()) {
      if (session.waitsForRoots() || upstream.roots().isAsked()) {
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
      answerRootsQuestions(upstream);
    }
    for (Session session : List.copyOf(upstream.sessions())) {
      if (!session.waitsForRoots()) {
        moves.rekeyOrMove(session);
      }
    }
  }

  /** Who is to have a process of his own waits for nobody's roots. */
  private void partExclusive(Upstream upstream) {
    for (Session session : List.copyOf(upstream.sessions())) {
      if (!session.waitsForRoots() && keys.of(session).circle().isOwn()) {
        moves.rekeyOrMove(session);
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
        SharingKey key = keys.of(session);
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

  private void answerRootsQuestions(Upstream upstream) {
    Optional<String> common =
        upstream.key().hasRoots() ? Optional.of(upstream.key().roots()) : commonRoots(upstream);
    for (RequestId question : upstream.roots().answer(common)) {
      byte[] answer =
          common.isPresent()
              ? Messages.result(question.token(), "{\"roots\":" + common.get() + "}")
              : Messages.error(question, Refusal.notAttributable("roots/list"));
      state.tell(upstream, answer);
    }
  }

  private static Optional<String> commonRoots(Upstream upstream) {
    String common = null;
    for (Session session : upstream.sessions()) {
      if (session.roots().known() == null
          || common != null && !Objects.equals(common, session.roots().known())) {
        return Optional.empty();
      }
      common = session.roots().known();
    }
    return Optional.ofNullable(common);
  }
}
