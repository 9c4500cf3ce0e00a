package dev.mcpmux.core.state;

/** A request that an upstream has, or will have, and that awaits its reply. */
public abstract sealed class Pending permits ClientRequest, OwnRequest {
  private long upstreamId;
  private long sentAt;

  /** The id it has at the upstream; 0 before it was sent there. */
  public long upstreamId() {
    return upstreamId;
  }

  public void setUpstreamId(long id) {
    upstreamId = id;
  }

  /** In the clock of the events: when it was sent; before that, when it came. */
  public long sentAt() {
    return sentAt;
  }

  public void sent(long now) {
    sentAt = now;
  }
}
