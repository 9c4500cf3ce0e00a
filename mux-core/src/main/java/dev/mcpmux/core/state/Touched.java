package dev.mcpmux.core.state;

import java.util.ArrayDeque;

/**
 * The sessions and upstreams that an event has changed, and for which something may follow from it:
 * {@code Settling} looks at them before the event is over. Marked is what was changed, not what is
 * to follow.
 */
public final class Touched {
  private final ArrayDeque<Session> arrived = new ArrayDeque<>();
  private final ArrayDeque<Upstream> parted = new ArrayDeque<>();
  private final ArrayDeque<Session> sessions = new ArrayDeque<>();
  private final ArrayDeque<Upstream> upstreams = new ArrayDeque<>();
  private boolean starts;

  /** A session has no place yet, or has just been opened in one: where it goes is to be decided. */
  public void arrived(Session session) {
    arrived.add(session);
  }

  /** A session has left an upstream for whose roots others in it wait, or it waits itself. */
  public void parted(Upstream upstream) {
    if (!parted.contains(upstream)) {
      parted.add(upstream);
    }
  }

  public void add(Session session) {
    if (session.mark()) {
      sessions.add(session);
    }
  }

  public void add(Upstream upstream) {
    if (upstream.mark()) {
      upstreams.add(upstream);
    }
  }

  /** Something of an upstream has come to its end, of whichever of its sessions. */
  public void addAll(Upstream upstream) {
    upstream.parties().all().forEach(this::add);
    add(upstream);
  }

  /** A process is wanted, by somebody whom nothing else shows to wait for it. */
  public void want(Upstream upstream) {
    upstream.want();
    add(upstream);
  }

  /** A process has come up or ended: others may wait for that. */
  public void starts() {
    starts = true;
  }

  public boolean isEmpty() {
    return sessions.isEmpty()
        && upstreams.isEmpty()
        && arrived.isEmpty()
        && parted.isEmpty()
        && !starts;
  }

  /** Null when there is none left. */
  public Session takeArrived() {
    return arrived.poll();
  }

  /** Null when there is none left. */
  public Upstream takeParted() {
    return parted.poll();
  }

  /** Null when there is none left. */
  public Session takeSession() {
    Session session = sessions.poll();
    if (session != null) {
      session.unmark();
    }
    return session;
  }

  /** Null when there is none left. */
  public Upstream takeUpstream() {
    Upstream upstream = upstreams.poll();
    if (upstream != null) {
      upstream.unmark();
    }
    return upstream;
  }

  public boolean takeStarts() {
    boolean taken = starts;
    starts = false;
    return taken;
  }
}
