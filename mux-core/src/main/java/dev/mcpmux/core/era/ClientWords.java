package dev.mcpmux.core.era;

import dev.mcpmux.core.api.server.LogLevel;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.legacy.LegacyParts;
import dev.mcpmux.core.pool.PoolParts;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.route.Ways;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.SubscriptionTable;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.LevelNames;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import dev.mcpmux.core.words.ToolFilters;

/** What clients say in the era with a handshake beside requests that any server may be sent. */
final class ClientWords {
  private final MuxState state;
  private final LegacyParts legacy;
  private final Ways ways;
  private final PoolParts pool;

  ClientWords(MuxState state, LegacyParts legacy, Ways ways, PoolParts pool) {
    this.state = state;
    this.legacy = legacy;
    this.ways = ways;
    this.pool = pool;
  }

  Refusal onRequest(ClientRequest request, FrameView frame) {
    return switch (request.method) {
      case LOGGING_SET_LEVEL -> onSetLevel(request, frame);
      case RESOURCES_SUBSCRIBE, RESOURCES_UNSUBSCRIBE -> onSubscription(request, frame);
      case TASKS_GET, TASKS_RESULT, TASKS_CANCEL -> onTask(request, frame);
      default -> {
        ways.router().route(request, frame);
        yield null;
      }
    };
  }

  private Refusal onSetLevel(ClientRequest request, FrameView frame) {
    Session session = request.session;
    LogLevel level = LevelNames.of(frame);
    if (level == null) {
      return Refusal.invalidParams("unknown log level");
    }
    hold(
        request,
        frame,
        () -> {
          if (session.handshake().declares("logging")) {
            legacy.logLevels.set(session, level);
            byte[] reply = Messages.result(request.id.token(), "{}");
            ways.inFlight().answer(request, reply, CallEnd.KNOWN);
          } else {
            ways.inFlight().refuse(request, Refusal.methodNotFound("logging/setLevel"));
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
      ways.inFlight().answerAtOnce(request, frame, reply, CallEnd.KNOWN);
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
          () -> legacy.subscriptions.take(new SubscriptionTable.Step(request, uri, token)));
    }
    return null;
  }

  /** Answers a request here, as soon as the session's upstream is ready. */
  private void hold(ClientRequest request, FrameView frame, Runnable whenServed) {
    Session session = request.session;
    ways.inFlight().begin(request, frame);
    if (isKept(session, request)) {
      whenServed.run();
      return;
    }
    ways.parking().hold(request, whenServed);
    pool.membership().served(session);
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
      ways.router().routeToLeft(left, request, frame);
    } else if (session.upstream() != null && session.upstream().mayGive(taskId, session)) {
      ways.router().route(request, frame);
    } else {
      return session.handshake() != null && !session.handshake().declares("tasks")
          ? Refusal.methodNotFound(frame.method().wireName())
          : Refusal.unknownTask();
    }
    return null;
  }

  boolean onOtherNotification(Session session, FrameView frame) {
    // A request's name without an id must not reach a server that others use, least initialize.
    if (session.isNew()
        || session.unavailable() != null
        || frame.method().isRequest()
        || ToolFilters.refusal(session.tools(), frame) != null) {
      return false;
    }
    ways.router().routeNotification(session, frame);
    return true;
  }

  boolean onRootsChanged(Session session, FrameView frame) {
    if (session.isNew()) {
      return false;
    }
    boolean tells = pool.placement().seating().onRootsChanged(session);
    // A process that starts later asks for the roots there are then.
    if (tells && !session.upstream().isAsleep()) {
      ways.router().routeNotification(session, frame);
    }
    return true;
  }
}
