package dev.mcpmux.core.engine;

import dev.mcpmux.core.era.Era;
import dev.mcpmux.core.pool.Drains;
import dev.mcpmux.core.pool.Placement;
import dev.mcpmux.core.pool.Starts;
import dev.mcpmux.core.pool.Succession;
import dev.mcpmux.core.pool.Upstreams;
import dev.mcpmux.core.route.Router;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Touched;
import dev.mcpmux.core.state.Upstream;

/**
 * Does what follows from an event, whichever it was: sessions go where they belong, what waits goes
 * on, processes that are wanted start, and those that are done stop. Nobody else does any of that;
 * whoever changes something marks it as {@link Touched}. What is done here may touch more, until
 * nothing is touched.
 */
final class Settling {
  private final Touched touched;
  private final Router router;
  private final Upstreams upstreams;
  private final Starts starts;
  private final Drains drains;
  private final Placement placement;
  private final Succession succession;
  private final Era era;
  private final Sessions sessions;

  Settling(Touched touched, MuxParts parts) {
    this.touched = touched;
    this.starts = parts.starts;
    this.router = parts.router;
    this.upstreams = parts.upstreams;
    this.drains = parts.drains;
    this.placement = parts.placement;
    this.succession = parts.succession;
    this.era = parts.era;
    this.sessions = parts.sessions;
  }

  /** Ends an event; also what one before has left that has failed. */
  void settle() {
    do {
      settleTouched();
      era.settle();
      sessions.closeDone();
    } while (!touched.isEmpty());
  }

  /** Where sessions leave, others get a turn: not those that are about to leave as well. */
  private void settleTouched() {
    while (!touched.isEmpty()) {
      succession.giveUpLate(starts);
      placement.settleArrived();
      Session session = touched.takeSession();
      Upstream upstream = session == null ? touched.takeUpstream() : null;
      if (session != null) {
        drains.release(session);
        placement.move(session);
      } else if (upstream != null) {
        router.drain(upstream);
        upstreams.wakeIfWanted(upstream);
        drains.stopIfDone(upstream);
      } else if (touched.takeStarts()) {
        starts.next();
      }
    }
  }
}
