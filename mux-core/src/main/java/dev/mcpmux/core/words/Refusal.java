package dev.mcpmux.core.words;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.text.Printable;

/**
 * An error that mcpmux answers itself.
 *
 * @param code the JSON-RPC error code
 * @param reason a stable word for programs, {@code data.mcpmux} of the error
 * @param message for people
 * @param server the server's name, null where none is concerned
 */
public record Refusal(int code, String reason, String message, String server) {

  public Refusal {
    message = Printable.lines(message);
  }

  /** Something is wrong here, not with what was asked. */
  public static Refusal of(String reason, String message, String server) {
    return new Refusal(Messages.INTERNAL_ERROR, reason, message, server);
  }

  public static Refusal invalidRequest(String message) {
    return new Refusal(Messages.INVALID_REQUEST, "invalid-request", message, null);
  }

  public static Refusal methodNotFound(String method) {
    return new Refusal(
        Messages.METHOD_NOT_FOUND, "method-not-found", "Method not found: " + method, null);
  }

  public static Refusal invalidParams(String message) {
    return new Refusal(Messages.INVALID_PARAMS, "invalid-params", message, null);
  }

  /**
   * Said of a task of another session, too: whoever is not its owner cannot tell that it exists.
   */
  public static Refusal unknownTask() {
    return invalidParams("Task not found");
  }

  /** No session certainly caused a server's request. */
  public static Refusal notAttributable(String method) {
    return new Refusal(
        Messages.METHOD_NOT_FOUND,
        "not-attributable",
        method + " is refused: several sessions use this process, and nothing says whose call asks",
        null);
  }

  /**
   * As {@link #notAttributable}, where the sessions that it may be about get processes of their own
   * by it. Servers pass such words on to the model, which may try again.
   */
  public static Refusal notAttributableYet(String method) {
    Refusal refusal = notAttributable(method);
    return new Refusal(
        refusal.code(),
        refusal.reason(),
        refusal.message()
            + "; from now on each such session has a process of its own: repeat the call",
        null);
  }

  public static Refusal busy(String what, long actual, long limit, String server) {
    return of("busy", over(what, actual, limit), server);
  }

  /** How every number past its limit is told. */
  public static String over(String what, long actual, long limit) {
    return what + ": " + actual + " (limit: " + limit + ")";
  }

  /** A mistake of our own, or there was no memory for the reply. */
  public static Refusal internal(String server) {
    return of("internal-error", "mcpmux could not pass the reply on, see the daemon's log", server);
  }

  public static Refusal brokenReply(String server, FrameView reply) {
    return serverFailed(
        server,
        "server \"" + server + "\" sent a reply that cannot be passed on: " + reply.faultText());
  }

  /** What a client has answered a server's question with. */
  public static Refusal brokenReply() {
    return of("broken-reply", "the client's reply cannot be passed on", null);
  }

  /** The server has got the request, and shows no sign of life. */
  public static Refusal serverHung(String server, String message) {
    return of("server-hung", message, server);
  }

  /** A request was for one process alone, and its session has another. */
  public static Refusal otherProcess(String server) {
    String message =
        "server \""
            + server
            + "\" has another process now, with tools that may be others, so the call was not made;"
            + " try again";
    return of("other-process", message, server);
  }

  /** The server died, could not be started, or answered with something that is not a reply. */
  public static Refusal serverFailed(String server, String message) {
    return of("server-failed", message, server);
  }
}
