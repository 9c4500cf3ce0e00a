package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import java.util.List;
import java.util.function.Function;

/**
 * Gives a session's message its way to the upstream: forwarded at once with a new id, or parked
 * until the upstream is ready, can take more, and it is this session's turn. Messages of one
 * session keep their order; sessions take turns.
 */
final class Router {
  private final MuxState state;
  private final InFlight inFlight;

  Router(MuxState state, InFlight inFlight) {
    this.state = state;
    this.inFlight = inFlight;
  }

  /** Forwards or parks the message, a request whose id is not in flight. */
  void route(ClientRequest request, FrameView frame) {
    Session session = request.session;
    if (mayForward(session)) {
      inFlight.begin(request);
      ClientRequest same = ListCalls.joinable(session, frame);
      if (same != null) {
        same.addFollower(request);
      } else {
        forward(session.upstream, request, frame);
      }
    } else if (hasRoomToPark(session, frame)) {
      inFlight.begin(request);
      park(session, frame, request, false);
    } else {
      state.actions.send(
          session.number, request.stream, Messages.error(request.id, busy(session, frame)));
    }
  }

  /** Forwards the message, which is about a task, to an upstream that the session left. */
  void routeToLeft(Upstream left, ClientRequest request, FrameView frame) {
    Session session = request.session;
    if (!takesFromLeft(left, session)) {
      state.actions.send(
          session.number, request.stream, Messages.error(request.id, busyLeft(left)));
    } else {
      inFlight.begin(request);
      forward(left, request, frame);
    }
  }

  /** Nothing waits for an upstream that is about to end: what it does not take now is refused. */
  private boolean takesFromLeft(Upstream left, Session session) {
    return left.writable
        && left.pendings.size() < state.config.limits().maxInFlightPerUpstream()
        && hasTurn(left, session);
  }

  private static Refusal busyLeft(Upstream left) {
    String message =
        "server \"" + left.server() + "\" was replaced, and the process with this task is busy";
    return new Refusal(Messages.INTERNAL_ERROR, "busy", message, left.server());
  }

  private void forward(Upstream upstream, ClientRequest request, FrameView frame) {
    enter(upstream, request);
    FrameEdits edits = state.edits();
    edits.replace(frame, Field.ID, request.upstreamId);
    if (request.progressToken != null) {
      edits.replace(frame, Field.META_PROGRESS_TOKEN, request.upstreamId);
    }
    state.actions.forward(upstream.number, frame, edits);
    ListCalls.sent(request, frame);
  }

  /** Forwards or parks the message, a notification that is passed as it is. */
  void routeNotification(Session session, FrameView frame) {
    if (mayForward(session)) {
      noteWork(session.upstream, session, Method.UNKNOWN);
      session.upstream.namelessErrors.onNotification();
      state.actions.forward(session.upstream.number, frame, state.edits());
    } else if (hasRoomToPark(session, frame)) {
      park(session, frame, null, false);
    } else {
      state.listener.sessionFrameRefused(session.number, frame, "busy");
    }
  }

  /** Sends on what is parked, as far as the upstream takes it. */
  void drain(Upstream upstream) {
    for (int waiting = upstream.turns.size(); waiting > 0 && takesMore(upstream); waiting--) {
      Session session = upstream.turns.poll();
      if (!session.isServed() || !hasTurn(upstream, session)) {
        upstream.turns.add(session);
        continue;
      }
      forward(upstream, session, unpark(session));
      if (!session.parked.isEmpty()) {
        upstream.turns.add(session);
        waiting = upstream.turns.size() + 1;
      }
    }
  }

  private void forward(Upstream upstream, Session session, Parked parked) {
    ClientRequest request = parked.request();
    Upstream left =
        request == null || !request.isAboutTask() ? null : Tasks.leftAt(session, request.taskId);
    if (left != null && !takesFromLeft(left, session)) {
      refuse(session, parked, busyLeft(left));
      return;
    }
    if (left != null) {
      forward(left, parked);
      return;
    }
    if (request != null
        && request.isAboutTask()
        && !Tasks.mayUse(upstream, session, request.taskId)) {
      // It came when the session had another process, or this one knew the task.
      refuse(session, parked, Refusal.unknownTask());
      return;
    }
    if (request == null) {
      noteWork(upstream, session, Method.UNKNOWN);
      upstream.namelessErrors.onNotification();
    }
    forward(upstream, parked);
  }

  private void refuse(Session session, Parked parked, Refusal refusal) {
    ClientRequest request = parked.request();
    state.actions.dropParked(parked.ticket());
    inFlight.refuse(request, refusal);
  }

  private void forward(Upstream upstream, Parked parked) {
    if (parked.request() != null) {
      enter(upstream, parked.request());
    }
    FrameEdits edits = state.edits();
    parked.edit(edits);
    state.actions.forwardParked(parked.ticket(), upstream.number, edits);
  }

  private void enter(Upstream upstream, ClientRequest request) {
    inFlight.enter(upstream, request);
    noteWork(upstream, request.session, request.method);
    if (ListMethods.isOne(request.method)) {
      request.sentEvent = upstream.nextEvent();
    }
  }

