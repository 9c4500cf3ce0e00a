package dev.mcpmux.core.pool;

import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.sharing.SharingKeys;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which key a session has now, by what it declared and what is known of it and of its server. */
public final class SessionKeys {
  private final MuxState state;

  public SessionKeys(MuxState state) {
    this.state = state;
  }

  SharingKey of(Session session) {
    return SharingKeys.key(
        session.resolved(),
        session.declaration(),
        session.number(),
        state.traits.of(session.resolved()),
        Optional.ofNullable(session.roots().known()));
  }

  /**
   * Whether a session, whose own process does not fit it any more, waits for one of this key.
   * Sessions that have not said {@code initialize} have no key, and wait for none.
   */
  public boolean waitsFor(Session session, SharingKey key) {
    return session.isOutdated() && session.server().equals(key.server()) && of(session).equals(key);
  }

  /**
   * All sessions, in the order in which their keys may be changed: those first that wait for a
   * process, so that one that nobody waits for any more ends when the last session leaves it.
   */
  public List<Session> waitersFirst() {
    return state.sessions().stream()
        .sorted(Comparator.comparing(session -> !session.isOutdated()))
        .toList();
  }

  /** Whether its roots are part of its key. */
  boolean needsRoots(Session session) {
    return SharingKeys.needsRoots(
        session.resolved(), session.declaration(), state.traits.of(session.resolved()));
  }
}
