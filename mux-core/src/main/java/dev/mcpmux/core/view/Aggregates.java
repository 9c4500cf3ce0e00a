package dev.mcpmux.core.view;

import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.engine.MuxParts;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.TidyFrame;
import dev.mcpmux.core.inner.InnerFrame;
import dev.mcpmux.core.inner.InnerSessions;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.OpenCall;
import dev.mcpmux.core.port.SessionActions;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.port.UsedTool;
import dev.mcpmux.core.table.Kept;
import java.util.List;
import java.util.Optional;

/**
 * The layer between a {@link dev.mcpmux.core.Mux} and its parts. A session with all servers, a
 * <i>front</i>, is taken apart here into one session per server, its <i>members</i>, of which the
 * parts know nothing more than of any other session. What members send is taken after the event in
 * which the parts sent it ({@link #settle}), so that nothing re-enters them.
 */
public final class Aggregates {
  private final View view;
  private final Changes changes;
  private final ListFetches fetches;
  private final Greetings greetings;
  private final FrontSubscriptions subscriptions;
  private final FrontMembers members;
  final Fronts fronts;
  private final FrontFrames frontFrames;
  private final MemberFrames memberFrames;
  private MuxParts parts;

  public Aggregates(MuxConfig config, SessionActions driver, MuxListener listener) {
    view = new View(config, driver, listener, new Members());
    changes = new Changes(view);
    fetches = new ListFetches(view, changes);
    Lists lists = new Lists(view, fetches);
    subscriptions = new FrontSubscriptions(view);
    greetings = new Greetings(view, changes, lists, subscriptions);
    members = new FrontMembers(view, changes, lists, greetings);
    fronts = new Fronts(view, changes, lists, greetings, members);
    FrontCalls calls = new FrontCalls(view, fronts, lists, greetings, subscriptions);
    frontFrames = new FrontFrames(view, lists, greetings, fronts, calls);
    memberFrames = new MemberFrames(view, fetches, subscriptions, members, calls);
  }

  /** What becomes of members. */
  private final class Members implements InnerSessions.Owner<Member> {
    @Override
    public void onFrame(Member member, int stream, byte[] frame) {
      guard(member, () -> memberFrames.onFrame(member, stream, InnerFrame.of(frame)));
    }

    @Override
    public void onClosed(Member member, CloseCause cause) {
      guard(member, () -> members.memberGone(member, cause));
    }

    @Override
    public void onServerReady(String server) {
      greetings.onServerReady(server);
      fetches.onServerReady(server);
      subscriptions.onServerReady(server);
    }

    private void guard(Member member, Runnable step) {
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        view.listener.sessionFailed(member.front.number, e);
        fronts.close(member.front, CloseCause.INTERNAL);
      }
    }
  }

  /** What the parts do to sessions, goes through here. */
  public SessionActions actions() {
    return view.inner.actions();
  }

  /** What the parts report, goes through here. */
  public MuxListener listener() {
    return view.inner.listener();
  }

  /** To be called once, before any event. */
  public void over(MuxParts inner) {
    parts = inner;
    view.inner.over(inner);
  }

  /** Begins an event. */
  public void at(long time) {
    view.at(time);
  }

  /**
   * Ends an event: does what came of it here, and of one before that has failed. A failure ends the
   * front that it belongs to, not the event.
   */
  public void settle() {
    view.inner.settle();
    fronts.closeDone();
    view.inner.settle();
  }

  /** As {@link dev.mcpmux.core.Mux#onSessionOpen}, for any target. */
  public Optional<CloseCause> open(int session, SessionHello hello) {
    Optional<CloseCause> refused = room(session, hello);
    if (refused.isEmpty()) {
      refused = openInRoom(session, hello);
      if (refused.isPresent()) {
        parts.kept().dropSession(session);
      }
    }
    return refused;
  }

  /** Makes room for a session, with its environment. Empty when there is some. */
  private Optional<CloseCause> room(int session, SessionHello hello) {
    int open = parts.sessions() - view.inner.count() + fronts.count() + 1;
    int limit = view.limits().maxSessions();
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
    return frame.isUntidy() ? TidyFrame.of(frame, view.limits().maxFrameBytes()) : frame;
  }

  /** As {@link dev.mcpmux.core.Mux#onSessionResumed}. */
  public void resume(int session, SessionState before) {
    Front front = fronts.find(session);
    if (front == null) {
      parts.resumeSession(session, before);
    } else {
      FrontStates.restore(front, before);
      frontFrames.opened(front);
      greetings.onInitialized(front);
      before.lists().keySet().forEach(method -> oweList(front, method));
      view.tellState(front);
    }
  }

  /** As {@link dev.mcpmux.core.Mux#onUsedLoaded}. */
  public void usedLoaded(String client, String project, List<UsedTool> tools) {
    frontFrames.usedLoaded(client, project, tools);
  }

  /** As {@link dev.mcpmux.core.Mux#onEmbedded}. */
  public void embedded(List<String> texts, List<float[]> vectors) {
    fronts.embedded(texts, vectors);
  }

  /** What its servers list together is not kept: it may be another list. */
  private void oweList(Front front, String method) {
    for (Offer offer : Offer.values()) {
      if (offer.method.wireName().equals(method)) {
        front.lists(offer);
        if (shows(front, offer)) {
          changes.owe(front, offer.kind);
        }
      }
    }
  }

  /** Whether the client has anything of it listed that may be another now. */
  private boolean shows(Front front, Offer offer) {
    return !front.finds()
        || offer != Offer.TOOLS
        || front.members().values().stream().anyMatch(view::listsToolsOf);
  }

  /** As {@link dev.mcpmux.core.Mux#questionsAfter}. */
  public void questionsAfter(long id) {
    view.questionsAfter(id);
    parts.questionsAfter(id);
  }

  public boolean awaitsReply(int session, int stream) {
    Front front = fronts.find(session);
    return front == null ? parts.awaitsReply(session, stream) : front.awaitsReplyOn(stream);
  }

  public String serverOf(int session) {
    Front front = fronts.find(session);
    return front == null ? parts.serverOf(session) : front.target.label();
  }

  public Optional<SessionHello> helloOf(int session) {
    Front front = fronts.find(session);
    return front == null ? parts.helloOf(session) : Optional.of(front.hello);
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
    view.runDue();
  }

  public long nextDeadline() {
    return view.nextDeadline();
  }

  /** All sessions end; those of the parts, and with them all members, have been told already. */
  public void stop(CloseCause cause) {
    members.stopping();
    settle();
    fronts.closeAll(cause);
  }

  /** The same with fronts in place of their members. */
  public MuxStatus status(MuxStatus inner) {
    return fronts.isEmpty() ? inner : fronts.describe(inner);
  }

  /** The same as calls of clients; those of members are of their client. */
  public List<OpenCall> openCalls(List<OpenCall> calls) {
    return fronts.isEmpty() ? calls : calls.stream().map(this::ofClient).toList();
  }

  private OpenCall ofClient(OpenCall call) {
    return call.session() < 0 ? call.of(view.inner.client(call.session())) : call;
  }

  /** Calls that wait and that this config denies are refused, before it lets anything go on. */
  public void restrict(MuxConfig changed) {
    fronts.restrict(changed, parts);
  }

  /** Other servers are configured; the parts know it already. */
  public void reconfigure(MuxConfig changed) {
    view.reconfigure(changed);
    fetches.retain(changed.servers().keySet());
    fronts.reconfigure();
  }
}
