package dev.mcpmux.core.route;

import dev.mcpmux.core.MuxActions;
import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.MuxListener;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.sharing.WellKnownServers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What all parts of a {@link dev.mcpmux.core.Mux} work on. */
public final class MuxState {
  final MuxConfig config;
  final WellKnownServers wellKnown;
  final MuxActions actions;
  final MuxListener listener;
  final Timers timers = new Timers();
  final Map<Integer, Session> sessions = new LinkedHashMap<>();

  /** All upstreams by number: those of the pool, and those that are being stopped. */
  final Map<Integer, Upstream> upstreams = new LinkedHashMap<>();

  /** Sessions whose input has ended. */
  final Set<Session> ending = new LinkedHashSet<>();

  /** The upstream that a new session of a key gets. */
  final Map<SharingKey, Upstream> pool = new HashMap<>();

  private final FrameEdits edits = new FrameEdits();
  private long now;
  private int lastUpstream;
  private long lastTicket;

  public MuxState(MuxConfig config, MuxActions actions, MuxListener listener) {
    this.config = config;
    this.wellKnown = WellKnownServers.shipped().with(config.wellKnownServers());
    this.actions = actions;
    this.listener = listener;
  }

  /** Begins an event: all that happens in it happens at this time. */
  public void at(long now) {
    this.now = now;
  }

  public void runTimers() {
    timers.runDue(now);
  }

  public long nextDeadline() {
    return timers.next();
  }

  long now() {
    return now;
  }

  long inMillis(long millis) {
    return now + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  int nextUpstreamNumber() {
    return ++lastUpstream;
  }

  long nextTicket() {
    return ++lastTicket;
  }

  /** The one list of edits there is, emptied; good until the next call. */
  FrameEdits edits() {
    edits.clear();
    return edits;
  }
}
