package dev.mcpmux.netty.drive;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.log.Log;

/**
 * Runs events of the core, and does what is due behind each: what it has caused is flushed, and the
 * core is called at its next deadline. Event loop only.
 */
final class Events {
  private final Mux mux;
  private final NettyMuxActions actions;
  private final AwakeClock clock;
  private final Failures failures;
  private Timer deadline;
  private long deadlineAt = Long.MAX_VALUE;

  Events(Mux mux, NettyMuxActions actions, AwakeClock clock, Failures failures) {
    this.mux = mux;
    this.actions = actions;
    this.clock = clock;
    this.failures = failures;
  }

  /** An event of nobody who is there. */
  void run(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException | Error e) {
      Log.bug("an event failed", e);
    }
    over();
  }

  /** An event of a link that is no frame. */
  void run(Link link, Runnable event) {
    try {
      event.run();
    } catch (RuntimeException | Error e) {
      failures.failLater(link, e);
    }
    over();
  }

  /** What an event that failed has not come to do. */
  void goOn() {
    run(() -> mux.onDeadline(clock.now()));
  }

  /** One, or a batch of them, has been handed in. */
  void over() {
    actions.flush();
    long next = mux.nextDeadline();
    // a later one needs no new timer: the old one comes early and asks again
    if (next < deadlineAt) {
      if (deadline != null) {
        deadline.cancel();
      }
      deadlineAt = next;
      deadline = clock.at(next, this::onDeadline);
    }
  }

  private void onDeadline() {
    deadline = null;
    deadlineAt = Long.MAX_VALUE;
    goOn(); // what has failed is not due again, so this comes to an end
  }
}
