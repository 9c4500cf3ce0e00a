package dev.mcpmux.core.view;

import dev.mcpmux.core.MuxActions;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.message.Revision;
import dev.mcpmux.core.route.LogLevel;
import dev.mcpmux.core.route.Messages;
import dev.mcpmux.core.route.Refusal;
import java.util.List;

/**
 * Takes what the client of a front sends: answers it here, or hands it to {@link FrontCalls}, to
 * the members, or to the one that it concerns.
 */
final class FrontFrames {
  private final Aggregates view;
  private final FrontCalls calls;
  private final TaskLists taskLists;
  private final ClientReplies replies;

  FrontFrames(Aggregates view, FrontCalls calls) {
    this.view = view;
    this.calls = calls;
    this.taskLists = new TaskLists(view);
    this.replies = new ClientReplies(view);
  }

  void onFrame(Front front, int stream, FrameView frame) {
    if (frame.fault() == FrameFault.BLANK) {
      return;
    }
    if (frame.fault() == FrameFault.ARRAY && Revision.V2025_03_26.is(front.version)) {
      onBatch(front, stream, frame);
    } else {
      onMessage(front, stream, frame, false);
    }
  }

  private void onBatch(Front front, int stream, FrameView frame) {
    byte[] all = FrameSplicer.splice(frame, new FrameEdits());
    int[] count = new int[1];
    JsonSpans.elements(
        all,
        Frames.skipSpace(all),
        (none, start, end) -> {
          count[0]++;
          onMessage(front, stream, Frames.scan(all, start, end), true);
        });
    if (count[0] == 0) {
      onInvalid(front, stream, frame);
    }
  }

  private void onMessage(Front front, int stream, FrameView frame, boolean inBatch) {
    switch (frame.kind()) {
      case REQUEST -> onRequest(front, stream, frame, inBatch);
      case NOTIFICATION -> {
        if (!onNotification(front, frame)) {
          view.listener.sessionFrameRefused(
              front.number, frame, "concerns nothing of this session's");
        }
      }
      case RESPONSE, ERROR_RESPONSE -> {
        if (!replies.onReply(front, frame)) {
          view.listener.sessionFrameRefused(front.number, frame, "no such request");
        }
      }
      case INVALID -> onInvalid(front, stream, frame);
    }
  }

  private void onInvalid(Front front, int stream, FrameView frame) {
    RequestId id = null;
    if (frame.looksLikeRequest()) {
      id = frame.has(Field.ID) ? RequestId.copyOf(frame, Field.ID) : null;
    } else {
      replies.onBroken(front, frame);
    }
    refuse(
        front,
        stream,
        frame,
        id,
        new Refusal(frame.fault().code(), "invalid-frame", frame.faultText(), null));
  }

  private void onRequest(Front front, int stream, FrameView frame, boolean inBatch) {
    switch (frame.method()) {
      case PING -> view.send(front, stream, Messages.result(frame.raw(Field.ID), "{}"));
      case SERVER_DISCOVER, SUBSCRIPTIONS_LISTEN, TASKS_UPDATE ->
          refuse(front, stream, frame, Refusal.methodNotFound(frame.text(Field.METHOD)));
      case INITIALIZE -> onInitialize(front, stream, frame, inBatch);
      default -> {
        Refusal refusal = check(front, frame);
        if (refusal != null) {
          refuse(front, stream, frame, refusal);
        } else {
          onServerRequest(front, stream, frame);
        }
      }
    }
  }

  private void onInitialize(Front front, int stream, FrameView frame, boolean inBatch) {
    if (inBatch) {
      refuse(
          front, stream, frame, Refusal.invalidRequest("initialize must not be part of a batch"));
    } else if (front.initialize != null) {
      refuse(front, stream, frame, Refusal.invalidRequest("the session is initialized already"));
    } else if (!frame.is(Field.PROTOCOL_VERSION, ValueType.STRING)
        || !frame.is(Field.CAPABILITIES, ValueType.OBJECT)) {
      refuse(
          front,
          stream,
          frame,
          Refusal.invalidParams(
              "initialize needs protocolVersion, a string, and capabilities, an object"));
    } else {
      Refusal refusal = view.keepInitialize(front, frame);
      if (refusal != null) {
        refuse(front, stream, frame, refusal);
      } else {
        view.greetings.onInitialize(front, stream, frame);
      }
    }
  }

  /** Null when the request may go on. */
  private Refusal check(Front front, FrameView frame) {
    int limit = view.limits().maxInFlightPerSession();
    if (isModern(frame)) {
      return Refusal.methodNotFound(frame.text(Field.METHOD));
    } else if (front.initialize == null) {
      return Refusal.invalidRequest(
          "the session is not initialized: "
              + frame.text(Field.METHOD)
              + " came before initialize");
    }
    RequestId id = RequestId.copyOf(frame, Field.ID);
    boolean greets = front.greeting != null && front.greeting.id.equals(id);
    if (front.inFlight.containsKey(id) || front.own.containsKey(id) || greets) {
      return Refusal.invalidRequest("a request with this id is in flight already");
    } else if (front.inFlight.size() >= limit) {
      return Refusal.busy("requests in flight", front.inFlight.size() + 1L, limit, null);
    }
    return null;
  }

  private static boolean isModern(FrameView frame) {
    return frame.is(Field.META_PROTOCOL_VERSION, ValueType.STRING)
        && Revision.V2026_07_28.isIn(frame.text(Field.META_PROTOCOL_VERSION));
  }

