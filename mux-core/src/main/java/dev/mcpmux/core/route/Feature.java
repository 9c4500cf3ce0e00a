package dev.mcpmux.core.route;

import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Refusal;

/**
 * A part of the protocol that keeps something of a session at an upstream. {@link Features} asks
 * all of them, so that nobody lists what a session may still have.
 */
public interface Feature {

  /** The session's messages can go to its upstream from now on. */
  default void onServed(Session session) {}

  /** The session reads again, or is initialized: it gets what it is owed. */
  default void onReadable(Session session) {}

  /** The session is over, and leaves its upstream next. */
  default void onEnd(Session session, String why) {}

  /** The session is none of the upstream's any more, which may finish something for it. */
  default void onLeft(Upstream upstream, Session session) {}

  /** The upstream is gone, or works on nothing any more; the refusal says why. */
  default void onLost(Upstream upstream, Refusal why) {}

  /** The upstream is to keep nothing of the session. */
  default void forget(Upstream upstream, Session session) {}

  /** Whether the upstream still has something of the session to finish. */
  default boolean owes(Upstream upstream, Session session) {
    return false;
  }

  /** Whether the session would lose something if it went to another upstream now. */
  default boolean holds(Upstream upstream, Session session) {
    return false;
  }

  /** Whether the upstream does or knows anything that would be lost with its process. */
  default boolean keepsBusy(Upstream upstream) {
    return false;
  }
}
