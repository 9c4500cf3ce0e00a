package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.message.Revision;

/** Takes what sessions send: answers it here, or hands it to the {@link Router}. */
final class ClientFrames {
  private final MuxState state;
  private final Router router;
  private final Sessions sessions;
  private final InFlight inFlight;
  private final ListAnswers listAnswers;
  private final Membership membership;
  private final Placement placement;
  private final ServerRequests serverRequests;
  private final Subscriptions subscriptions;
  private final LogLevels logLevels;

  ClientFrames(MuxState state, MuxParts parts) {
    this.state = state;
    this.router = parts.router;
    this.sessions = parts.sessions;
    this.inFlight = parts.inFlight;
    this.listAnswers = parts.listAnswers;
    this.membership = parts.membership;
    this.placement = parts.placement;
    this.serverRequests = parts.serverRequests;
    this.subscriptions = parts.subscriptions;
    this.logLevels = parts.logLevels;
  }

  /** The frame came from this session, on this stream. */
  void onFrame(int number, int stream, FrameView frame) {
    Session session = state.sessions.get(number);
    if (session == null || frame.fault() == FrameFault.BLANK) {
      return;
    }
    if (frame.fault() == FrameFault.ARRAY && Revision.V2025_03_26.is(session.version)) {
      boolean any = Batches.split(frame, message -> onMessage(session, stream, message, true));
      if (!any) {
        onInvalid(session, stream, frame);
      }
    } else {
      onMessage(session, stream, frame, false);
    }
  }

  private void onMessage(Session session, int stream, FrameView frame, boolean inBatch) {
    switch (frame.kind()) {
      case REQUEST -> onRequest(session, stream, frame, inBatch);
      case NOTIFICATION -> onNotification(session, frame);
      case RESPONSE, ERROR_RESPONSE -> {
        if (!serverRequests.onReply(session, frame, false)) {
          state.listener.sessionFrameRefused(session.number, frame, "no such request");
        }
      }
      case INVALID -> onInvalid(session, stream, frame);
    }
  }

  private void onInvalid(Session session, int stream, FrameView frame) {
    // Only what was meant as a request is answered under its id: with the id of a broken reply the
    // client would take the error for the answer to a request of its own.
    RequestId id =
        frame.looksLikeRequest() && frame.has(Field.ID) ? RequestId.copyOf(frame, Field.ID) : null;
    if (!frame.looksLikeRequest()) {
      serverRequests.onReply(session, frame, true);
    }
    refuse(
        session,
        stream,
        frame,
        id,
        new Refusal(frame.fault().code(), "invalid-frame", frame.faultText(), null));
  }

  private void onRequest(Session session, int stream, FrameView frame, boolean inBatch) {
    switch (frame.method()) {
      case PING ->
          state.actions.send(session.number, stream, Messages.result(frame.raw(Field.ID), "{}"));
      case SERVER_DISCOVER, SUBSCRIPTIONS_LISTEN, TASKS_UPDATE ->
          refuse(session, stream, frame, Refusal.methodNotFound(frame.text(Field.METHOD)));
      case INITIALIZE -> onInitialize(session, stream, frame, inBatch);
      default -> {
        ClientRequest request = new ClientRequest(session, stream, frame);
        Refusal refusal = check(request, frame);
        if (refusal != null) {
          refuse(session, stream, frame, request.id, refusal);
        } else {
          onServerRequest(request, frame);
        }
      }
    }
  }

  private void onInitialize(Session session, int stream, FrameView frame, boolean inBatch) {
    if (inBatch) {
      refuse(
          session, stream, frame, Refusal.invalidRequest("initialize must not be part of a batch"));
    } else if (session.phase != Session.Phase.NEW) {
      refuse(session, stream, frame, Refusal.invalidRequest("the session is initialized already"));
    } else if (!frame.is(Field.PROTOCOL_VERSION, ValueType.STRING)
        || !frame.is(Field.CAPABILITIES, ValueType.OBJECT)) {
      refuse(
          session,
          stream,
          frame,
          Refusal.invalidParams(
              "initialize needs protocolVersion, a string, and capabilities, an object"));
    } else if (session.unavailable != null) {
      refuse(session, stream, frame, session.unavailable);
    } else {
      Refusal refusal = state.keepInitialize(session.number, frame);
      if (refusal != null) {
        refuse(session, stream, frame, refusal);
      } else {
        sessions.initialize(session, stream, frame);
      }
    }
  }

