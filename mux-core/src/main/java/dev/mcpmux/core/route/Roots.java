package dev.mcpmux.core.route;

import dev.mcpmux.core.MuxActions;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.sharing.CanonicalJson;
import java.util.function.Consumer;

/**
 * Asks sessions for their roots. While a session is asked its requests wait; a session that does
 * not answer in time, or with an error, has no roots that anyone could share.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/client/roots">2025-11-25/client/roots</a>
 */
final class Roots {
  private final MuxState state;
  private final Consumer<Session> whenKnown;

  /**
   * @param whenKnown is told each time a session's roots are known, or known not to be had
   */
  Roots(MuxState state, Consumer<Session> whenKnown) {
    this.state = state;
    this.whenKnown = whenKnown;
  }

  /** As {@link #ask}, also when a question is open: its answer would be out of date. */
  void askAgain(Session session) {
    state.timers.cancel(session.rootsTimeout);
    ask(session);
  }

  /** Asks the session, when it has said that it is initialized. */
  void ask(Session session) {
    if (session.rootsTimeout != null && session.rootsTimeout.isPending()) {
      return;
    }
    session.roots = null;
    session.waitsForRoots = true;
    long limit = state.config.limits().rootsTimeoutMillis();
    session.rootsTimeout =
        state.timers.schedule(state.inMillis(limit), () -> settle(session, null));
    if (session.inputEnd != null) {
      settle(session, null);
    } else if (session.initialized) {
      send(session);
    }
  }

  /** The session may be asked from now on. */
  void onInitialized(Session session) {
    if (session.waitsForRoots) {
      send(session);
    }
  }

  /** No answer can come any more. */
  void onInputEnd(Session session) {
    if (session.waitsForRoots) {
      settle(session, null);
    }
  }

  private void send(Session session) {
    session.questions.drop(session.rootsQuestion);
    ServerRequest.Own own = new ServerRequest.Own(reply -> onReply(session, reply));
    session.rootsQuestion = session.questions.add(own);
    state.actions.send(
        session.number, MuxActions.MAIN_STREAM, Messages.rootsList(session.rootsQuestion));
  }

  private void onReply(Session session, FrameView reply) {
    boolean usable =
        reply.kind() == FrameKind.RESPONSE && reply.is(Field.RESULT_ROOTS, ValueType.ARRAY);
    long bytes = reply.frameBytes();
    int limit = state.config.limits().maxRootsBytes();
    if (usable && bytes > limit) {
      String why = "bytes of roots: " + bytes + " (limit: " + limit + ")";
      state.listener.sessionFrameRefused(session.number, reply, why);
      usable = false;
    }
    usable = usable && state.kept.set(session.keptRoots, bytes);
    settle(session, usable ? CanonicalJson.of(reply.raw(Field.RESULT_ROOTS)) : null);
  }

  private void settle(Session session, String roots) {
    state.timers.cancel(session.rootsTimeout);
    session.questions.drop(session.rootsQuestion);
    session.roots = roots;
    session.waitsForRoots = false;
    if (session.moves) {
      state.touched.add(session); // it was on its way elsewhere before it was asked
    }
    whenKnown.accept(session);
  }
}
