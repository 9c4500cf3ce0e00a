package dev.mcpmux.core.view;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.Limits;
import dev.mcpmux.core.MuxActions;
import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.MuxListener;
import dev.mcpmux.core.MuxStatus;
import dev.mcpmux.core.SessionHello;
import dev.mcpmux.core.SessionState;
import dev.mcpmux.core.Target;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.TidyFrame;
import dev.mcpmux.core.route.Handshake;
import dev.mcpmux.core.route.Kept;
import dev.mcpmux.core.route.MuxParts;
import dev.mcpmux.core.route.Refusal;
import dev.mcpmux.core.route.Timers;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * The layer between a {@link dev.mcpmux.core.Mux} and its parts. A session with all servers, a
 * <i>front</i>, is taken apart here into one session per server, its <i>members</i>, of which the
 * parts know nothing more than of any other session. What members send is taken after the event in
 * which the parts sent it ({@link #settle}), so that nothing re-enters them.
 */
public final class Aggregates {
  final MuxActions driver;
  final MuxListener listener;
  final Timers timers = new Timers();
  final Changes changes;
  final Lists lists;
  final Greetings greetings;
  final FrontSubscriptions subscriptions;
  final Fronts fronts;

  private final ViewActions actions;
  private final ViewListener innerListener;
  private final FrontFrames frontFrames;
  private final FrontCalls calls;
  private final MemberFrames memberFrames;
  private final Map<Integer, Member> members = new HashMap<>();
  private final Queue<Runnable> steps = new ArrayDeque<>();
  private MuxConfig config;
  private MuxParts parts;
  private int lastMember;
  private long questionsAfter;
  private long now;

  public Aggregates(MuxConfig config, MuxActions driver, MuxListener listener) {
    this.config = config;
    this.driver = driver;
    this.listener = listener;
    this.actions = new ViewActions(driver, this);
    this.innerListener = new ViewListener(listener, this);
    this.changes = new Changes(this);
    this.lists = new Lists(this);
    this.greetings = new Greetings(this);
    this.subscriptions = new FrontSubscriptions(this);
    this.fronts = new Fronts(this);
    this.calls = new FrontCalls(this);
    this.frontFrames = new FrontFrames(this, calls);
    this.memberFrames = new MemberFrames(this);
  }

  /** What the parts do, goes through here. */
  public MuxActions actions() {
    return actions;
  }

  /** What the parts report, goes through here. */
  public MuxListener listener() {
    return innerListener;
  }

  /** To be called once, before any event. */
  public void over(MuxParts inner) {
    parts = inner;
  }

  /** Begins an event. */
  public void at(long time) {
    now = time;
  }

  /**
   * Ends an event: does what came of it here, and of one before that has failed. A failure ends the
   * front that it belongs to, not the event.
   */
  public void settle() {
    for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
      step.run();
    }
    fronts.closeDone();
    for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
      step.run();
    }
  }

  /** As {@link dev.mcpmux.core.Mux#onSessionOpen}, for any target. */
  public Optional<CloseCause> open(int session, SessionHello hello) {
    Optional<CloseCause> refused = room(session, hello);
    if (refused.isEmpty()) {
      refused = openInRoom(session, hello);
      if (refused.isPresent()) {
        parts.dropKept(session);
      }
    }
    return refused;
  }

  /** Makes room for a session, with its environment. Empty when there is some. */
  private Optional<CloseCause> room(int session, SessionHello hello) {
    int open = parts.sessions() - members.size() + fronts.count() + 1;
    int limit = limits().maxSessions();
    if (open > limit) {
      return Optional.of(new CloseCause("busy", "sessions: " + open + " (limit: " + limit + ")"));
    }
    long bytes = Kept.of(hello);
    return parts.kept().add(session, bytes)
        ? Optional.empty()
        : Optional.of(new CloseCause("busy", parts.kept().full(bytes)));
  }

  private Optional<CloseCause> openInRoom(int session, SessionHello hello) {
    if (hello.target() instanceof Target.All all) {
      return fronts.open(session, hello, all);
    }
    return parts.openSession(session, hello);
  }

  /** A frame of any session of the driver's. */
  public void sessionFrame(int session, int stream, FrameView frame) {
    FrameView tidy = tidy(frame);
    Front front = fronts.find(session);
    if (front != null) {
      frontFrames.onFrame(front, stream, tidy);
    } else {
      parts.sessionFrame(session, stream, tidy);
    }
  }

  /** The driver's frame, or what is passed on in its place. */
  private FrameView tidy(FrameView frame) {
    return frame.isUntidy() ? TidyFrame.of(frame, limits().maxFrameBytes()) : frame;
  }

  /** Makes room for what is kept of a client's {@code initialize}. Null when there is some. */
  Refusal keepInitialize(Front front, FrameView frame) {
    return parts.keepInitialize(front.number, frame);
  }

  /** A front keeps nothing any more. */
  void dropKept(Front front) {
    parts.dropKept(front.number);
  }

  /** As {@link dev.mcpmux.core.Mux#onSessionResumed}. */
  public void resume(int session, SessionState before) {
    Front front = fronts.find(session);
    if (front == null) {
      parts.resumeSession(session, before);
    } else {
      FrontStates.resume(front, before);
      frontFrames.onInitialized(front);
      before.lists().keySet().forEach(method -> oweList(front, method));
      tellState(front);
    }
  }

  /** What its servers list together is not kept: it may be another list. */
  private void oweList(Front front, String method) {
    for (Offer offer : Offer.values()) {
      if (offer.method.wireName().equals(method)) {
        front.listed.add(offer);
        changes.owe(front, offer.kind);
      }
    }
  }

  /** What it takes to resume a front has changed. */
  void tellState(Front front) {
    if (front.isOpen()) {
      driver.sessionState(front.number, FrontStates.of(front));
    }
  }

  /** As {@link dev.mcpmux.core.Mux#questionsAfter}. */
  public void questionsAfter(long id) {
    questionsAfter = id;
    parts.questionsAfter(id);
  }

  long questionsAfter() {
    return questionsAfter;
  }

  public boolean awaitsReply(int session, int stream) {
    Front front = fronts.find(session);
    return front == null ? parts.awaitsReply(session, stream) : front.awaitsReplyOn(stream);
  }

  public String serverOf(int session) {
    return fronts.find(session) == null ? parts.serverOf(session) : Target.All.LABEL;
  }

  public void endInput(int session) {
    Front front = fronts.find(session);
    if (front == null) {
      parts.endSessionInput(session);
    } else {
      fronts.endInput(front);
    }
  }

  public void gone(int session) {
    Front front = fronts.find(session);
    if (front == null) {
      parts.sessionGone(session);
    } else {
      fronts.forget(front);
    }
  }

  public void writability(int session, boolean writable) {
    Front front = fronts.find(session);
    if (front == null) {
      parts.sessionWritability(session, writable);
    } else {
      fronts.writability(front, writable);
    }
  }

  /** Ends a session of the driver's. */
  public void close(int session, CloseCause cause) {
    Front front = fronts.find(session);
    if (front == null) {
      parts.closeSession(session, cause);
    } else {
      fronts.close(front, cause);
    }
  }

  public void outputExceeded(int session, long unsentBytes) {
    Front front = fronts.find(session);
    if (front == null) {
      parts.sessionOutputExceeded(session, unsentBytes);
    } else {
      fronts.outputExceeded(front, unsentBytes);
    }
  }

  public void upstreamFrame(int upstream, long request, FrameView frame) {
    parts.upstreamFrame(upstream, request, tidy(frame));
  }

  public void deadline() {
    timers.runDue(now);
  }

  public long nextDeadline() {
    return timers.next();
  }

  /** All sessions end; those of the parts, and with them all members, have been told already. */
  public void stop(CloseCause cause) {
    fronts.stopping();
    settle();
    fronts.closeAll(cause);
  }

  /** The same with fronts in place of their members. */
  public MuxStatus status(MuxStatus inner) {
    return fronts.isEmpty() ? inner : fronts.describe(inner);
  }

  /** Calls that wait and that this config denies are refused, before it lets anything go on. */
  public void restrict(MuxConfig changed) {
    fronts.restrict(changed, parts);
  }

  /** Other servers are configured; the parts know it already. */
  public void reconfigure(MuxConfig changed) {
    config = changed;
    fronts.reconfigure();
  }

  /** For fronts that open from now on: names stay as they are for a session's life. */
  Naming naming() {
    return new Naming(config.separator());
  }

  MuxConfig config() {
    return config;
  }

  Limits limits() {
    return config.limits();
  }

  long inMillis(long millis) {
    return now + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Runs it when the parts have finished with the event at hand. */
  void later(Runnable step) {
    steps.add(step);
  }

  Collection<Member> members() {
    return members.values();
  }

  Member member(int session) {
    return members.get(session);
  }

  int nextMember() {
    return --lastMember;
  }

  /** Opens the session behind a member. Returns why it cannot be. */
  Optional<CloseCause> open(Member member) {
    SessionHello hello = member.front.hello;
    SessionHello one =
        new SessionHello(
            new Target.Named(member.server),
            hello.cwd(),
            hello.projectRoot(),
            hello.namesFilesInCwd(),
            hello.environment(),
            hello.ownEnvironment(),
            hello.pid(),
            hello.traces());
    Optional<CloseCause> refused = parts.openMember(member.session, one);
    if (refused.isEmpty()) {
      members.put(member.session, member);
    } else {
      member.state = Member.State.GONE;
    }
    return refused;
  }

  /** Gives the parts a frame of a member. */
  void say(Member member, int stream, byte[] frame) {
    if (member.isOpen()) {
      parts.sessionFrame(member.session, stream, Frames.scan(frame));
    }
  }

  /** As {@link MuxParts#listPutTogether}. */
  void putTogether(Member member, Method list, String cut) {
    parts.listPutTogether(member.session, list, cut);
  }

  /** As {@link MuxParts#renewHandshake}. */
  Handshake renewHandshake(Member member) {
    return parts.renewHandshake(member.session);
  }

  /** Asks the next server that may know a URI. Returns whether there is one. */
  boolean nextByUri(FrontRequest request) {
    return calls.nextByUri(request);
  }

  void endInput(Member member) {
    parts.endSessionInput(member.session);
  }

  void writability(Member member, boolean writable) {
    parts.sessionWritability(member.session, writable);
  }

  /** Ends the session behind a member, which is told nothing more. */
  void close(Member member) {
    if (members.remove(member.session) != null) {
      member.state = Member.State.GONE;
      timers.cancel(member.subscribeRetry);
      parts.sessionGone(member.session);
    }
  }

  /** The parts have sent a member a frame. */
  void fromMember(int session, int stream, byte[] frame) {
    later(
        () -> {
          Member member = members.get(session);
          if (member != null) {
            guard(member, () -> memberFrames.onFrame(member, stream, frame));
          }
        });
  }

  /** The parts have ended a member's session. */
  void memberClosed(int session, CloseCause cause) {
    later(
        () -> {
          Member member = members.remove(session);
          if (member != null) {
            guard(member, () -> fronts.memberGone(member, cause));
          }
        });
  }

  private void guard(Member member, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      listener.sessionFailed(member.front.number, e);
      fronts.close(member.front, CloseCause.INTERNAL);
    }
  }

  void send(Front front, int stream, byte[] frame) {
    driver.send(front.number, stream, frame);
  }
}
