package dev.mcpmux.core.table;

import dev.mcpmux.core.time.Timers;
import dev.mcpmux.core.time.Timers.Timer;

/** How long one upstream has not been needed, and what ends it for that; see {@code IdleStops}. */
public final class IdleWatch {
  /** Pending while it has no session. */
  private Timer empty;

  /** Looks whether it has had nothing to do for long; null where that does not matter. */
  private Timer look;

  private long lastActivity;

  /** A session has given it something, or has got a reply. */
  public void active(long now) {
    lastActivity = now;
  }

  public long lastActivity() {
    return lastActivity;
  }

  /** It has no session, and is ended by this unless it is used before. */
  public void endsAt(Timer end) {
    empty = end;
  }

  /** The next look comes then. */
  public void looksAt(Timer next) {
    look = next;
  }

  /** It has a session, or needs none. */
  public void isUsed(Timers timers) {
    timers.cancel(empty);
  }

  public void end(Timers timers) {
    timers.cancel(empty);
    timers.cancel(look);
  }
}
