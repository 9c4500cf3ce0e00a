package dev.mcpmux.core.legacy;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.json.CanonicalJson;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.ServerRequest;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.words.Messages;
import java.util.function.Consumer;

/**
 * Asks sessions for their roots. While a session is asked its requests wait; a session that does
 * not answer in time, or with an error, has no roots that anyone could share.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/client/roots">2025-11-25/client/roots</a>
 */
public final class Roots {
  private final MuxState state;
  private final Consumer<Session> whenKnown;

  /**
   * @param whenKnown is told each time a session's roots are known, or known not to be had
   */
  public Roots(MuxState state, Consumer<Session> whenKnown) {
    this.state = state;
    this.whenKnown = whenKnown;
  }

  /** As {@link #ask}, also when a question is open: its answer would be out of date. */
  public void askAgain(Session session) {
    session.roots().stopAsking(state.timers);
    ask(session);
  }

  /** Asks the session, when it has said that it is initialized. */
  public void ask(Session session) {
    if (session.roots().areAsked()) {
      return;
    }
    long limit = state.limits().rootsTimeoutMillis();
    session.roots().await(state.in(limit, () -> settle(session, null)));
    if (session.hasEnded()) {
      settle(session, null);
    } else if (session.isInitialized()) {
      send(session);
    }
  }

  /** The session may be asked from now on. */
  public void onInitialized(Session session) {
    if (session.waitsForRoots()) {
      send(session);
    }
  }

  /** No answer can come any more. */
  public void onInputEnd(Session session) {
    if (session.waitsForRoots()) {
      settle(session, null);
    }
  }

  private void send(Session session) {
    session.questions().remove(session.roots().question());
    ServerRequest.Own own = new ServerRequest.Own(reply -> onReply(session, reply));
    long question = session.questions().add(own);
    session.roots().asked(question);
    state.send(session, Messages.rootsList(question));
  }

  private void onReply(Session session, FrameView reply) {
    boolean usable =
        reply.kind() == FrameKind.RESPONSE && reply.is(Field.RESULT_ROOTS, ValueType.ARRAY);
    long bytes = reply.frameBytes();
    int limit = state.limits().maxRootsBytes();
    if (usable && bytes > limit) {
      String why = "bytes of roots: " + bytes + " (limit: " + limit + ")";
      state.listener.sessionFrameRefused(session.number(), reply, why);
      usable = false;
    }
    usable = usable && state.kept.set(session.roots(), bytes);
    settle(session, usable ? CanonicalJson.of(reply.raw(Field.RESULT_ROOTS)) : null);
  }

  private void settle(Session session, String roots) {
    session.roots().stopAsking(state.timers);
    session.questions().remove(session.roots().question());
    session.roots().settle(roots);
    if (session.moves()) {
      state.touched.add(session); // it was on its way elsewhere before it was asked
    }
    whenKnown.accept(session);
  }
}
