package dev.mcpmux.core.engine;

import dev.mcpmux.core.catalog.ListAnswers;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.legacy.LogLevels;
import dev.mcpmux.core.legacy.Subscriptions;
import dev.mcpmux.core.pool.Membership;
import dev.mcpmux.core.pool.Placement;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.route.Parking;
import dev.mcpmux.core.route.Router;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.SubscriptionTable;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.FrontDoor;
import dev.mcpmux.core.words.LogLevel;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import dev.mcpmux.core.words.ToolFilters;

/**
 * Takes what sessions send of that which concerns their server, or hands it to the {@link Router}.
 */
final class ClientFrames extends FrontDoor<Session> {
  private final MuxState state;
  private final Router router;
  private final Parking parking;
  private final Sessions sessions;
  private final InFlight inFlight;
  private final ListAnswers listAnswers;
  private final Membership membership;
  private final Placement placement;
  private final ServerRequests serverRequests;
  private final Subscriptions subscriptions;
  private final LogLevels logLevels;

  ClientFrames(MuxState state, MuxParts parts) {
    super(state.listener);
    this.state = state;
    this.router = parts.router;
    this.parking = parts.parking;
    this.sessions = parts.sessions;
    this.inFlight = parts.inFlight;
    this.listAnswers = parts.listAnswers;
    this.membership = parts.membership;
    this.placement = parts.placement;
    this.serverRequests = parts.serverRequests;
    this.subscriptions = parts.subscriptions;
    this.logLevels = parts.logLevels;
  }

  @Override
  protected int maxInFlight() {
    return state.limits().maxInFlightPerSession();
  }

  @Override
  protected void send(Session session, int stream, byte[] frame) {
    state.send(session, stream, frame);
  }

  @Override
  protected Refusal initialize(Session session, int stream, FrameView frame) {
    Refusal refusal =
        session.unavailable() != null
            ? session.unavailable()
            : state.keepInitialize(session.number(), frame);
    if (refusal == null) {
      sessions.initialize(session, stream, frame);
    }
    return refusal;
  }

  @Override
  protected Refusal unavailable(Session session, FrameView frame) {
    boolean needsServer =
        frame.method() != Method.RESOURCES_UNSUBSCRIBE && !isAboutTaskLeft(session, frame);
    return session.unavailable() != null && needsServer ? session.unavailable() : null;
  }

  @Override
  protected boolean reply(Session session, FrameView frame) {
    return serverRequests.onReply(session, frame, false);
  }

  @Override
  protected void brokenReply(Session session, FrameView frame) {
    serverRequests.onReply(session, frame, true);
  }

  /** Whether it is about a task that an upstream works on that the session has left. */
  private static boolean isAboutTaskLeft(Session session, FrameView frame) {
    return switch (frame.method()) {
      case TASKS_GET, TASKS_RESULT, TASKS_CANCEL ->
          frame.is(Field.TASK_ID, ValueType.STRING)
              && session.leftWith(frame.text(Field.TASK_ID)) != null;
      default -> false;
    };
  }

  @Override
  protected Refusal request(Session session, int stream, RequestId id, FrameView frame) {
    ClientRequest request = new ClientRequest(session, stream, id, frame);
    switch (request.method) {
      case LOGGING_SET_LEVEL -> {
        return onSetLevel(request, frame);
      }
      case RESOURCES_SUBSCRIBE, RESOURCES_UNSUBSCRIBE -> {
        return onSubscription(request, frame);
      }
      case TASKS_GET, TASKS_RESULT, TASKS_CANCEL -> {
        return onTask(request, frame);
      }
      case TOOLS_LIST, PROMPTS_LIST, RESOURCES_LIST, RESOURCES_TEMPLATES_LIST -> {
        if (!listAnswers.answer(session, stream, frame)) {
          router.route(request, frame);
        }
      }
      case TOOLS_CALL, UNKNOWN -> {
        Refusal denied = ToolFilters.refusal(session.tools(), frame);
        if (denied != null) {
          return denied;
        }
        router.route(request, frame);
      }
      default -> router.route(request, frame);
    }
    return null;
  }

  private Refusal onSetLevel(ClientRequest request, FrameView frame) {
    Session session = request.session;
    LogLevel level = LogLevel.of(frame);
    if (level == null) {
      return Refusal.invalidParams("unknown log level");
    }
    hold(
        request,
        frame,
        () -> {
          if (session.handshake().declares("logging")) {
            logLevels.set(session, level);
            inFlight.answer(request, Messages.result(request.id.token(), "{}"), CallEnd.RESULT);
          } else {
            inFlight.refuse(request, Refusal.methodNotFound("logging/setLevel"));
          }
        });
    return null;
  }

