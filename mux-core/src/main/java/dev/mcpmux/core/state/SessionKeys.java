package dev.mcpmux.core.state;

import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.sharing.SharingKeys;
import dev.mcpmux.core.sharing.Traits;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which key a session has now, by what it declared and what is known of it and of its server. */
public final class SessionKeys {
  private final Traits traits;
  private final Collection<Session> sessions;

  /**
   * @param sessions all that are open, at any time
   */
  SessionKeys(Traits traits, Collection<Session> sessions) {
    this.traits = traits;
    this.sessions = sessions;
  }

  public SharingKey of(Session session) {
    return SharingKeys.key(
        session.resolved(),
        session.declaration(),
        session.number(),
        traits.of(session.resolved()),
        Optional.ofNullable(session.roots().known()));
  }

  /**
   * Whether a session, whose own process does not fit it any more, waits for one of this key.
   * Sessions that have not said {@code initialize} have no key, and wait for none.
   */
  public boolean waitsFor(Session session, SharingKey key) {
    return session.isOutdated() && session.server().equals(key.server()) && of(session).equals(key);
  }

  /** Whether anybody {@link #waitsFor waits for} a process of this key. */
  public boolean isAwaited(SharingKey key) {
    return sessions.stream().anyMatch(session -> waitsFor(session, key));
  }

  /**
   * All sessions, in the order in which their keys may be changed: those first that wait for a
   * process, so that one that nobody waits for any more ends when the last session leaves it.
   */
  public List<Session> waitersFirst() {
    return sessions.stream()
        .sorted(Comparator.comparing(session -> !session.isOutdated()))
        .toList();
  }

  /** Whether its roots are part of its key. */
  public boolean needsRoots(Session session) {
    return SharingKeys.needsRoots(
        session.resolved(), session.declaration(), traits.of(session.resolved()));
  }
}
