package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;

/** Takes what sessions send: answers it here, or hands it to the {@link Router}. */
public final class ClientFrames {
  /** The first revision without {@code initialize}; versions are dates and compare as text. */
  private static final String FIRST_MODERN_VERSION = "2026-07-28";

  private final MuxState state;
  private final Router router;
  private final Sessions sessions;
  private final Upstreams upstreams;

  public ClientFrames(MuxState state, Router router, Sessions sessions, Upstreams upstreams) {
    this.state = state;
    this.router = router;
    this.sessions = sessions;
    this.upstreams = upstreams;
  }

  /** The current frame came from this session, on this stream. */
  public void onFrame(int number, int stream, FrameView frame) {
    Session session = state.sessions.get(number);
    if (session == null || frame.fault() == FrameFault.BLANK) {
      return;
    }
    switch (frame.kind()) {
      case REQUEST -> onRequest(session, stream, frame);
      case NOTIFICATION -> onNotification(session, frame);
      case RESPONSE, ERROR_RESPONSE ->
          state.listener.sessionFrameRefused(session.number, frame, "no such request");
      case INVALID -> onInvalid(session, stream, frame);
    }
  }

  private void onInvalid(Session session, int stream, FrameView frame) {
    // Only what was meant as a request is answered under its id: with the id of a broken reply the
    // client would take the error for the answer to a request of its own.
    RequestId id = frame.looksLikeRequest() ? usableId(frame) : null;
    refuse(
        session,
        stream,
        frame,
        id,
        new Refusal(frame.fault().code(), "invalid-frame", frame.faultText(), null));
  }

  private static RequestId usableId(FrameView frame) {
    boolean usable = frame.is(Field.ID, ValueType.STRING) || frame.is(Field.ID, ValueType.NUMBER);
    return usable ? RequestId.copyOf(frame, Field.ID) : null;
  }

  private void onRequest(Session session, int stream, FrameView frame) {
    switch (frame.method()) {
      case PING ->
          state.actions.send(session.number, stream, Messages.result(frame.raw(Field.ID), "{}"));
      case SERVER_DISCOVER, SUBSCRIPTIONS_LISTEN ->
          refuse(session, stream, frame, Refusal.methodNotFound(frame.text(Field.METHOD)));
      case INITIALIZE -> onInitialize(session, stream, frame);
      case LOGGING_SET_LEVEL,
          RESOURCES_SUBSCRIBE,
          RESOURCES_UNSUBSCRIBE,
          TASKS_GET,
          TASKS_RESULT,
          TASKS_LIST,
          TASKS_CANCEL ->
          refuse(session, stream, frame, Refusal.methodNotFound(frame.text(Field.METHOD)));
      default -> onServerRequest(session, stream, frame);
    }
  }

  private void onInitialize(Session session, int stream, FrameView frame) {
    if (session.phase != Session.Phase.NEW) {
      refuse(session, stream, frame, Refusal.invalidRequest("the session is initialized already"));
    } else if (!frame.is(Field.PROTOCOL_VERSION, ValueType.STRING)
        || !frame.is(Field.CAPABILITIES, ValueType.OBJECT)) {
      Refusal refusal =
          new Refusal(
              Messages.INVALID_PARAMS,
              "invalid-params",
              "initialize needs protocolVersion, a string, and capabilities, an object",
              session.server.name());
      refuse(session, stream, frame, refusal);
    } else {
      sessions.initialize(session, stream, frame);
    }
  }

  private void onServerRequest(Session session, int stream, FrameView frame) {
    if (isModern(frame)) {
      refuse(session, stream, frame, Refusal.methodNotFound(frame.text(Field.METHOD)));
    } else if (session.phase == Session.Phase.NEW) {
      refuse(
          session,
          stream,
          frame,
          Refusal.invalidRequest(
              "the session is not initialized: "
                  + frame.text(Field.METHOD)
                  + " came before initialize"));
    } else if (session.inFlight.containsKey(RequestId.copyOf(frame, Field.ID))) {
      refuse(
          session,
          stream,
          frame,
          Refusal.invalidRequest(
              "a request with the id " + frame.text(Field.ID) + " is in flight already"));
    } else if (session.inFlight.size() >= state.config.limits().maxInFlightPerSession()) {
      int limit = state.config.limits().maxInFlightPerSession();
      refuse(
          session,
          stream,
          frame,
          Refusal.busy(
              "requests in flight", session.inFlight.size() + 1L, limit, session.server.name()));
    } else {
      router.route(session, stream, frame);
      upstreams.wake(session.upstream);
    }
  }

  /**
   * Whether the request is of the era without handshake, in which every request names its version.
   */
  private static boolean isModern(FrameView frame) {
    return frame.is(Field.META_PROTOCOL_VERSION, ValueType.STRING)
        && frame.text(Field.META_PROTOCOL_VERSION).compareTo(FIRST_MODERN_VERSION) >= 0;
  }

  private void onNotification(Session session, FrameView frame) {
    switch (frame.method()) {
      case NOTIFICATIONS_INITIALIZED -> sessions.onInitialized(session);
      case NOTIFICATIONS_CANCELLED -> onCancelled(session, frame);
      case NOTIFICATIONS_PROGRESS, NOTIFICATIONS_ROOTS_LIST_CHANGED, NOTIFICATIONS_TASKS_STATUS ->
          state.listener.sessionFrameRefused(
              session.number, frame, "concerns no request of the server");
      default -> {
        if (session.phase == Session.Phase.NEW) {
          state.listener.sessionFrameRefused(session.number, frame, "came before initialize");
        } else {
          router.routeNotification(session, frame);
        }
      }
    }
  }

  private void onCancelled(Session session, FrameView frame) {
    boolean usable =
        frame.is(Field.REQUEST_ID, ValueType.STRING)
            || frame.is(Field.REQUEST_ID, ValueType.NUMBER);
    ForwardedRequest request =
        usable ? session.inFlight.remove(RequestId.copyOf(frame, Field.REQUEST_ID)) : null;
    if (request == null) {
      state.listener.sessionFrameRefused(session.number, frame, "no such request in flight");
      return;
    }
    if (request.isForwarded()) {
      Upstream upstream = session.upstream;
      upstream.pendings.remove(request.upstreamId);
      FrameEdits edits = state.edits();
      edits.replace(frame.start(Field.REQUEST_ID), frame.end(Field.REQUEST_ID), request.upstreamId);
      state.actions.forward(upstream.number, edits);
      router.drain(upstream);
    } else {
      router.dropParked(session, request);
    }
  }

  private void refuse(Session session, int stream, FrameView frame, Refusal refusal) {
    refuse(session, stream, frame, RequestId.copyOf(frame, Field.ID), refusal);
  }

  private void refuse(Session session, int stream, FrameView frame, RequestId id, Refusal refusal) {
    state.actions.send(session.number, stream, Messages.error(id, refusal));
    state.listener.sessionFrameRefused(session.number, frame, refusal.reason());
  }
}
