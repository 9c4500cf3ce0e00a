package dev.mcpmux.core.route;

import dev.mcpmux.core.MuxActions;
import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.MuxListener;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.sharing.SharingRules;
import dev.mcpmux.core.sharing.Traits;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What all parts of a {@link dev.mcpmux.core.Mux} work on. */
public final class MuxState {
  MuxConfig config;

  /** What decides who shares, as the config now in force has it. */
  SharingRules rules;

  final MuxActions actions;
  final MuxListener listener;

  /** What servers were seen to ask for. */
  final Traits traits;

  final Timers timers = new Timers();
  final CutLists cutLists;
  final Catalog catalog;
  final Kept kept = new Kept(this);

  final InTurn inTurn = new InTurn(this);
  final Map<Integer, Session> sessions = new LinkedHashMap<>();
  final Pool pool = new Pool();
  final Touched touched = new Touched();

  /** Why configured servers could not be started the last time, by name. */
  final Map<String, String> failures = new HashMap<>();

  /** Why the last process of configured servers was stopped, by name. */
  final Map<String, String> stops = new HashMap<>();

  /** Sessions whose input has ended. */
  final Set<Session> ending = new LinkedHashSet<>();

  private final FrameEdits edits = new FrameEdits();
  private long now;
  private long lastTicket;

  public MuxState(MuxConfig config, MuxActions actions, MuxListener listener) {
    this.config = config;
    this.rules = SharingRules.of(config, Map.of());
    this.actions = actions;
    this.listener = listener;
    this.traits = new Traits(rules.table());
    this.cutLists = new CutLists(listener);
    this.catalog = new Catalog(this);
  }

  /** Another config is in force from now on. */
  void reconfigure(MuxConfig config) {
    this.config = config;
    this.rules = SharingRules.of(config, rules.user());
    traits.reconfigure(rules.table());
  }

  /** Every server of the config gets these variables from now on. */
  void user(Map<String, String> user) {
    this.rules = rules.with(user);
  }

  /** Begins an event: all that happens in it happens at this time. */
  public void at(long now) {
    this.now = now;
  }

  public long nextDeadline() {
    return timers.next();
  }

  /** What it takes to resume a session that is open has changed. */
  void tellState(Session session) {
    if (session.phase == Session.Phase.OPEN && !session.origin.isMember()) {
      actions.sessionState(session.number, Resumption.of(session));
    }
  }

  /**
   * A session is given a list.
   *
   * @param list null when it is not kept
   */
  void sees(Session session, Method method, byte[] list) {
    String mark = session.origin.isMember() ? "" : Resumption.mark(list);
    if (!mark.equals(session.listsSeen.put(method, mark))) {
      tellState(session);
    }
  }

  boolean awaitsReply(int session, int stream) {
    Session open = sessions.get(session);
    return open != null && open.awaitsReplyOn(stream);
  }

  String serverOf(int session) {
    Session open = sessions.get(session);
    return open == null ? "" : open.server.name();
  }

  /** Under what the {@code initialize} of a session is kept. */
  private static Object initializeOf(int session) {
    return "initialize " + session;
  }

  /** A session keeps nothing any more of its hello and {@code initialize}. */
  void dropKept(int session) {
    kept.drop(session);
    kept.drop(initializeOf(session));
  }

  /** Makes room for what is kept of a client's {@code initialize}. Null when there is some. */
  Refusal keepInitialize(int session, FrameView frame) {
    long bytes = frame.frameBytes();
    int limit = config.limits().maxInitializeBytes();
    if (bytes > limit) {
      return Refusal.busy("bytes of initialize", bytes, limit, null);
    }
    // as it is, and canonical; one that comes after one that was refused takes its place
    return kept.set(initializeOf(session), 2 * bytes) ? null : kept.refusal(2 * bytes);
  }

  long now() {
    return now;
  }

  long inMillis(long millis) {
    return now + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  long nextTicket() {
    return ++lastTicket;
  }

  long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** The one list of edits there is, good until the next call; nothing is in it. */
  FrameEdits edits() {
    edits.clear();
    return edits;
  }
}
