package dev.mcpmux.core.route;

import dev.mcpmux.core.cache.ResultCache;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Parked;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.ListMethods;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.function.Function;

/**
 * Gives a session's message its way to the upstream: forwarded at once with a new id, or parked
 * until the upstream is ready, can take more, and it is this session's turn. Messages of one
 * session keep their order; sessions take turns.
 */
public final class Router {
  private final MuxState state;
  private final InFlight inFlight;
  private final Parking parking;

  public Router(MuxState state, InFlight inFlight, Parking parking) {
    this.state = state;
    this.inFlight = inFlight;
    this.parking = parking;
  }

  /** Forwards or parks the message, a request whose id is not in flight. */
  public void route(ClientRequest request, FrameView frame) {
    Session session = request.session;
    if (mayForward(session)) {
      inFlight.begin(request, frame);
      long call = session.upstream().calls().joinable(frame, session.lastReply());
      if (call != 0 && session.upstream().pendings().get(call) instanceof ClientRequest same) {
        inFlight.follow(same, request);
      } else {
        forward(session.upstream(), request, frame);
      }
      return;
    }
    Refusal full = parking.full(session, frame);
    if (full == null) {
      inFlight.begin(request, frame);
      parking.add(session, frame, request);
    } else {
      refuseAtOnce(request, frame, full);
    }
  }

  /** Forwards the message, which is about a task, to an upstream that the session left. */
  public void routeToLeft(Upstream left, ClientRequest request, FrameView frame) {
    Session session = request.session;
    if (!takesFromLeft(left, session)) {
      refuseAtOnce(request, frame, busyLeft(left));
    } else {
      inFlight.begin(request, frame);
      forward(left, request, frame);
    }
  }

  private void refuseAtOnce(ClientRequest request, FrameView frame, Refusal refusal) {
    inFlight.answerAtOnce(request, frame, Messages.error(request.id, refusal), CallEnd.REFUSED);
  }

  /** Nothing waits for an upstream that is about to end: what it does not take now is refused. */
  private boolean takesFromLeft(Upstream left, Session session) {
    return left.reads()
        && left.pendings().size() < state.limits().maxInFlightPerUpstream()
        && hasTurn(left, session);
  }

  private static Refusal busyLeft(Upstream left) {
    String message =
        "server \"" + left.server() + "\" was replaced, and the process with this task is busy";
    return Refusal.of("busy", message, left.server());
  }

  private void forward(Upstream upstream, ClientRequest request, FrameView frame) {
    enter(upstream, request, frame.frameBytes());
    FrameEdits edits = state.edits();
    edits.replace(frame, Field.ID, request.upstreamId());
    if (request.progressToken != null) {
      edits.replace(frame, Field.META_PROGRESS_TOKEN, request.upstreamId());
    }
    state.actions.forward(upstream.number(), frame, edits);
    upstream.calls().sent(request.upstreamId(), frame);
  }

  /** Forwards or parks the message, a notification that is passed as it is. */
  public void routeNotification(Session session, FrameView frame) {
    if (mayForward(session)) {
      noteWork(session.upstream(), session, Method.UNKNOWN);
      noteChange(session.upstream(), null);
      session.upstream().namelessErrors().onNotification();
      state.actions.forward(session.upstream().number(), frame, state.edits());
    } else if (parking.full(session, frame) == null) {
      parking.add(session, frame, null);
    } else {
      state.listener.sessionFrameRefused(session.number(), frame, "busy");
    }
  }

  /** Sends on what is parked, as far as the upstream takes it. */
  public void drain(Upstream upstream) {
    for (int waiting = upstream.line().size(); waiting > 0 && takesMore(upstream); waiting--) {
      Session session = upstream.line().next();
      if (session.isServed() && hasTurn(upstream, session)) {
        forward(upstream, session, parking.take(session));
        if (!session.parked().isEmpty()) {
          waiting = upstream.line().size() + 1;
        }
      }
    }
  }

