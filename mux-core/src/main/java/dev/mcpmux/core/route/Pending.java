package dev.mcpmux.core.route;

/** A request that an upstream has, or will have, and that awaits its reply. */
abstract sealed class Pending permits ClientRequest, OwnRequest {
  private long upstreamId;
  private long sentAt;

  /** The id it has at the upstream; 0 before it was sent there. */
  long upstreamId() {
    return upstreamId;
  }

  void setUpstreamId(long id) {
    upstreamId = id;
  }

  /** In the clock of the events; counts once it was sent. */
  long sentAt() {
    return sentAt;
  }

  void sent(long now) {
    sentAt = now;
  }
}
