package dev.mcpmux.core.config;

import java.util.Map;

/**
 * Every bound of a {@link dev.mcpmux.core.Mux} and of the channels around it; each is a field of
 * the same name in the config's {@code limits} object. An error past one says {@code actual (limit:
 * n)}.
 *
 * @param maxFrameBytes the longest frame that is passed on, without its line end
 * @param maxInFlightPerSession requests of one session that may await their reply
 * @param maxInFlightPerUpstream requests of all sessions that one upstream is given at a time; the
 *     rest wait their turn
 * @param maxParkedPerSession messages of one session that may wait for its upstream to start, to
 *     take more, or for their turn
 * @param maxParkedBytesPerSession their bytes together
 * @param maxParkedBytes those of all sessions together, with 512 for each message
 * @param sessionOutputSoftBytes unsent bytes to a session past which its reads pause and what it
 *     need not get is dropped
 * @param sessionOutputHardBytes unsent bytes to a session past which it is closed; at least twice
 *     {@code maxFrameBytes}
 * @param upstreamOutputBytes unsent bytes to an upstream past which requests to it are parked
 * @param maxBufferBytes all buffers together: messages that arrive, wait or are unsent. Past it the
 *     session with the most unsent bytes is closed; a quarter above it, whoever sends a long
 *     message
 * @param startTimeoutMillis how long a server may take to answer {@code initialize}
 * @param retryWaitMillis how long what needs a server that has failed waits at most for it to be
 *     tried again; past it, it is answered with an error
 * @param endOfInputGraceMillis how long a session whose input has ended is still answered
 * @param endOfInputStartMillis how long such a session waits for a server that is still starting,
 *     before that
 * @param idleStopMillis how long an upstream without sessions is kept
 * @param maxHelloBytes the longest hello line
 * @param maxHelloBytesTogether hello lines that are being answered, together
 * @param maxHelloWords words of the command in a hello, or names of servers
 * @param maxHelloVariables variables of the environment in a hello
 * @param maxSessions sessions that may be open
 * @param maxInitializeBytes the longest {@code initialize} of a client, and the longest answer of a
 *     server to it
 * @param maxRootsBytes the longest list of roots that a client tells
 * @param maxKeptBytes what is kept of all sessions and servers together: environments, {@code
 *     initialize} and its answers, roots, subscriptions
 * @param maxServerRequestsPerSession requests of servers that one session may have open
 * @param maxSubscriptionsPerSession resources that one session may subscribe to
 * @param maxTasksPerUpstream tasks of one upstream whose owner is remembered, and elicitations by
 *     URL likewise; past it the session that has the most loses one of its own
 * @param requestTimeoutMillis how long a request may go without reply or progress; 0 for ever
 * @param maxRequestMillis how long one may take at most, whatever its progress
 * @param hangTimeoutMillis how long a server may show no sign of life while requests wait, before
 *     its process is replaced; 0 for ever
 * @param rootsTimeoutMillis how long a session may take to tell its roots, while its requests wait
 * @param rootsQuestionMillis how long what needs a server that has just started waits for it to ask
 *     for the roots and to be told them, as servers do that work with them; 0 for not at all
 * @param listChangedWindowMillis how long a list's next change is held back after one was told; 0
 *     for not at all
 * @param maxParallelStarts servers that may be starting at the same time; the rest wait their turn
 * @param ownRequestTimeoutMillis how long a server may take to answer what mcpmux itself asks (a
 *     log level, a subscription, a list)
 * @param maxCatalogListBytes the longest list that is kept to be answered without the server; 0 for
 *     no catalog at all
 * @param maxCatalogEntries servers, each per launch and handshake class, whose answers are kept
 * @param maxCatalogBytes their bytes together
 * @param maxCatalogAgeMillis how long an answer is kept that no process has confirmed
 * @param maxCachedResults results of tools that are kept of one process, where the config wants
 *     that
 * @param maxCachedResultBytes their bytes together; a longer one is not kept
 * @param maxCachedResultBytesTogether those of all processes together
 * @param aggregateInitializeMillis how long {@code initialize} of a session with all servers waits
 *     for those that are not ready; it is answered without them then
 * @param aggregateListMillis how long such a session's list waits for a server, likewise
 * @param maxListPages pages of one server's list that are put together for such a session
 * @param maxListBytes the longest list of one server, or of all together, in such a session; never
 *     more than {@code maxFrameBytes}
 * @param maxListBytesTogether the lists of all servers that are kept for such sessions, together
 * @param maxNameBytesPerSession URIs, and likewise ids of elicitations, that servers have told a
 *     session with all servers and that keep their form, in bytes with 100 for each; past it those
 *     that are new are told with their server in them
 * @param maxNameBytes those of all such sessions together, likewise
 * @param drainTimeoutMillis how long a process that another has replaced may take to finish what it
 *     has
 * @param failureTraceMillis how long the status shows what has gone wrong, since it last did
 * @param maxFailureTraces of how many servers and refusals it shows that
 * @param maxConnectionsPerRemote connections to one remote server that may await replies at a time;
 *     the rest of its requests wait for one
 * @param maxRemoteHeaderBytes the headers of a remote server's answer together
 * @param remoteTimeoutMillis how long a remote server may take to accept a connection, or a message
 *     that has no reply
 * @param lookupTimeoutMillis how long the disk may take to say what a session needs to know of the
 *     directories that it names: its project, or where a server's program is
 * @param maxLookups such questions, each about another directory, that may be open
 */
