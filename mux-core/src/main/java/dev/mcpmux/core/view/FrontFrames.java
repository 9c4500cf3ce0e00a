package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.port.UsedTool;
import dev.mcpmux.core.words.FrontDoor;
import dev.mcpmux.core.words.LevelNames;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.List;

/**
 * Takes what the client of a front sends: answers it here, or hands it to {@link FrontCalls}, to
 * the members, or to the one that it concerns.
 */
final class FrontFrames extends FrontDoor<Front> {
  private final View view;
  private final Lists lists;
  private final Greetings greetings;
  private final Fronts fronts;
  private final FrontCalls calls;

  /** Null before anybody finds. */
  private FindCalls finds;

  private final TaskLists taskLists;
  private final ClientReplies replies;

  FrontFrames(View view, Lists lists, Greetings greetings, Fronts fronts, FrontCalls calls) {
    super(view.listener);
    this.view = view;
    this.lists = lists;
    this.greetings = greetings;
    this.fronts = fronts;
    this.calls = calls;
    this.taskLists = new TaskLists(view);
    this.replies = new ClientReplies(view);
  }

  @Override
  protected int maxInFlight() {
    return view.limits().maxInFlightPerSession();
  }

  @Override
  protected void send(Front front, int stream, byte[] frame) {
    view.send(front, stream, frame);
  }

  @Override
  protected Refusal initialize(Front front, int stream, FrameView frame) {
    Refusal refusal = view.inner.kept().initialize(front.number, frame);
    if (refusal == null) {
      greetings.onInitialize(front, stream, frame);
      opened(front);
    }
    return refusal;
  }

  /** Which server a request is for is not known yet. */
  @Override
  protected Refusal unavailable(Front front, FrameView frame) {
    return null;
  }

  @Override
  protected boolean reply(Front front, FrameView frame) {
    return replies.onReply(front, frame);
  }

  @Override
  protected void brokenReply(Front front, FrameView frame) {
    replies.onBroken(front, frame);
  }

  @Override
  protected Refusal request(Front front, int stream, RequestId id, FrameView frame) {
    return switch (frame.method()) {
      case TOOLS_LIST, PROMPTS_LIST, RESOURCES_LIST, RESOURCES_TEMPLATES_LIST, TASKS_LIST ->
          onList(front, stream, frame);
      case LOGGING_SET_LEVEL -> onSetLevel(front, stream, frame);
      case TOOLS_CALL -> onCall(front, stream, frame);
      case PROMPTS_GET -> byName(front, stream, frame, NamedCall.PROMPT);
      case RESOURCES_READ, RESOURCES_SUBSCRIBE, RESOURCES_UNSUBSCRIBE ->
          calls.byUri(front, stream, frame, Field.URI);
      case COMPLETION_COMPLETE ->
          frame.is(Field.REF_NAME, ValueType.STRING)
              ? calls.byName(front, stream, frame, NamedCall.REFERENCE)
              : calls.byUri(front, stream, frame, Field.REF_URI);
      case TASKS_GET, TASKS_RESULT, TASKS_CANCEL -> calls.byTask(front, stream, frame);
      default -> Refusal.methodNotFound(frame.text(Field.METHOD));
    };
  }

  private Refusal onCall(Front front, int stream, FrameView frame) {
    if (!front.finds() || !frame.is(Field.NAME, ValueType.STRING)) {
      return byName(front, stream, frame, NamedCall.TOOL);
    }
    return finds().onCall(front, stream, frame);
  }

  private FindCalls finds() {
    if (finds == null) {
      finds = new FindCalls(view, lists, fronts, calls);
    }
    return finds;
  }

  /** Its client is known, and whether it finds its tools. */
  void opened(Front front) {
    if (front.finds()) {
      finds().opened(front);
    }
  }

  /** A driver has read what was used before. */
  void usedLoaded(String client, String project, List<UsedTool> tools) {
    if (finds != null) {
      finds.used().before(client, project, tools);
    }
  }

  private Refusal byName(Front front, int stream, FrameView frame, NamedCall call) {
    return frame.is(Field.NAME, ValueType.STRING)
        ? calls.byName(front, stream, frame, call)
        : Refusal.invalidParams("name, a string, is missing");
  }

  private Refusal onList(Front front, int stream, FrameView frame) {
    if (frame.has(Field.CURSOR)) {
      return Refusal.invalidParams("Invalid cursor");
    }
    FrontRequest request = new FrontRequest(stream, frame);
    Offer offer = Offer.listedBy(frame.method());
    front.begin(request);
    if (offer != null) {
      lists.answer(front, request, offer);
    } else {
      taskLists.answer(front, request);
    }
    return null;
  }

  private Refusal onSetLevel(Front front, int stream, FrameView frame) {
    if (LevelNames.of(frame) == null) {
      return Refusal.invalidParams("unknown log level");
    }
    front.setLevel(frame.raw(Field.LEVEL));
    view.tellState(front);
    for (Member member : List.copyOf(front.members().values())) {
      if (front.isInitialized()) {
        greetings.setLevel(member);
      }
    }
    send(front, stream, Messages.result(frame.raw(Field.ID), "{}"));
    return null;
  }

  @Override
  protected boolean notification(Front front, FrameView frame) {
    return switch (frame.method()) {
      case NOTIFICATIONS_INITIALIZED -> greetings.onInitialized(front);
      case NOTIFICATIONS_CANCELLED -> onCancelled(front, frame);
      case NOTIFICATIONS_PROGRESS -> replies.onProgress(front, frame);
      case NOTIFICATIONS_TASKS_STATUS -> replies.onHostedTaskStatus(front, frame);
      case NOTIFICATIONS_ROOTS_LIST_CHANGED -> onRootsChanged(front, frame);
      default -> false;
    };
  }

  private boolean onCancelled(Front front, FrameView frame) {
    RequestId id = cancelled(frame);
    FrontRequest request = id == null ? null : front.end(id);
    if (request != null) {
      lists.drop(request);
    }
    if (request != null && request.member != null) {
      FrameEdits edits = new FrameEdits();
      TaskIds.editInward(request.member, frame, Field.META_RELATED_TASK_ID, edits);
      view.say(request.member, request.stream, FrameSplicer.splice(frame, edits));
      fronts.closeIfLeft(request.member);
    }
    return request != null;
  }

  private boolean onRootsChanged(Front front, FrameView frame) {
    if (front.initialize() == null) {
      return false;
    }
    front.questions.rootsChanged();
    byte[] bytes = FrameSplicer.splice(frame, new FrameEdits());
    for (Member member : List.copyOf(front.members().values())) {
      if (member.isReady()) {
        view.say(member, MuxActions.MAIN_STREAM, bytes);
      }
    }
    return true;
  }
}