  private void onServerRequest(Front front, int stream, FrameView frame) {
    switch (frame.method()) {
      case TOOLS_LIST, PROMPTS_LIST, RESOURCES_LIST, RESOURCES_TEMPLATES_LIST, TASKS_LIST ->
          onList(front, stream, frame);
      case LOGGING_SET_LEVEL -> onSetLevel(front, stream, frame);
      default -> {
        Refusal refusal = call(front, stream, frame);
        if (refusal != null) {
          refuse(front, stream, frame, refusal);
        }
      }
    }
  }

  /** Null when it has found its member, or may yet. */
  private Refusal call(Front front, int stream, FrameView frame) {
    return switch (frame.method()) {
      case TOOLS_CALL -> calls.byName(front, stream, frame, Offer.TOOLS, Field.NAME);
      case PROMPTS_GET -> calls.byName(front, stream, frame, Offer.PROMPTS, Field.NAME);
      case RESOURCES_READ, RESOURCES_SUBSCRIBE, RESOURCES_UNSUBSCRIBE ->
          calls.byUri(front, stream, frame, Field.URI);
      case COMPLETION_COMPLETE ->
          frame.is(Field.REF_NAME, ValueType.STRING)
              ? calls.byName(front, stream, frame, Offer.PROMPTS, Field.REF_NAME)
              : calls.byUri(front, stream, frame, Field.REF_URI);
      case TASKS_GET, TASKS_RESULT, TASKS_CANCEL -> calls.byTask(front, stream, frame);
      default -> Refusal.methodNotFound(frame.text(Field.METHOD));
    };
  }

  private void onList(Front front, int stream, FrameView frame) {
    if (frame.has(Field.CURSOR)) {
      refuse(front, stream, frame, Refusal.invalidParams("Invalid cursor"));
      return;
    }
    FrontRequest request = new FrontRequest(stream, frame);
    Offer offer = Offer.listedBy(frame.method());
    front.inFlight.put(request.id, request);
    if (offer != null) {
      view.lists.answer(front, request, offer);
    } else {
      taskLists.answer(front, request);
    }
  }

  private void onSetLevel(Front front, int stream, FrameView frame) {
    boolean known =
        frame.is(Field.LEVEL, ValueType.STRING) && LogLevel.of(frame.text(Field.LEVEL)) != null;
    if (!known) {
      refuse(front, stream, frame, Refusal.invalidParams("unknown log level"));
      return;
    }
    front.level = frame.raw(Field.LEVEL);
    for (Member member : List.copyOf(front.members.values())) {
      if (front.initialized) {
        view.greetings.setLevel(member);
      }
    }
    view.send(front, stream, Messages.result(frame.raw(Field.ID), "{}"));
  }

  /** Returns whether it concerns anything. */
  private boolean onNotification(Front front, FrameView frame) {
    return switch (frame.method()) {
      case NOTIFICATIONS_INITIALIZED -> onInitialized(front);
      case NOTIFICATIONS_CANCELLED -> onCancelled(front, frame);
      case NOTIFICATIONS_PROGRESS -> replies.onProgress(front, frame);
      case NOTIFICATIONS_TASKS_STATUS -> replies.onHostedTaskStatus(front, frame);
      case NOTIFICATIONS_ROOTS_LIST_CHANGED -> onRootsChanged(front, frame);
      default -> false;
    };
  }

  private boolean onInitialized(Front front) {
    if (front.initialize == null || front.initialized) {
      return false;
    }
    front.initialized = true;
    for (Member member : List.copyOf(front.members.values())) {
      if (member.isReady()) {
        view.greetings.begin(member);
      }
    }
    view.changes.sendOwed(front);
    return true;
  }

  private boolean onCancelled(Front front, FrameView frame) {
    boolean usable =
        frame.is(Field.REQUEST_ID, ValueType.STRING)
            || frame.is(Field.REQUEST_ID, ValueType.NUMBER);
    FrontRequest request =
        usable ? front.inFlight.remove(RequestId.copyOf(frame, Field.REQUEST_ID)) : null;
    if (request != null) {
      view.lists.drop(request);
    }
    if (request != null && request.member != null) {
      FrameEdits edits = new FrameEdits();
      TaskIds.editInward(request.member, frame, Field.META_RELATED_TASK_ID, edits);
      view.say(request.member, request.stream, FrameSplicer.splice(frame, edits));
      view.fronts.closeIfLeft(request.member);
    }
    return request != null;
  }

  private boolean onRootsChanged(Front front, FrameView frame) {
    if (front.initialize == null) {
      return false;
    }
    front.rootsChanged();
    byte[] bytes = FrameSplicer.splice(frame, new FrameEdits());
    for (Member member : List.copyOf(front.members.values())) {
      if (member.isReady()) {
        view.say(member, MuxActions.MAIN_STREAM, bytes);
      }
    }
    return true;
  }

  private void refuse(Front front, int stream, FrameView frame, Refusal refusal) {
    refuse(front, stream, frame, RequestId.copyOf(frame, Field.ID), refusal);
  }

  private void refuse(Front front, int stream, FrameView frame, RequestId id, Refusal refusal) {
    view.send(front, stream, Messages.error(id, refusal));
    view.listener.sessionFrameRefused(front.number, frame, refusal.reason());
  }
}