  private void forward(Upstream upstream, Session session, Parked parked) {
    ClientRequest request = parked.request;
    Upstream left =
        request == null || !request.isAboutTask() ? null : session.leftWith(request.taskId());
    if (left != null && !takesFromLeft(left, session)) {
      refuse(session, parked, busyLeft(left));
      return;
    }
    if (left != null) {
      forward(left, parked);
      return;
    }
    if (request != null && request.isAboutTask() && !upstream.mayGive(request.taskId(), session)) {
      // It came when the session had another process, or this one knew the task.
      refuse(session, parked, Refusal.unknownTask());
      return;
    }
    if (request != null && !request.mayGoTo(upstream)) {
      refuse(session, parked, Refusal.otherProcess(upstream.server()));
      return;
    }
    if (parked.ofRoots && !upstream.isExclusive()) {
      // It came when the session had a process of its own. One that others use is never told.
      state.actions.dropParked(parked.ticket);
      return;
    }
    if (request == null) {
      noteWork(upstream, session, Method.UNKNOWN);
      noteChange(upstream, null);
      upstream.namelessErrors().onNotification();
    }
    forward(upstream, parked);
  }

  private void refuse(Session session, Parked parked, Refusal refusal) {
    ClientRequest request = parked.request;
    state.actions.dropParked(parked.ticket);
    inFlight.refuse(request, refusal);
  }

  private void forward(Upstream upstream, Parked parked) {
    if (parked.request != null) {
      enter(upstream, parked.request, parked.length);
    }
    FrameEdits edits = state.edits();
    parked.edit(edits);
    state.actions.forwardParked(parked.ticket, upstream.number(), edits);
  }

  private void enter(Upstream upstream, ClientRequest request, long bytes) {
    inFlight.enter(upstream, request, bytes);
    noteWork(upstream, request.session, request.method);
    noteChange(upstream, request);
    if (ListMethods.isOne(request.method)) {
      request.countAs(upstream.calls().nextEvent());
    }
  }

  /**
   * The frame is a request that its upstream, which is about to end, has not taken. It waits again,
   * before what else waits. Not a second time: whatever refuses it would go on so. Nor when others
   * wait for its reply, who would wait for nothing if it were cancelled meanwhile, or when its
   * session has no server any more.
   */
  public void takeBack(Upstream upstream, FrameView frame) {
    upstream.reads(false);
    if (upstream.isReady()
        && upstream.pendings().get(frame.idAsLong()) instanceof ClientRequest request
        && request.followers().isEmpty()
        && request.session.unavailable() == null
        && !request.wasTakenBack()) {
      inFlight.untaken(upstream, request);
      parking.putBack(request, frame);
    }
  }

  /** What may make a server ask its client something. */
  private void noteWork(Upstream upstream, Session session, Method method) {
    upstream.idle().active(state.now());
    if (ClientRequest.isWork(method)) {
      upstream.parties().giveWork(session);
    }
  }

  /** What may change what the server's tools tell; null for a notification. */
  private static void noteChange(Upstream upstream, ClientRequest request) {
    ResultCache results = upstream.results();
    if (results == null) {
      return;
    }
    if (request != null && request.method == Method.TOOLS_CALL) {
      results.sent(request.cachedCall());
    } else if (request == null || request.method == Method.UNKNOWN) {
      results.change();
    }
  }

  /**
   * Answers calls that wait with an error.
   *
   * @param why for the name of a tool; null for one that may be called
   */
  public void refuseTools(Session session, Function<String, Refusal> why) {
    for (Parked parked : session.parked().all()) {
      Refusal refusal = parked.tool == null ? null : why.apply(parked.tool);
      if (refusal != null) {
        parking.drop(parked.request);
        inFlight.refuse(parked.request, refusal);
      }
    }
  }

  /** Answers everything of a session that has not been forwarded with an error. */
  public void refuseWaiting(Session session, Refusal refusal) {
    parking.dropAll(session);
    inFlight.refuseUnsent(session, refusal);
  }

  private boolean mayForward(Session session) {
    return session.parked().isEmpty()
        && session.isServed()
        && session.upstream().line().isEmpty()
        && takesMore(session.upstream())
        && hasTurn(session.upstream(), session);
  }

  public boolean takesMore(Upstream upstream) {
    return upstream.isReady()
        && upstream.reads()
        && upstream.pendings().size() < state.limits().maxInFlightPerUpstream();
  }

  /**
   * Where a server's requests are told apart by what is in flight, only one session at a time may
   * have anything.
   */
  public static boolean hasTurn(Upstream upstream, Session session) {
    if (!upstream.isSerialized()) {
      return true;
    }
    for (Session other : upstream.parties().all()) {
      if (other != session && other.requests().isAt(upstream)) {
        return false;
      }
    }
    return true;
  }
}
