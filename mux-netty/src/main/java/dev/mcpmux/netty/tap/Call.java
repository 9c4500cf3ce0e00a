package dev.mcpmux.netty.tap;

/**
 * A request that awaits its reply, as far as its reply is to be known by it. Event loop only.
 *
 * <p>Sent counts: one of a session with all servers may go to each of them.
 */
final class Call {

  private final int session;
  private final String id;
  private final String server;
  private final TapFrame.TapHead head;
  private final long cameAt;

  private long sentAt = -1;
  private int sent;
  private TapFrame kept;
  private boolean dropped;

  /**
   * @param session 0 where mcpmux itself asks
   * @param id what its sender calls it, as a token of JSON; null where mcpmux itself asks
   * @param cameAt in nanoseconds
   */
  Call(int session, String id, String server, TapFrame.TapHead head, long cameAt) {
    this.session = session;
    this.id = id;
    this.server = server;
    this.head = head;
    this.cameAt = cameAt;
  }

  int session() {
    return session;
  }

  String id() {
    return id;
  }

  /** As it was known when it came. */
  String server() {
    return server;
  }

  TapFrame.TapHead head() {
    return head;
  }

  /** It goes to a server now. */
  void sent(long now) {
    sentAt = now;
    sent++;
  }

  int timesSent() {
    return sent;
  }

  /** How long it has taken: since it was sent, else since it came. */
  long nanos(long now) {
    return now - (sentAt >= 0 ? sentAt : cameAt);
  }

  /** How long it was not sent. */
  long waited() {
    return sentAt - cameAt;
  }

  /** Its frame, for those who see it only with its reply; null for nothing kept. */
  TapFrame kept() {
    return kept;
  }

  void keep(TapFrame frame) {
    kept = frame;
  }

  /** Its frame was too much to keep. */
  void drop() {
    kept = null;
    dropped = true;
  }

  boolean isDropped() {
    return dropped;
  }
}
