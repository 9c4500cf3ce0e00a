package dev.mcpmux.cli.attach.relay;

/** Wakes the thread that looks at the time. */
final class Alarm {

  private boolean nudged;

  /** How long the next wait may be; 0 for ever. */
  private long millis;

  /** Has the time be looked at now. */
  synchronized void nudge() {
    nudged = true;
    notifyAll();
  }

  /** The same, unless it is looked at soon anyway. */
  synchronized void nudgeIfIdle() {
    if (millis == 0) {
      nudge();
    }
  }

  /**
   * Is called while nothing can happen that would have to be looked at sooner.
   *
   * @param millis how long the next wait may be; 0 for ever
   */
  synchronized void set(long millis) {
    this.millis = millis;
  }

  /** Waits for so long, or for the next nudge. */
  synchronized void await() throws InterruptedException {
    if (!nudged) {
      wait(millis);
    }
    nudged = false;
  }
}
