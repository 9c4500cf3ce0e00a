package dev.mcpmux.core.legacy;

import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.route.Feature;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.Objects;
import java.util.Optional;

/**
 * What servers ask of roots while several sessions use them: kept open until the roots of all are
 * known, and answered with those that all of them have.
 */
public final class RootsQuestions implements Feature {
  private final MuxState state;

  public RootsQuestions(MuxState state) {
    this.state = state;
  }

  /** Those that stay may have waited for the roots of the one that has left. */
  @Override
  public void onLeft(Upstream upstream, Session session) {
    if (upstream.sessions().isEmpty()) {
      answer(upstream);
    } else if (session.waitsForRoots() || upstream.roots().isAsked()) {
      state.touched.parted(upstream);
    }
  }

  @Override
  public boolean keepsBusy(Upstream upstream) {
    return upstream.roots().isAsked()
        || upstream.roots().areStale()
        || upstream.sessions().stream().anyMatch(Session::waitsForRoots);
  }

  @Override
  public void onEnd(Session session, String why) {
    state.kept.drop(session.roots());
    session.roots().stopAsking(state.timers);
  }

  /** All that are open. */
  public void answer(Upstream upstream) {
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