  /** Null when the request may go to the server. */
  private Refusal check(ClientRequest request, FrameView frame) {
    Session session = request.session;
    int limit = state.config.limits().maxInFlightPerSession();
    if (isModern(frame) || isNotification(request.method)) {
      return Refusal.methodNotFound(frame.text(Field.METHOD));
    } else if (session.unavailable != null
        && request.method != Method.RESOURCES_UNSUBSCRIBE
        && !isAboutTaskLeft(session, frame)) {
      return session.unavailable;
    } else if (session.phase == Session.Phase.NEW) {
      return Refusal.invalidRequest(
          "the session is not initialized: "
              + frame.text(Field.METHOD)
              + " came before initialize");
    } else if (session.awaits(request.id)) {
      return Refusal.invalidRequest("a request with this id is in flight already");
    } else if (session.inFlight.size() >= limit) {
      return Refusal.busy(
          "requests in flight", session.inFlight.size() + 1L, limit, session.server.name());
    }
    return null;
  }

  /** One under a request's id must not reach a server that others use, least a cancel. */
  private static boolean isNotification(Method method) {
    return method != Method.UNKNOWN && !method.isRequest();
  }

  /** Whether it is about a task that an upstream works on that the session has left. */
  private static boolean isAboutTaskLeft(Session session, FrameView frame) {
    return switch (frame.method()) {
      case TASKS_GET, TASKS_RESULT, TASKS_CANCEL ->
          frame.is(Field.TASK_ID, ValueType.STRING)
              && Tasks.leftAt(session, frame.text(Field.TASK_ID)) != null;
      default -> false;
    };
  }

  /**
   * Whether the request is of the era without handshake, in which every request names its version.
   */
  private static boolean isModern(FrameView frame) {
    return frame.is(Field.META_PROTOCOL_VERSION, ValueType.STRING)
        && Revision.V2026_07_28.isIn(frame.text(Field.META_PROTOCOL_VERSION));
  }

  private void onServerRequest(ClientRequest request, FrameView frame) {
    switch (request.method) {
      case LOGGING_SET_LEVEL -> onSetLevel(request, frame);
      case RESOURCES_SUBSCRIBE, RESOURCES_UNSUBSCRIBE -> onSubscription(request, frame);
      case TASKS_GET, TASKS_RESULT, TASKS_CANCEL -> onTask(request, frame);
      case TOOLS_LIST, PROMPTS_LIST, RESOURCES_LIST, RESOURCES_TEMPLATES_LIST -> {
        if (!listAnswers.answer(request.session, request.stream, frame)) {
          router.route(request, frame);
        }
      }
      default -> router.route(request, frame);
    }
  }

  private void onSetLevel(ClientRequest request, FrameView frame) {
    Session session = request.session;
    Refusal refusal = LogLevels.check(frame);
    if (refusal != null) {
      refuse(session, request.stream, frame, request.id, refusal);
      return;
    }
    LogLevel level = LogLevel.of(frame.text(Field.LEVEL));
    hold(
        request,
        () -> {
          if (session.handshake.declares("logging")) {
            logLevels.set(session, level);
            inFlight.answer(request, Messages.result(request.id.token(), "{}"));
          } else {
            inFlight.refuse(request, Refusal.methodNotFound("logging/setLevel"));
          }
        });
  }

  private void onSubscription(ClientRequest request, FrameView frame) {
    Session session = request.session;
    int limit = state.config.limits().maxSubscriptionsPerSession();
    if (!frame.is(Field.URI, ValueType.STRING)) {
      refuse(
          session,
          request.stream,
          frame,
          request.id,
          Refusal.invalidParams("uri, a string, is missing"));
    } else if (session.unavailable != null) {
      // What it holds is held here alone.
      session.subscriptions.remove(frame.text(Field.URI));
      state.actions.send(session.number, request.stream, Messages.result(request.id.token(), "{}"));
    } else if (session.subscriptions.size() >= limit
        && !session.subscriptions.containsKey(frame.text(Field.URI))) {
      refuse(
          session,
          request.stream,
          frame,
          request.id,
          Refusal.busy(
              "subscriptions", session.subscriptions.size() + 1L, limit, session.server.name()));
    } else if (request.method == Method.RESOURCES_SUBSCRIBE
        && !state.kept.set(session.keptSubscriptions, subscriptionBytes(session, frame))) {
      refuse(session, request.stream, frame, request.id, state.kept.refusal(frame.frameBytes()));
    } else {
      String uri = frame.text(Field.URI);
      byte[] token = frame.raw(Field.URI);
      hold(request, () -> subscriptions.take(new SubscriptionTable.Step(request, uri, token)));
    }
  }

