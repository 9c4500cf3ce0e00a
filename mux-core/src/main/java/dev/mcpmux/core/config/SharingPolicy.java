package dev.mcpmux.core.config;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How sessions share the processes of a server, as far as the config says; {@code docs/sharing.md}
 * tells what follows.
 *
 * @param share the scope; empty for the default of the server
 * @param handshake what a process is told of its clients
 * @param clientIdentity whether a process is told the client's own {@code clientInfo} instead of
 *     mcpmux's; sessions of other clients then get another process. Without effect under {@link
 *     HandshakeMode#COMMON}
 * @param serverRequests empty when what the server was seen to ask for decides
 * @param roots which roots the server sees
 * @param logRouting who gets the server's log messages
 * @param requestTimeoutMillis how long a request may take, 0 for ever; empty for the default
 */
public record SharingPolicy(
    Optional<Scope> share,
    HandshakeMode handshake,
    boolean clientIdentity,
    Optional<ServerRequestPolicy> serverRequests,
    RootsPolicy roots,
    LogRouting logRouting,
    OptionalLong requestTimeoutMillis) {

  private static final SharingPolicy DEFAULTS =
      new SharingPolicy(
          Optional.empty(),
          HandshakeMode.CLASS,
          false,
          Optional.empty(),
          new RootsPolicy.Auto(),
          LogRouting.IN_FLIGHT,
          OptionalLong.empty());

  public SharingPolicy {
    Objects.requireNonNull(share);
    Objects.requireNonNull(handshake);
    Objects.requireNonNull(serverRequests);
    Objects.requireNonNull(roots);
    Objects.requireNonNull(logRouting);
    Objects.requireNonNull(requestTimeoutMillis);
  }

  /** What holds where the config says nothing. */
  public static SharingPolicy defaults() {
    return DEFAULTS;
  }

  public SharingPolicy withShare(Scope scope) {
    return new SharingPolicy(
        Optional.of(scope),
        handshake,
        clientIdentity,
        serverRequests,
        roots,
        logRouting,
        requestTimeoutMillis);
  }

  public SharingPolicy withHandshake(HandshakeMode mode) {
    return new SharingPolicy(
        share, mode, clientIdentity, serverRequests, roots, logRouting, requestTimeoutMillis);
  }

  public SharingPolicy withClientIdentity(boolean client) {
    return new SharingPolicy(
        share, handshake, client, serverRequests, roots, logRouting, requestTimeoutMillis);
  }

  public SharingPolicy withServerRequests(Optional<ServerRequestPolicy> policy) {
    return new SharingPolicy(
        share, handshake, clientIdentity, policy, roots, logRouting, requestTimeoutMillis);
  }

  public SharingPolicy withRoots(RootsPolicy policy) {
    return new SharingPolicy(
        share, handshake, clientIdentity, serverRequests, policy, logRouting, requestTimeoutMillis);
  }

  public SharingPolicy withLogRouting(LogRouting routing) {
    return new SharingPolicy(
        share, handshake, clientIdentity, serverRequests, roots, routing, requestTimeoutMillis);
  }

  public SharingPolicy withRequestTimeoutMillis(long millis) {
    return new SharingPolicy(
        share,
        handshake,
        clientIdentity,
        serverRequests,
        roots,
        logRouting,
        OptionalLong.of(millis));
  }
}
