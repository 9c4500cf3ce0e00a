package dev.mcpmux.core.config;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How sessions share the processes of a server, as far as the config says; {@code docs/sharing.md}
 * tells what follows.
 *
 * @param share the scope; empty for the default of the server
 * @param told what a process is told of its clients
 * @param asks what a process may ask of its clients
 * @param logRouting who gets the server's log messages
 * @param requestTimeoutMillis how long a request may take, 0 for ever; empty for the default
 */
public record SharingPolicy(
    Optional<Scope> share,
    Told told,
    Asks asks,
    LogRouting logRouting,
    OptionalLong requestTimeoutMillis) {

  /**
   * What a process is told of its clients.
   *
   * @param identity whether it is told the client's own {@code clientInfo} instead of mcpmux's;
   *     sessions of other clients then get another process. Without effect under {@link
   *     HandshakeMode#COMMON}
   */
  public record Told(HandshakeMode handshake, boolean identity) {
    public Told {
      Objects.requireNonNull(handshake);
    }
  }

  /**
   * What a process may ask of its clients.
   *
   * @param requests empty when what the server was seen to ask for decides
   * @param roots which roots it sees
   */
  public record Asks(Optional<ServerRequestPolicy> requests, RootsPolicy roots) {
    public Asks {
      Objects.requireNonNull(requests);
      Objects.requireNonNull(roots);
    }
  }

  private static final SharingPolicy DEFAULTS =
      new SharingPolicy(
          Optional.empty(),
          new Told(HandshakeMode.CLASS, false),
          new Asks(Optional.empty(), new RootsPolicy.Auto()),
          LogRouting.IN_FLIGHT,
          OptionalLong.empty());

  public SharingPolicy {
    Objects.requireNonNull(share);
    Objects.requireNonNull(told);
    Objects.requireNonNull(asks);
    Objects.requireNonNull(logRouting);
    Objects.requireNonNull(requestTimeoutMillis);
  }

  /** What holds where the config says nothing. */
  public static SharingPolicy defaults() {
    return DEFAULTS;
  }

  public HandshakeMode handshake() {
    return told.handshake;
  }

  public boolean clientIdentity() {
    return told.identity;
  }

  public Optional<ServerRequestPolicy> serverRequests() {
    return asks.requests;
  }

  public RootsPolicy roots() {
    return asks.roots;
  }

  public SharingPolicy withShare(Scope scope) {
    return new SharingPolicy(Optional.of(scope), told, asks, logRouting, requestTimeoutMillis);
  }

  public SharingPolicy withHandshake(HandshakeMode mode) {
    return with(new Told(mode, told.identity));
  }

  public SharingPolicy withClientIdentity(boolean client) {
    return with(new Told(told.handshake, client));
  }

  private SharingPolicy with(Told other) {
    return new SharingPolicy(share, other, asks, logRouting, requestTimeoutMillis);
  }

  public SharingPolicy withServerRequests(Optional<ServerRequestPolicy> policy) {
    return with(new Asks(policy, asks.roots));
  }

  public SharingPolicy withRoots(RootsPolicy policy) {
    return with(new Asks(asks.requests, policy));
  }

  private SharingPolicy with(Asks other) {
    return new SharingPolicy(share, told, other, logRouting, requestTimeoutMillis);
  }

  public SharingPolicy withLogRouting(LogRouting routing) {
    return new SharingPolicy(share, told, asks, routing, requestTimeoutMillis);
  }

  public SharingPolicy withRequestTimeoutMillis(long millis) {
    return new SharingPolicy(share, told, asks, logRouting, OptionalLong.of(millis));
  }
}