public record Limits(
    int maxFrameBytes,
    int maxInFlightPerSession,
    int maxInFlightPerUpstream,
    int maxParkedPerSession,
    long maxParkedBytesPerSession,
    long maxParkedBytes,
    int sessionOutputSoftBytes,
    long sessionOutputHardBytes,
    int upstreamOutputBytes,
    long maxBufferBytes,
    long startTimeoutMillis,
    long retryWaitMillis,
    long endOfInputGraceMillis,
    long endOfInputStartMillis,
    long idleStopMillis,
    int maxHelloBytes,
    int maxHelloBytesTogether,
    int maxHelloWords,
    int maxHelloVariables,
    int maxSessions,
    int maxInitializeBytes,
    int maxRootsBytes,
    long maxKeptBytes,
    int maxServerRequestsPerSession,
    int maxSubscriptionsPerSession,
    int maxTasksPerUpstream,
    long requestTimeoutMillis,
    long maxRequestMillis,
    long hangTimeoutMillis,
    long rootsTimeoutMillis,
    long rootsQuestionMillis,
    long listChangedWindowMillis,
    int maxParallelStarts,
    long ownRequestTimeoutMillis,
    int maxCatalogListBytes,
    int maxCatalogEntries,
    long maxCatalogBytes,
    long maxCatalogAgeMillis,
    int maxCachedResults,
    long maxCachedResultBytes,
    long maxCachedResultBytesTogether,
    long aggregateInitializeMillis,
    long aggregateListMillis,
    int maxListPages,
    int maxListBytes,
    long maxListBytesTogether,
    int maxNameBytesPerSession,
    long maxNameBytes,
    long drainTimeoutMillis,
    long failureTraceMillis,
    int maxFailureTraces,
    int maxConnectionsPerRemote,
    int maxRemoteHeaderBytes,
    long remoteTimeoutMillis,
    long lookupTimeoutMillis,
    int maxLookups) {

  private static final int MIB = 1 << 20;

  public Limits {
    if (sessionOutputHardBytes < 2L * maxFrameBytes) {
      throw new IllegalArgumentException(
          "sessionOutputHardBytes: "
              + sessionOutputHardBytes
              + " (limit: at least "
              + 2L * maxFrameBytes
              + ", twice maxFrameBytes)");
    }
    if (maxConnectionsPerRemote < 1) {
      throw new IllegalArgumentException(
          "maxConnectionsPerRemote: " + maxConnectionsPerRemote + " (limit: at least 1)");
    }
    if (maxParallelStarts < 1) {
      throw new IllegalArgumentException(
          "maxParallelStarts: " + maxParallelStarts + " (limit: at least 1)");
    }
  }

  public static Limits defaults() {
    return new Limits(
        64 * MIB,
        1024,
        4096,
        1024,
        128L * MIB,
        128L * MIB,
        MIB,
        256L * MIB,
        4 * MIB,
        1280L * MIB,
        60_000,
        10_000,
        500,
        20_000,
        15 * 60_000,
        8 * MIB,
        16 * MIB,
        16 * 1024,
        16 * 1024,
        1024,
        MIB,
        256 * 1024,
        64L * MIB,
        64,
        1024,
        4096,
        60 * 60_000,
        24 * 60 * 60_000,
        5 * 60_000,
        5_000,
        1_000,
        100,
        4,
        30_000,
        4 * MIB,
        256,
        64L * MIB,
        24 * 60 * 60_000,
        1000,
        8L * MIB,
        64L * MIB,
        3_000,
        10_000,
        100,
        16 * MIB,
        48L * MIB,
        4 * MIB,
        32L * MIB,
        30_000,
        10 * 60_000,
        32,
        64,
        64 * 1024,
        30_000,
        5_000,
        512);
  }

  /**
   * These with others in their place.
   *
   * @param values by the names of the components
   * @throws IllegalArgumentException for a name that there is not, and where they do not go
   *     together
   */
  public Limits with(Map<String, ? extends Number> values) {
    return RecordNumbers.with(this, values);
  }

  /** Nothing is kept of servers: the process of each starts with its first session. */
  public Limits withoutCatalog() {
    return with(Map.of("maxCatalogListBytes", 0));
  }
}