  private Refusal onSubscription(ClientRequest request, FrameView frame) {
    Session session = request.session;
    int limit = state.limits().maxSubscriptionsPerSession();
    if (!frame.is(Field.URI, ValueType.STRING)) {
      return Refusal.invalidParams("uri, a string, is missing");
    }
    String uri = frame.text(Field.URI);
    if (session.unavailable() != null) {
      // What it holds is held here alone.
      session.subscriptions().remove(uri);
      state.tellState(session);
      byte[] reply = Messages.result(request.id.token(), "{}");
      inFlight.answerAtOnce(request, frame, reply, CallEnd.KNOWN);
    } else if (session.subscriptions().size() >= limit && !session.subscriptions().has(uri)) {
      return Refusal.busy(
          "subscriptions", session.subscriptions().size() + 1L, limit, session.server());
    } else if (request.method == Method.RESOURCES_SUBSCRIBE
        && !state.kept.set(
            session.subscriptions(), 2 * frame.frameBytes() + session.subscriptions().bytes())) {
      return state.kept.refusal(frame.frameBytes());
    } else {
      byte[] token = frame.raw(Field.URI);
      hold(
          request,
          frame,
          () -> subscriptions.take(new SubscriptionTable.Step(request, uri, token)));
    }
    return null;
  }

  /** Answers a request here, as soon as the session's upstream is ready. */
  private void hold(ClientRequest request, FrameView frame, Runnable whenServed) {
    Session session = request.session;
    inFlight.begin(request, frame);
    if (isKept(session, request)) {
      whenServed.run();
      return;
    }
    parking.hold(request, whenServed);
    membership.served(session);
    if (session.upstream() != null) {
      state.touched.add(session.upstream());
    }
  }

  /** Whether a request without a process changes only what is kept for the next one. */
  private static boolean isKept(Session session, ClientRequest request) {
    boolean asleep =
        session.isOpen()
            && !session.waitsForRoots()
            && session.upstream() != null
            && session.upstream().isAsleep();
    return asleep
        && switch (request.method) {
          case LOGGING_SET_LEVEL -> true;
          case RESOURCES_UNSUBSCRIBE -> session.subscriptions().isEmpty();
          default -> false;
        };
  }

  private Refusal onTask(ClientRequest request, FrameView frame) {
    Session session = request.session;
    String taskId = frame.is(Field.TASK_ID, ValueType.STRING) ? frame.text(Field.TASK_ID) : null;
    Upstream left = session.leftWith(taskId);
    if (left != null) {
      router.routeToLeft(left, request, frame);
    } else if (session.upstream() != null && session.upstream().mayGive(taskId, session)) {
      router.route(request, frame);
    } else {
      return session.handshake() != null && !session.handshake().declares("tasks")
          ? Refusal.methodNotFound(frame.method().wireName())
          : Refusal.unknownTask();
    }
    return null;
  }

  @Override
  protected boolean notification(Session session, FrameView frame) {
    return switch (frame.method()) {
      case NOTIFICATIONS_INITIALIZED -> sessions.onInitialized(session);
      case NOTIFICATIONS_CANCELLED -> onCancelled(session, frame);
      case NOTIFICATIONS_PROGRESS -> serverRequests.onProgress(session, frame);
      case NOTIFICATIONS_TASKS_STATUS -> serverRequests.onHostedTaskStatus(session, frame);
      case NOTIFICATIONS_ROOTS_LIST_CHANGED -> onRootsChanged(session, frame);
      default -> onOtherNotification(session, frame);
    };
  }

  private boolean onOtherNotification(Session session, FrameView frame) {
    // A request's name without an id must not reach a server that others use, least initialize.
    if (session.isNew()
        || session.unavailable() != null
        || frame.method().isRequest()
        || ToolFilters.refusal(session.tools(), frame) != null) {
      return false;
    }
    router.routeNotification(session, frame);
    return true;
  }

  private boolean onRootsChanged(Session session, FrameView frame) {
    if (session.isNew()) {
      return false;
    }
    boolean tells = placement.onRootsChanged(session);
    // A process that starts later asks for the roots there are then.
    if (tells && !session.upstream().isAsleep()) {
      router.routeNotification(session, frame);
    }
    return true;
  }

  private boolean onCancelled(Session session, FrameView frame) {
    RequestId id = cancelled(frame);
    ClientRequest request = id == null ? null : inFlight.takeBack(session, id);
    if (request == null) {
      return false;
    }
    if (!request.isForwarded()) {
      parking.drop(request);
    } else if (inFlight.giveUp(request)) {
      FrameEdits edits = state.edits();
      edits.replace(frame, Field.REQUEST_ID, request.upstreamId());
      state.actions.forward(request.upstream().number(), frame, edits);
    }
    return true;
  }
}
