package dev.mcpmux.core.route;

import dev.mcpmux.core.route.Timers.Timer;

/** How the process of one upstream came to be started. */
final class Beginning {
  /** How many upstreams of this key failed one after the other before this one. */
  private final int failures;

  /** The last of them; null when it does not wait because of one. */
  private StartFailure failure;

  /** When the process was started, or was to be, in the clock of the events; 0 before. */
  private long at;

  /** Tells of a slow start while it lasts. */
  private Timer progress;

  /** What its program looked like when it was started; null as long as that is not known. */
  private String program;

  /**
   * Whether its sessions, if any, know nothing of a process before it: none was there, or it was
   * stopped while nobody needed it.
   */
  private boolean fresh;

  Beginning(int failures) {
    this.failures = failures;
  }

  int failures() {
    return failures;
  }

  StartFailure failure() {
    return failure;
  }

  void waitOut(StartFailure failure) {
    this.failure = failure;
  }

  /** The process has answered. */
  void succeeded() {
    failure = null;
  }

  void at(long now) {
    at = now;
  }

  boolean hasBegun() {
    return at != 0;
  }

  /** For how long it has been there; 0 before. */
  long age(long now) {
    return hasBegun() ? now - at : 0;
  }

  void tellAt(Timer progress) {
    this.progress = progress;
  }

  void isOver() {
    if (progress != null) {
      progress.cancel();
    }
  }

  void looksLike(String program) {
    this.program = program;
  }

  String program() {
    return program;
  }

  boolean isFresh() {
    return fresh;
  }

  void setFresh(boolean fresh) {
    this.fresh = fresh;
  }
}
