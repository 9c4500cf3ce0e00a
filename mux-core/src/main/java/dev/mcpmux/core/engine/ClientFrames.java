package dev.mcpmux.core.engine;

import dev.mcpmux.core.catalog.ListAnswers;
import dev.mcpmux.core.catalog.ResultAnswers;
import dev.mcpmux.core.era.Era;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.route.Parking;
import dev.mcpmux.core.route.Router;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.words.FrontDoor;
import dev.mcpmux.core.words.ListMethods;
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
  private final ResultAnswers resultAnswers;
  private final Era era;

  ClientFrames(MuxState state, MuxParts parts) {
    super(state.listener);
    this.state = state;
    this.router = parts.router;
    this.parking = parts.parking;
    this.sessions = parts.sessions;
    this.inFlight = parts.inFlight;
    this.listAnswers = parts.listAnswers;
    this.resultAnswers = parts.resultAnswers;
    this.era = parts.era;
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
            : state.kept.initialize(session.number(), frame);
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
    return era.onReply(session, frame, false);
  }

  @Override
  protected void brokenReply(Session session, FrameView frame) {
    era.onReply(session, frame, true);
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
      case TOOLS_LIST, PROMPTS_LIST, RESOURCES_LIST, RESOURCES_TEMPLATES_LIST -> {
        session.lists().ask(ListMethods.kind(request.method));
        if (!listAnswers.answer(session, stream, frame)) {
          router.route(request, frame);
        }
      }
      case TOOLS_CALL, UNKNOWN -> {
        Refusal denied = ToolFilters.refusal(session.tools(), frame);
        if (denied != null) {
          return denied;
        }
        if (session.upstream() != null
            && session.upstream().results() != null
            && resultAnswers.answer(request, frame)) {
          return null;
        }
        router.route(request, frame);
      }
      default -> {
        return era.onRequest(request, frame);
      }
    }
    return null;
  }

  @Override
  protected boolean notification(Session session, FrameView frame) {
    return frame.method() == Method.NOTIFICATIONS_CANCELLED
        ? onCancelled(session, frame)
        : era.onNotification(session, frame);
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
