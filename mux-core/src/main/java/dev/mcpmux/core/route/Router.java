package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;

/**
 * Gives a session's message its way to the upstream: forwarded at once with a new id, or parked
 * until the upstream is ready, can take more, and it is this session's turn. Messages of one
 * session keep their order; sessions take turns.
 */
public final class Router {
  private final MuxState state;

  public Router(MuxState state) {
    this.state = state;
  }

  /** Forwards or parks the current frame, a request whose id is not in flight. */
  void route(Session session, int stream, FrameView frame) {
    RequestId id = RequestId.copyOf(frame, Field.ID);
    ForwardedRequest request =
        new ForwardedRequest(session, stream, id, frame.method(), progressToken(frame));
    if (mayForward(session)) {
      Upstream upstream = session.upstream;
      long upstreamId = upstream.pendings.add(request);
      session.inFlight.put(id, request);
      FrameEdits edits = state.edits();
      edits.replace(frame.start(Field.ID), frame.end(Field.ID), upstreamId);
      if (request.progressToken != null) {
        edits.replace(
            frame.start(Field.META_PROGRESS_TOKEN),
            frame.end(Field.META_PROGRESS_TOKEN),
            upstreamId);
      }
      state.actions.forward(upstream.number, edits);
    } else if (hasRoomToPark(session, frame)) {
      session.inFlight.put(id, request);
      park(session, Parked.request(state.nextTicket(), frame, request));
    } else {
      state.actions.send(session.number, stream, Messages.error(id, busy(session, frame)));
    }
  }

  /** Forwards or parks the current frame, a notification that is passed as it is. */
  void routeNotification(Session session, FrameView frame) {
    if (mayForward(session)) {
      state.actions.forward(session.upstream.number, state.edits());
    } else if (hasRoomToPark(session, frame)) {
      park(session, Parked.notification(state.nextTicket(), frame));
    } else {
      state.listener.sessionFrameRefused(session.number, frame, "busy");
    }
  }

  /** Sends on what is parked, as far as the upstream takes it. */
  void drain(Upstream upstream) {
    while (!upstream.turns.isEmpty() && takesMore(upstream)) {
      Session session = upstream.turns.poll();
      forward(upstream, unpark(session));
      if (!session.parked.isEmpty()) {
        upstream.turns.add(session);
      }
    }
  }

  /** Puts a session that came with parked messages in the row of those who wait. */
  void enqueue(Session session) {
    if (!session.parked.isEmpty()) {
      session.upstream.turns.add(session);
    }
  }

  /** Takes a request that was not forwarded yet out of its queue and frees it. */
  void dropParked(Session session, ForwardedRequest request) {
    for (Parked parked : session.parked) {
      if (parked.request() == request) {
        session.parked.remove(parked);
        session.parkedBytes -= parked.bytes();
        state.actions.dropParked(parked.ticket());
        break;
      }
    }
    if (session.parked.isEmpty() && session.upstream != null) {
      session.upstream.turns.remove(session);
    }
  }

  /**
   * Frees everything a session has parked; its requests stay in flight for the caller to answer.
   */
  void dropAllParked(Session session) {
    for (Parked parked : session.parked) {
      state.actions.dropParked(parked.ticket());
    }
    session.parked.clear();
    session.parkedBytes = 0;
    if (session.upstream != null) {
      session.upstream.turns.remove(session);
    }
  }

  private void forward(Upstream upstream, Parked parked) {
    FrameEdits edits = state.edits();
    if (parked.request() != null) {
      long upstreamId = upstream.pendings.add(parked.request());
      edits.replace(parked.idStart(), parked.idEnd(), upstreamId);
      if (parked.tokenStart() >= 0) {
        edits.replace(parked.tokenStart(), parked.tokenEnd(), upstreamId);
      }
    }
    state.actions.forwardParked(parked.ticket(), upstream.number, edits);
  }

  private void park(Session session, Parked parked) {
    if (session.parked.isEmpty() && session.upstream != null) {
      session.upstream.turns.add(session);
    }
    session.parked.add(parked);
    session.parkedBytes += parked.bytes();
    state.actions.park(parked.ticket());
  }

  private static Parked unpark(Session session) {
    Parked parked = session.parked.poll();
    session.parkedBytes -= parked.bytes();
    return parked;
  }

  private boolean mayForward(Session session) {
    return session.parked.isEmpty()
        && session.phase == Session.Phase.OPEN
        && session.upstream.turns.isEmpty()
        && takesMore(session.upstream);
  }

  private boolean takesMore(Upstream upstream) {
    return upstream.isReady()
        && upstream.writable
        && upstream.pendings.size() < state.config.limits().maxInFlightPerUpstream();
  }

  private boolean hasRoomToPark(Session session, FrameView frame) {
    return session.parked.size() < state.config.limits().maxParkedPerSession()
        && session.parkedBytes + frame.frameBytes()
            <= state.config.limits().maxParkedBytesPerSession();
  }

  private Refusal busy(Session session, FrameView frame) {
    int count = session.parked.size() + 1;
    int limit = state.config.limits().maxParkedPerSession();
    if (count > limit) {
      return Refusal.busy("waiting messages", count, limit, session.server.name());
    }
    return Refusal.busy(
        "bytes of waiting messages",
        session.parkedBytes + frame.frameBytes(),
        state.config.limits().maxParkedBytesPerSession(),
        session.server.name());
  }

  /** Null when there is none that a peer could answer to; then it passes as it is. */
  private static RequestId progressToken(FrameView frame) {
    if (!frame.has(Field.META_PROGRESS_TOKEN)) {
      return null;
    }
    ValueType type = frame.type(Field.META_PROGRESS_TOKEN);
    boolean usable = type == ValueType.STRING || type == ValueType.NUMBER;
    return usable ? RequestId.copyOf(frame, Field.META_PROGRESS_TOKEN) : null;
  }
}
