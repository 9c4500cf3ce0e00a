package dev.mcpmux.core.route;

import dev.mcpmux.core.route.Timers.Timer;

/** How long one upstream has not been needed, and what ends it for that; see {@code IdleStops}. */
final class IdleWatch {
  /** Pending while it has no session. */
  private Timer empty;

  /** Looks whether it has had nothing to do for long; null where that does not matter. */
  private Timer look;

  private long lastActivity;

  /** A session has given it something, or has got a reply. */
  void active(long now) {
    lastActivity = now;
  }

  long lastActivity() {
    return lastActivity;
  }

  /** It has no session, and is ended by this unless it is used before. */
  void endsAt(Timer end) {
    empty = end;
  }

  /** The next look comes then. */
  void looksAt(Timer next) {
    look = next;
  }

  /** It has a session, or needs none. */
  void isUsed(Timers timers) {
    timers.cancel(empty);
  }

  void end(Timers timers) {
    timers.cancel(empty);
    timers.cancel(look);
  }
}
