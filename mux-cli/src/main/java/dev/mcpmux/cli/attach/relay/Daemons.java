package dev.mcpmux.cli.attach.relay;

/** The way to the next daemon, and to the end of one that hangs. */
public interface Daemons {

  /**
   * Opens the session with the next daemon, which is started if need be.
   *
   * @param value what to resume with, as JSON; null for nothing
   */
  Answer connect(String value);

  /**
   * Whether somebody answers for a daemon, on another connection, or takes the question at least.
   *
   * @param pid null if that is not known
   */
  boolean isThere(String pid);

  /**
   * Finds out whether a daemon that says nothing on its connection lives, and ends it if not.
   *
   * @return whether it lives
   */
  boolean endIfHung(String pid);
}