  /**
   * The frame is a request that its upstream, which is about to end, has not taken. It waits again,
   * before what else waits. Not a second time: whatever refuses it would go on so. Nor when others
   * wait for its reply, who would wait for nothing if it were cancelled meanwhile, or when its
   * session has no server any more.
   */
  void takeBack(Upstream upstream, FrameView frame) {
    upstream.writable = false;
    if (upstream.isReady()
        && upstream.pendings.get(frame.idAsLong()) instanceof ClientRequest request
        && request.followers().isEmpty()
        && request.session.unavailable == null
        && !request.wasTakenBack()) {
      inFlight.take(upstream, request.upstreamId);
      request.takeBack();
      park(request.session, frame, request, true);
    }
  }

  /** What may make a server ask its client something. */
  private void noteWork(Upstream upstream, Session session, Method method) {
    upstream.idle.active(state.now());
    if (ClientRequest.isWork(method)) {
      upstream.workers.add(session);
    }
  }

  /**
   * Lets a session's parked messages take part again, after it came here or was asked for its
   * roots.
   */
  void enqueue(Session session) {
    if (!session.parked.isEmpty()
        && !session.waitsForRoots
        && !session.upstream.turns.contains(session)) {
      session.upstream.turns.add(session);
      state.touched.add(session.upstream);
    }
  }

  /** Takes a request that was not forwarded yet out of its queue, if it is in one, and frees it. */
  void dropParked(Session session, ClientRequest request) {
    for (Parked parked : session.parked) {
      if (parked.request() == request) {
        session.parked.remove(parked);
        count(session, -1, parked);
        state.actions.dropParked(parked.ticket());
        break;
      }
    }
    if (session.parked.isEmpty() && session.upstream != null) {
      session.upstream.turns.remove(session);
    }
  }

  /**
   * Answers calls that wait with an error.
   *
   * @param why for the name of a tool; null for one that may be called
   */
  void refuseTools(Session session, Function<String, Refusal> why) {
    for (Parked parked : List.copyOf(session.parked)) {
      Refusal refusal = parked.tool() == null ? null : why.apply(parked.tool());
      if (refusal != null) {
        ClientRequest request = parked.request();
        dropParked(session, request);
        inFlight.refuse(request, refusal);
      }
    }
  }

  /**
   * Frees everything a session has parked; its requests stay in flight for the caller to answer.
   */
  void dropAllParked(Session session) {
    for (Parked parked : session.parked) {
      count(session, -1, parked);
      state.actions.dropParked(parked.ticket());
    }
    session.parked.clear();
    session.whenServed.clear();
    if (session.upstream != null) {
      session.upstream.turns.remove(session);
    }
  }

  /** Answers everything of a session that has not been forwarded with an error. */
  void refuseWaiting(Session session, Refusal refusal) {
    dropAllParked(session);
    inFlight.refuseUnsent(session, refusal);
  }

  private void park(Session session, FrameView frame, ClientRequest request, boolean first) {
    Parked parked = Parked.of(state.nextTicket(), frame, request);
    if (first) {
      session.parked.addFirst(parked);
    } else {
      session.parked.addLast(parked);
    }
    count(session, 1, parked);
    state.actions.park(parked.ticket(), frame);
    if (session.upstream != null) {
      enqueue(session);
      state.touched.add(session.upstream);
    }
  }

  private Parked unpark(Session session) {
    Parked parked = session.parked.poll();
    count(session, -1, parked);
    return parked;
  }

  /**
   * @param sign -1 for one that waits no more
   */
  private void count(Session session, int sign, Parked parked) {
    session.parkedBytes += sign * parked.length();
    state.parkedBytes += sign * (parked.length() + Parked.OVERHEAD);
  }

  private boolean mayForward(Session session) {
    return session.parked.isEmpty()
        && session.isServed()
        && session.upstream.turns.isEmpty()
        && takesMore(session.upstream)
        && hasTurn(session.upstream, session);
  }

  boolean takesMore(Upstream upstream) {
    return upstream.isReady()
        && upstream.writable
        && upstream.pendings.size() < state.config.limits().maxInFlightPerUpstream();
  }

  /**
   * Where a server's requests are told apart by what is in flight, only one session at a time may
   * have anything.
   */
  static boolean hasTurn(Upstream upstream, Session session) {
    if (!upstream.isSerialized()) {
      return true;
    }
    for (Session other : upstream.parties()) {
      if (other != session && other.inFlight.isAt(upstream)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasRoomToPark(Session session, FrameView frame) {
    return session.parked.size() < state.config.limits().maxParkedPerSession()
        && session.parkedBytes + frame.frameBytes()
            <= state.config.limits().maxParkedBytesPerSession()
        && parkedWith(frame) <= state.config.limits().maxParkedBytes();
  }

  private long parkedWith(FrameView frame) {
    return state.parkedBytes + frame.frameBytes() + Parked.OVERHEAD;
  }

  private Refusal busy(Session session, FrameView frame) {
    int count = session.parked.size() + 1;
    int limit = state.config.limits().maxParkedPerSession();
    if (count > limit) {
      return Refusal.busy("waiting messages", count, limit, session.server.name());
    }
    long bytes = session.parkedBytes + frame.frameBytes();
    long limitBytes = state.config.limits().maxParkedBytesPerSession();
    if (bytes > limitBytes) {
      return Refusal.busy("bytes of waiting messages", bytes, limitBytes, session.server.name());
    }
    return Refusal.busy(
        "bytes of waiting messages of all sessions",
        parkedWith(frame),
        state.config.limits().maxParkedBytes(),
        session.server.name());
  }
}
