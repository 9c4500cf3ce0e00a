package dev.mcpmux.core.route;

import dev.mcpmux.core.route.Timers.Timer;

/** What is known of the roots of a session, and whether it is being asked for them. */
final class SessionRoots {
  /** Canonical; null when not known, or known not to be had. */
  private String known;

  private boolean awaited;
  private Timer timeout;

  /** The id of the last question for them; earlier ones are forgotten. */
  private long question;

  String known() {
    return known;
  }

  /** Whether the session's requests wait until they are known. */
  boolean areAwaited() {
    return awaited;
  }

  /** Whether the session has been asked, or will be, and may still answer in time. */
  boolean areAsked() {
    return timeout != null && timeout.isPending();
  }

  void await(Timer timeout) {
    forget();
    this.awaited = true;
    this.timeout = timeout;
  }

  void asked(long question) {
    this.question = question;
  }

  long question() {
    return question;
  }

  /** They are asked for again as soon as they matter. */
  void forget() {
    known = null;
  }

  /** They are known now, or, as null, known not to be had. */
  void settle(String roots) {
    known = roots;
    awaited = false;
  }

  void stopAsking(Timers timers) {
    timers.cancel(timeout);
  }
}
