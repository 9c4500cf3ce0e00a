package dev.mcpmux.core.sharing;

import dev.mcpmux.core.port.Launch;

/**
 * What two sessions must have in common to be served by one process.
 *
 * @param server the server's name
 * @param launch how the process is started
 * @param circle the circle of sessions: all, those of one project root, or one session
 * @param handshake what the process is told in {@code initialize}
 * @param roots the roots that the process sees, a canonical JSON array; empty when they are no part
 *     of the key, {@code unknown, session N} for a session that is needed to tell them and does
 *     not, {@code provisional} for a process whose sessions are still being asked
 */
public record SharingKey(
    String server, Launch launch, Circle circle, HandshakeClass handshake, String roots) {
  private static final String UNKNOWN = "unknown, session ";
  private static final String PROVISIONAL = "provisional";

  static String unknownRoots(int session) {
    return UNKNOWN + session;
  }

  /**
   * The key of the process that sessions wait for whose roots are not known yet. None of them is
   * served before it has the key of one.
   */
  public SharingKey provisional() {
    return new SharingKey(server, launch, circle, handshake, PROVISIONAL);
  }

  public boolean isProvisional() {
    return roots.equals(PROVISIONAL);
  }

  /** Whether the roots that the process sees are part of the key, and not known. */
  public boolean rootsUnknown() {
    return !roots.isEmpty() && !hasRoots();
  }

  /** Whether the roots that the process sees are part of the key, and known. */
  public boolean hasRoots() {
    return roots.startsWith("[");
  }

  /** Whether the other is the key of the same server, told the same, with roots of its own. */
  public boolean differsInRootsOnly(SharingKey other) {
    return !other.roots.isEmpty()
        && server.equals(other.server)
        && launch.equals(other.launch)
        && circle.equals(other.circle)
        && handshake.equals(other.handshake);
  }

  /** Whether the process of the other key is started, and told at the start, as one of this. */
  public boolean startsAs(SharingKey other) {
    return launch.equals(other.launch) && handshake.equals(other.handshake);
  }

  /** Whether no other session can have this key. */
  public boolean exclusive() {
    return circle.isOwn() || roots.startsWith(UNKNOWN);
  }
}
