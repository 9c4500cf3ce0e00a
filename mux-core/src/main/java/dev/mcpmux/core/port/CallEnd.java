package dev.mcpmux.core.port;

/** How a request of a session has ended. */
public enum CallEnd {
  /** The server answered with a result. */
  RESULT,
  /** The server answered with a result that says that the tool has failed: {@code isError}. */
  TOOL_ERROR,
  /** The server answered with an error, or with what is no reply. */
  ERROR,
  /** mcpmux answered with what it knew of the server already. */
  KNOWN,
  /** The client has taken it back, or has gone. */
  CANCELLED,
  /** The server has not answered in time. */
  TIMEOUT,
  /** The server's process ended before it had answered. */
  LOST,
  /** mcpmux answered with an error, and no server has seen it. */
  REFUSED
}
