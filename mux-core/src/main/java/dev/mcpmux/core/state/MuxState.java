package dev.mcpmux.core.state;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.sharing.SharingRules;
import dev.mcpmux.core.sharing.Traits;
import dev.mcpmux.core.table.Absences;
import dev.mcpmux.core.table.CutLists;
import dev.mcpmux.core.table.Kept;
import dev.mcpmux.core.table.StartFailures;
import dev.mcpmux.core.time.Timers;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.core.words.Refusal;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** What all parts of a {@link dev.mcpmux.core.Mux} work on. */
public final class MuxState {
  /** Why a frame of an upstream's reaches nobody. */
  public static final String NO_REQUEST = "answers no request that is in flight";

  private MuxConfig config;
  private SharingRules rules;

  public final MuxActions actions;
  public final MuxListener listener;

  /** What servers were seen to ask for. */
  public final Traits traits;

  public final Timers timers = new Timers();

  public final Kept kept = new Kept(() -> limits().maxKeptBytes());

  private final Map<Integer, Session> sessions = new LinkedHashMap<>();
  public final Pool pool = new Pool();
  public final Touched touched = new Touched();

  /** The key of each session, as things are now. */
  public final SessionKeys keys;

  public final Absences absences = new Absences();
  public final StartFailures failures = new StartFailures();

  private final FrameEdits edits = new FrameEdits();
  private long now;
  private long lastTicket;
  private DoubleSupplier jitter = () -> 0;

  public MuxState(MuxConfig config, MuxActions actions, MuxListener listener) {
    this.config = config;
    this.rules = SharingRules.of(config, Map.of());
    this.actions = actions;
    this.listener = listener;
    this.traits = new Traits(rules.table());
    this.keys = new SessionKeys(traits, sessions.values());
  }

  /** Another config is in force from now on. */
  public void reconfigure(MuxConfig config) {
    this.config = config;
    this.rules = SharingRules.of(config, rules.user());
    traits.reconfigure(rules.table());
  }

  /** Every server of the config gets these variables from now on. */
  public void user(Map<String, String> user) {
    this.rules = rules.with(user);
  }

  /** As {@link dev.mcpmux.core.Mux#jitter}. */
  public void jitter(DoubleSupplier numbers) {
    jitter = numbers;
  }

  /** A pause that is up to a quarter shorter, so that not all begin again at the same time. */
  public long jittered(long millis) {
    return millis - (long) (millis * jitter.getAsDouble() / 4);
  }

  /** Begins an event: all that happens in it happens at this time. */
  public void at(long now) {
    this.now = now;
  }

  public long nextDeadline() {
    return timers.next();
  }

  /** What it takes to resume a session that is open has changed. */
  public void tellState(Session session) {
    if (session.isOpen() && !session.origin().isMember()) {
      actions.sessionState(session.number(), SessionStates.of(session));
    }
  }

  /**
   * A session is given a list.
   *
   * @param list null when it is not kept
   */
  public void sees(Session session, Method method, byte[] list) {
    String mark = session.origin().isMember() ? "" : SessionStates.mark(list);
    if (session.lists().mark(method, mark)) {
      tellState(session);
    }
  }

  public boolean awaitsReply(int session, int stream) {
    Session open = sessions.get(session);
    return open != null && open.awaitsReplyOn(stream);
  }

  public String serverOf(int session) {
    Session open = sessions.get(session);
    return open == null ? "" : open.server();
  }

  /** Under what the {@code initialize} of a session is kept. */
  private static Object initializeOf(int session) {
    return "initialize " + session;
  }

  /** A session keeps nothing any more of its hello and {@code initialize}. */
  public void dropKept(int session) {
    kept.drop(session);
    kept.drop(initializeOf(session));
  }

  /** Makes room for what is kept of a client's {@code initialize}. Null when there is some. */
  public Refusal keepInitialize(int session, FrameView frame) {
    long bytes = frame.frameBytes();
    int limit = limits().maxInitializeBytes();
    if (bytes > limit) {
      return Refusal.busy("bytes of initialize", bytes, limit, null);
    }
    // as it is, and canonical; one that comes after one that was refused takes its place
    return kept.set(initializeOf(session), 2 * bytes) ? null : kept.refusal(2 * bytes);
  }

  /** Sessions do not get all of a list, or not as soon as they might. */
  public void noteCut(Upstream upstream, Method method, CutLists.Kind kind, String why) {
    String news = upstream.cutLists().note(method, kind, why);
    if (news != null) {
      listener.listCut(upstream.number(), upstream.server(), news);
    }
  }

  /** A frame of an upstream's reaches nobody. */
  public void drop(Upstream upstream, FrameView frame, String reason) {
    listener.upstreamFrameDropped(upstream.number(), upstream.server(), frame, reason);
  }

  /** Sends a frame of our own to an upstream. */
  public void tell(Upstream upstream, byte[] frame) {
    actions.sendUpstream(upstream.number(), frame);
  }

  /** Sends a frame of our own to a session. */
  public void send(Session session, int stream, byte[] frame) {
    actions.send(session.number(), stream, frame);
  }

  public void send(Session session, byte[] frame) {
    send(session, MuxActions.MAIN_STREAM, frame);
  }

  public void answer(ClientRequest request, byte[] reply) {
    send(request.session, request.stream, reply);
  }

  /** Gives a session a frame as it came. */
  public void pass(Session session, int stream, FrameView frame) {
    actions.reply(session.number(), stream, frame, edits());
  }

  /** Gives a session a server's progress, under the session's own token, null for none. */
  public void passProgress(
      Upstream upstream, Session session, int stream, RequestId token, FrameView frame) {
    if (token != null && session.reads()) {
      FrameEdits edits = edits();
      edits.replace(frame, Field.PROGRESS_TOKEN, token.token());
      actions.reply(session.number(), stream, frame, edits);
    } else {
      drop(upstream, frame, token == null ? NO_REQUEST : "its session does not read");
    }
  }

  public Limits limits() {
    return config.limits();
  }

  /** The config that is in force. */
  public MuxConfig config() {
    return config;
  }

  public boolean isConfigured(String server) {
    return config.servers().containsKey(server);
  }

  /** What decides who shares, as the config now in force has it. */
  public SharingRules rules() {
    return rules;
  }

  /** All that are open. */
  public Collection<Session> sessions() {
    return Collections.unmodifiableCollection(sessions.values());
  }

  /** Null when there is none. */
  public Session session(int number) {
    return sessions.get(number);
  }

  public boolean isOpen(Session session) {
    return sessions.get(session.number()) == session;
  }

  public void add(Session session) {
    sessions.put(session.number(), session);
  }

  public void remove(Session session) {
    sessions.remove(session.number());
  }

  public long now() {
    return now;
  }

  public long inMillis(long millis) {
    return now + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  public Timer in(long millis, Runnable action) {
    return timers.schedule(inMillis(millis), action);
  }

  public long nextTicket() {
    return ++lastTicket;
  }

  public long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** The one list of edits there is, good until the next call; nothing is in it. */
  public FrameEdits edits() {
    edits.clear();
    return edits;
  }
}
