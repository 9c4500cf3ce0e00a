package dev.mcpmux.core.route;

import dev.mcpmux.core.MuxActions;
import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.MuxListener;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.sharing.SharingKey;
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
  private static final byte[] NOTHING = {};

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

  /** The bytes of all messages that wait, with {@link Parked#OVERHEAD} for each. */
  long parkedBytes;

  final InTurn inTurn = new InTurn(this);
  final Map<Integer, Session> sessions = new LinkedHashMap<>();

  /** All upstreams by number: those of the pool, and those that are being stopped. */
  final Map<Integer, Upstream> upstreams = new LinkedHashMap<>();

  /** Why configured servers could not be started the last time, by name. */
  final Map<String, String> failures = new HashMap<>();

  /** Why the last process of configured servers was stopped, by name. */
  final Map<String, String> stops = new HashMap<>();

  /** Sessions whose input has ended. */
  final Set<Session> ending = new LinkedHashSet<>();

  /** The upstream that a new session of a key gets. */
  final Map<SharingKey, Upstream> pool = new LinkedHashMap<>();

  private final FrameEdits edits = new FrameEdits();
  private long now;
  private int lastUpstream;
  private long lastTicket;
  private long request;
  private Method answering;
  private int windowBefore;
  private int windowAfter;

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
    this.rules = new SharingRules(rules.table(), rules.variables(), user);
  }

  /**
   * Begins an event: all that happens in it happens at this time. What one before, which has
   * failed, has left of its message is not taken for this one's.
   */
  public void at(long now) {
    this.now = now;
    request = 0;
    answering = null;
    window(0, 0);
  }

  public long nextDeadline() {
    return timers.next();
  }

  boolean awaitsReply(int session, int stream) {
    Session open = sessions.get(session);
    return open != null && open.awaitsReplyOn(stream);
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

  int nextUpstreamNumber() {
    return ++lastUpstream;
  }

  long nextTicket() {
    return ++lastTicket;
  }

  long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /**
   * Says with which request of its upstream the current frame has come.
   *
   * @param id the upstream's; 0 for none
   */
  void cameWith(long id) {
    request = id;
  }

  /** With which request of its upstream the current frame has come; 0 when nothing says so. */
  long request() {
    return request;
  }

  /** Says what the reply answers that a session is about to be given; null for nothing any more. */
  void answering(Method method) {
    answering = method;
  }

  /** What the reply answers that a session is being given; null outside of that. */
  Method answering() {
    return answering;
  }

  /**
   * Says that the message at hand is only a part of the current frame, a member of a batch: so many
   * bytes stand around it.
   */
  void window(int before, int after) {
    windowBefore = before;
    windowAfter = after;
  }

  /** Where the message at hand begins in the current frame. */
  int windowBefore() {
    return windowBefore;
  }

  /** How many bytes of the current frame stand behind the message at hand. */
  int windowAfter() {
    return windowAfter;
  }

  /**
   * The one list of edits there is, good until the next call: so far with nothing in it but what
   * cuts the message out of a batch.
   */
  FrameEdits edits(FrameView message) {
    FrameEdits fresh = blankEdits();
    cut(fresh, windowBefore, Math.toIntExact(message.frameBytes()), windowAfter);
    return fresh;
  }

  /** As {@link #edits}, for a frame that is not the current one. */
  FrameEdits blankEdits() {
    edits.clear();
    return edits;
  }

  static void cut(FrameEdits edits, int before, int length, int after) {
    if (before > 0) {
      edits.replace(0, before, NOTHING);
    }
    if (after > 0) {
      edits.replace(before + length, before + length + after, NOTHING);
    }
  }

  /** Takes out a part of the message at hand. */
  void remove(FrameEdits edits, int start, int end) {
    edits.replace(windowBefore + start, windowBefore + end, NOTHING);
  }

  void replace(FrameEdits edits, FrameView message, Field field, byte[] with) {
    edits.replace(windowBefore + message.start(field), windowBefore + message.end(field), with);
  }

  void replace(FrameEdits edits, FrameView message, Field field, long decimal) {
    edits.replace(windowBefore + message.start(field), windowBefore + message.end(field), decimal);
  }
}
