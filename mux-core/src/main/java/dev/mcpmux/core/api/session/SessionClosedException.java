package dev.mcpmux.core.api.session;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;

/**
 * The session has ended, or was not let in. A request that was open has no answer, and may have
 * been executed.
 */
public final class SessionClosedException extends McpException {
  private static final long serialVersionUID = 1L;
  private final String reason;

  /**
   * @param reason a word for programs, see {@link #reason}
   * @param message a sentence for people
   */
  public SessionClosedException(String reason, String message) {
    super(SERVER_ERROR, message, Json.NULL);
    this.reason = reason;
  }

  /**
   * Why: {@code closed} when the program has closed it itself; {@code no-daemon} when none listens,
   * or it is another user's; {@code daemon-lost} when it has gone or does not answer; else a reason
   * of the attach protocol ({@code docs/attach-protocol.md}), such as {@code stopping} or {@code
   * unknown-server}. More may be added.
   */
  public String reason() {
    return reason;
  }
}
