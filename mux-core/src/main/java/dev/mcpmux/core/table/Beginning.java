package dev.mcpmux.core.table;

import dev.mcpmux.core.time.Timers.Timer;

/** How the process of one upstream came to be started. */
public final class Beginning {
  /** How many upstreams of this key failed one after the other before this one. */
  private int failures;

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

  public Beginning(int failures) {
    this.failures = failures;
  }

  public int failures() {
    return failures;
  }

  /** Somebody wants it tried again, whatever was before. */
  public void countAnew() {
    failures = 0;
  }

  public StartFailure failure() {
    return failure;
  }

  public void waitOut(StartFailure failure) {
    this.failure = failure;
  }

  /** The process has answered. */
  public void succeeded() {
    failure = null;
  }

  public void at(long now) {
    at = now;
  }

  boolean hasBegun() {
    return at != 0;
  }

  /** For how long it has been there; 0 before. */
  public long age(long now) {
    return hasBegun() ? now - at : 0;
  }

  public void tellAt(Timer progress) {
    this.progress = progress;
  }

  public void isOver() {
    if (progress != null) {
      progress.cancel();
    }
  }

  public void looksLike(String program) {
    this.program = program;
  }

  public String program() {
    return program;
  }

  public boolean isFresh() {
    return fresh;
  }

  public void setFresh(boolean fresh) {
    this.fresh = fresh;
  }
}
