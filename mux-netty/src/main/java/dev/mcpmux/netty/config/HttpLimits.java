package dev.mcpmux.netty.config;

/**
 * Every bound of the HTTP side; each is a field of the same name in the config's {@code
 * http.limits} object. A refusal past one says {@code actual (limit: n)} where there is a number.
 *
 * @param maxRequestLineBytes the first line of a request; past it 414
 * @param maxHeaderBytes all header lines of a request; past it 431
 * @param maxBodyBytes the body of a request; past it 413, before the rest is read
 * @param maxConnections open connections; past it 503
 * @param maxStrangerConnections those of them on which no request has carried the token yet; past
 *     it the oldest is closed. They have no more than {@code headerTimeoutMillis} for anything
 * @param maxSessionsPerToken sessions that one token has open; past it 429
 * @param maxRequestsInFlight POSTs whose requests await their replies; past it 503
 * @param headerTimeoutMillis how long a request's head may take, from its first byte; then 408
 * @param bodyTimeoutMillis how long a request's body may take; then 408
 * @param connectionIdleMillis how long a connection is kept between two requests
 * @param sessionIdleMillis how long a session is kept without a request and without an open stream
 * @param jsonWaitMillis how long a POST waits for its reply before its response becomes a stream of
 *     events
 * @param keepAliveMillis how long a stream of events may be silent before a comment is sent
 * @param resumeMillis how long events are kept for a client that comes back for them
 * @param maxResumeBytesPerSession bytes of events that are kept for that; the newest one always is
 * @param drainMillis how long requests in flight are waited for when the daemon stops
 * @param maxKeptSessionBytes what is kept of sessions on the disk, for all together, so that they
 *     go on when the daemon has come back; past it those that were not used longest are left out
 */
public record HttpLimits(
    int maxRequestLineBytes,
    int maxHeaderBytes,
    int maxBodyBytes,
    int maxConnections,
    int maxStrangerConnections,
    int maxSessionsPerToken,
    int maxRequestsInFlight,
    long headerTimeoutMillis,
    long bodyTimeoutMillis,
    long connectionIdleMillis,
    long sessionIdleMillis,
    long jsonWaitMillis,
    long keepAliveMillis,
    long resumeMillis,
    int maxResumeBytesPerSession,
    long drainMillis,
    int maxKeptSessionBytes) {

  private static final int KIB = 1 << 10;

  public HttpLimits {
    if (maxStrangerConnections < 1) {
      throw new IllegalArgumentException(
          "maxStrangerConnections: " + maxStrangerConnections + " (limit: at least 1)");
    }
  }

  public static HttpLimits defaults() {
    return new HttpLimits(
        8 * KIB,
        32 * KIB,
        64 * KIB * KIB,
        2048,
        256,
        1024,
        4096,
        10_000,
        60_000,
        75_000,
        30 * 60_000,
        1_000,
        15_000,
        60_000,
        KIB * KIB,
        10_000,
        4 * KIB * KIB);
  }
}
