package dev.mcpmux.core;

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
}