  /** Those that the session has, and this one: each is kept as text and as it was written. */
  private static long subscriptionBytes(Session session, FrameView frame) {
    long bytes = 2 * frame.frameBytes();
    for (byte[] token : session.subscriptions.values()) {
      bytes += 2L * token.length;
    }
    return bytes;
  }

  /** Answers a request here, as soon as the session's upstream is ready. */
  private void hold(ClientRequest request, Runnable whenServed) {
    Session session = request.session;
    inFlight.begin(request);
    if (isKept(session, request)) {
      whenServed.run();
      return;
    }
    session.whenServed.put(request, whenServed);
    membership.served(session);
    if (session.upstream != null) {
      state.touched.add(session.upstream);
    }
  }

  /** Whether a request without a process changes only what is kept for the next one. */
  private static boolean isKept(Session session, ClientRequest request) {
    boolean asleep =
        session.phase == Session.Phase.OPEN
            && !session.waitsForRoots
            && session.upstream != null
            && session.upstream.isAsleep();
    return asleep
        && switch (request.method) {
          case LOGGING_SET_LEVEL -> true;
          case RESOURCES_UNSUBSCRIBE -> session.subscriptions.isEmpty();
          default -> false;
        };
  }

  private void onTask(ClientRequest request, FrameView frame) {
    Session session = request.session;
    String taskId = frame.is(Field.TASK_ID, ValueType.STRING) ? frame.text(Field.TASK_ID) : null;
    Upstream left = Tasks.leftAt(session, taskId);
    if (left != null) {
      router.routeToLeft(left, request, frame);
    } else if (session.upstream != null && Tasks.mayUse(session.upstream, session, taskId)) {
      router.route(request, frame);
    } else if (session.handshake != null && !session.handshake.declares("tasks")) {
      refuse(
          session,
          request.stream,
          frame,
          request.id,
          Refusal.methodNotFound(frame.method().wireName()));
    } else {
      refuse(session, request.stream, frame, request.id, Refusal.unknownTask());
    }
  }

  private void onNotification(Session session, FrameView frame) {
    boolean taken =
        switch (frame.method()) {
          case NOTIFICATIONS_INITIALIZED -> sessions.onInitialized(session);
          case NOTIFICATIONS_CANCELLED -> onCancelled(session, frame);
          case NOTIFICATIONS_PROGRESS -> serverRequests.onProgress(session, frame);
          case NOTIFICATIONS_TASKS_STATUS -> serverRequests.onHostedTaskStatus(session, frame);
          case NOTIFICATIONS_ROOTS_LIST_CHANGED -> onRootsChanged(session, frame);
          default -> onOtherNotification(session, frame);
        };
    if (!taken) {
      state.listener.sessionFrameRefused(
          session.number, frame, "concerns nothing of this session's");
    }
  }

  private boolean onOtherNotification(Session session, FrameView frame) {
    // A request's name without an id must not reach a server that others use, least initialize.
    if (session.phase == Session.Phase.NEW
        || session.unavailable != null
        || frame.method().isRequest()) {
      return false;
    }
    router.routeNotification(session, frame);
    return true;
  }

  private boolean onRootsChanged(Session session, FrameView frame) {
    if (session.phase == Session.Phase.NEW) {
      return false;
    }
    boolean tells = placement.onRootsChanged(session);
    // A process that starts later asks for the roots there are then.
    if (tells && !session.upstream.isAsleep()) {
      router.routeNotification(session, frame);
    }
    return true;
  }

  private boolean onCancelled(Session session, FrameView frame) {
    boolean usable =
        frame.is(Field.REQUEST_ID, ValueType.STRING)
            || frame.is(Field.REQUEST_ID, ValueType.NUMBER);
    ClientRequest request =
        usable ? inFlight.takeBack(session, RequestId.copyOf(frame, Field.REQUEST_ID)) : null;
    if (request == null) {
      return false;
    }
    session.whenServed.remove(request);
    if (!request.isForwarded()) {
      router.dropParked(session, request);
    } else if (inFlight.giveUp(request)) {
      FrameEdits edits = state.edits();
      edits.replace(frame, Field.REQUEST_ID, request.upstreamId);
      state.actions.forward(request.upstream.number, frame, edits);
    }
    return true;
  }

  private void refuse(Session session, int stream, FrameView frame, Refusal refusal) {
    refuse(session, stream, frame, RequestId.copyOf(frame, Field.ID), refusal);
  }

  private void refuse(Session session, int stream, FrameView frame, RequestId id, Refusal refusal) {
    state.actions.send(session.number, stream, Messages.error(id, refusal));
    state.listener.sessionFrameRefused(session.number, frame, refusal.reason());
  }
}
