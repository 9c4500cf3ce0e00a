package dev.mcpmux.core.table;

import dev.mcpmux.core.time.Timers;
import dev.mcpmux.core.time.Timers.Timer;

/** What is known of the roots of a session, and whether it is being asked for them. */
public final class SessionRoots {
  /** Canonical; null when not known, or known not to be had. */
  private String known;

  private boolean awaited;
  private Timer timeout;

  /** The id of the last question for them; earlier ones are forgotten. */
  private long question;

  public String known() {
    return known;
  }

  /** Whether the session's requests wait until they are known. */
  public boolean areAwaited() {
    return awaited;
  }

  /** Whether the session has been asked, or will be, and may still answer in time. */
  public boolean areAsked() {
    return timeout != null && timeout.isPending();
  }

  public void await(Timer timeout) {
    forget();
    this.awaited = true;
    this.timeout = timeout;
  }

  public void asked(long question) {
    this.question = question;
  }

  public long question() {
    return question;
  }

  /** They are asked for again as soon as they matter. */
  public void forget() {
    known = null;
  }

  /** They are known now, or, as null, known not to be had. */
  public void settle(String roots) {
    known = roots;
    awaited = false;
  }

  public void stopAsking(Timers timers) {
    timers.cancel(timeout);
  }
}
