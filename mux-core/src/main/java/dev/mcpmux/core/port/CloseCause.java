package dev.mcpmux.core.port;

import dev.mcpmux.core.text.Printable;

/**
 * Why mcpmux ends a session.
 *
 * @param reason a stable word for programs: {@code end-of-input}, {@code output-limit}, {@code
 *     stopping} …
 * @param message one line for people
 */
public record CloseCause(String reason, String message) {

  public CloseCause {
    message = Printable.lines(message);
  }

  /** A mistake of mcpmux's own, or there was no memory for what the session has caused. */
  public static final CloseCause INTERNAL =
      new CloseCause(
          "internal-error", "mcpmux could not go on with this session, see the daemon's log");
}
