package dev.mcpmux.core.route;

/** A request that an upstream has, or will have, and that awaits its reply. */
abstract sealed class Pending permits ClientRequest, OwnRequest {
  /** The id it has at the upstream; 0 before it was sent there. */
  long upstreamId;

  /** In the clock of the events; counts once it was sent. */
  long sentAt;
}
