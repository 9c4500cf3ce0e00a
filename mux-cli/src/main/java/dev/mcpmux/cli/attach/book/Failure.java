package dev.mcpmux.cli.attach.book;

/**
 * Why a request gets an error from the relay.
 *
 * @param reason a stable word for programs
 * @param message for people
 * @param executed whether the call may have been executed
 */
public record Failure(String reason, String message, boolean executed) {

  private static final String LOST = "daemon-lost";

  public static final Failure GONE =
      new Failure(
          LOST,
          "the mcpmux daemon has gone away before it answered; the request may have been executed",
          true);

  public static final Failure HUNG =
      new Failure(
          LOST,
          "the mcpmux daemon has hung and was ended; the request may have been executed",
          true);

  public static final Failure REPLACED =
      new Failure(
          LOST,
          "the mcpmux daemon was stopped or replaced before it answered; the request may have been"
              + " executed",
          true);

  public static final Failure IN_PART =
      new Failure(
          LOST,
          "the mcpmux daemon has gone away before it had this request whole; it was not executed",
          false);

  /** Of a request that was not sent because there is too much of something. */
  public static Failure tooMany(long count, String what, long limit) {
    return new Failure(
        "too-much-waits",
        "mcpmux has not sent this request: " + count + what + " (limit: " + limit + ")",
        false);
  }
}
