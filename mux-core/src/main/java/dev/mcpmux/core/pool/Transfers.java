package dev.mcpmux.core.pool;

import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;

/** Takes sessions out of their upstreams, and to others. */
public final class Transfers {
  private final Membership membership;
  private final Attachments attachments;
  private final Drains drains;
  private final IdleStops idleStops;

  public Transfers(
      Membership membership, Attachments attachments, Drains drains, IdleStops idleStops) {
    this.membership = membership;
    this.attachments = attachments;
    this.drains = drains;
    this.idleStops = idleStops;
  }

  /** A session goes to the upstream of a key. */
  void to(SharingKey key, Session session, Leaving why) {
    leave(session, why);
    attachments.attach(session, key);
  }

  /** A session goes to an upstream that opens it when it can. */
  void to(Upstream fresh, Session session) {
    leave(session, Leaving.REPLACED);
    membership.join(session, fresh);
  }

  /** A session goes to the upstream of its key, from one that is gone. */
  void fromGone(Session session) {
    session.leave();
    attachments.attach(session);
  }

  /** A session leaves its upstream, which finishes what it has of it if the session goes on. */
  public void leave(Session session, Leaving why) {
    Upstream upstream = session.upstream();
    boolean wasReady = upstream.isReady();
    if (why == Leaving.REPLACED && wasReady && upstream.sessions().size() == 1) {
      drains.begin(upstream);
    }
    if (why == Leaving.ENDS) {
      membership.leave(session);
    } else {
      membership.goOn(session);
    }
    if (upstream.sessions().isEmpty()) {
      switch (why) {
        case ENDS -> idleStops.unused(upstream);
        case MOVES -> drains.stopUnlessAwaited(upstream);
        case REPLACED -> {
          if (!wasReady && !upstream.isUp()) {
            drains.stopUnlessAwaited(upstream);
          }
        }
      }
    }
  }
}
