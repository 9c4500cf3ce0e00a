package dev.mcpmux.core.route;

/**
 * An error that mcpmux answers itself.
 *
 * @param code the JSON-RPC error code
 * @param reason a stable word for programs, {@code data.mcpmux} of the error
 * @param message for people
 * @param server the server's name, null where none is concerned
 */
record Refusal(int code, String reason, String message, String server) {

  static Refusal invalidRequest(String message) {
    return new Refusal(Messages.INVALID_REQUEST, "invalid-request", message, null);
  }

  static Refusal methodNotFound(String method) {
    return new Refusal(
        Messages.METHOD_NOT_FOUND, "method-not-found", "Method not found: " + method, null);
  }

  static Refusal busy(String what, long actual, long limit, String server) {
    return new Refusal(
        Messages.INTERNAL_ERROR, "busy", what + ": " + actual + " (limit: " + limit + ")", server);
  }

  /** The server died, could not be started, or answered with something that is not a reply. */
  static Refusal serverFailed(String server, String message) {
    return new Refusal(Messages.INTERNAL_ERROR, "server-failed", message, server);
  }
}
