package dev.mcpmux.core.view;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.route.LogLevel;
import dev.mcpmux.core.route.Messages;
import dev.mcpmux.core.route.Refusal;
import java.util.EnumSet;
import java.util.List;

/**
 * Takes what the client of a front sends: answers it here, or gives it to the member that it is
 * for, with that server's own names in it.
 */
final class FrontFrames {
  private static final String WITH_BATCHES = "2025-03-26";
  private static final String FIRST_MODERN_VERSION = "2026-07-28";

  private final Aggregates view;
  private final TaskLists taskLists;
  private final ClientReplies replies;

  FrontFrames(Aggregates view) {
    this.view = view;
    this.taskLists = new TaskLists(view);
    this.replies = new ClientReplies(view);
  }

  void onFrame(Front front, int stream, FrameView frame) {
    if (frame.fault() == FrameFault.BLANK) {
      return;
    }
    if (frame.fault() == FrameFault.ARRAY && front.version.equals(WITH_BATCHES)) {
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
      view.greetings.onInitialize(front, stream, frame);
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
        && frame.text(Field.META_PROTOCOL_VERSION).compareTo(FIRST_MODERN_VERSION) >= 0;
  }

  private void onServerRequest(Front front, int stream, FrameView frame) {
    switch (frame.method()) {
      case TOOLS_LIST, PROMPTS_LIST, RESOURCES_LIST, RESOURCES_TEMPLATES_LIST, TASKS_LIST ->
          onList(front, stream, frame);
      case TOOLS_CALL -> byName(front, stream, frame, Offer.TOOLS, Field.NAME);
      case PROMPTS_GET -> byName(front, stream, frame, Offer.PROMPTS, Field.NAME);
      case RESOURCES_READ, RESOURCES_SUBSCRIBE, RESOURCES_UNSUBSCRIBE ->
          byUri(front, stream, frame, Field.URI);
      case COMPLETION_COMPLETE -> {
        if (frame.is(Field.REF_NAME, ValueType.STRING)) {
          byName(front, stream, frame, Offer.PROMPTS, Field.REF_NAME);
        } else {
          byUri(front, stream, frame, Field.REF_URI);
        }
      }
      case LOGGING_SET_LEVEL -> onSetLevel(front, stream, frame);
      case TASKS_GET, TASKS_RESULT, TASKS_CANCEL -> byTask(front, stream, frame);
      default -> refuse(front, stream, frame, Refusal.methodNotFound(frame.text(Field.METHOD)));
    }
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

  private void byName(Front front, int stream, FrameView frame, Offer offer, Field field) {
    if (!frame.is(field, ValueType.STRING)) {
      refuse(front, stream, frame, Refusal.invalidParams("name, a string, is missing"));
      return;
    }
    FrontRequest request = new FrontRequest(stream, frame);
    front.inFlight.put(request.id, request);
    if (!sendByName(front, request, frame, offer, field)) {
      request.frame = FrameSplicer.splice(frame, new FrameEdits());
      view.lists.whenKnown(
          front, EnumSet.of(offer), () -> retryByName(front, request, offer, field));
    }
  }

  private void retryByName(Front front, FrontRequest request, Offer offer, Field field) {
    if (front.inFlight.get(request.id) != request) {
      return;
    }
    FrameView frame = Frames.scan(request.frame);
    if (!sendByName(front, request, frame, offer, field)) {
      String what = offer == Offer.TOOLS ? "tool" : "prompt";
      view.fronts.fail(
          front, request, Refusal.invalidParams("Unknown " + what + ": " + frame.text(field)));
    }
  }

  private boolean sendByName(
      Front front, FrontRequest request, FrameView frame, Offer offer, Field field) {
    NameTable names = offer == Offer.TOOLS ? front.tools : front.prompts;
    NameTable.Entry entry = names.find(frame.text(field));
    if (entry == null) {
      return false;
    }
    FrameEdits edits = new FrameEdits();
    replace(edits, frame, field, entry.own());
    send(request, entry.member(), frame, edits);
    return true;
  }

  private void byUri(Front front, int stream, FrameView frame, Field field) {
    if (!frame.is(field, ValueType.STRING)) {
      refuse(front, stream, frame, Refusal.invalidParams("uri, a string, is missing"));
      return;
    }
    FrontRequest request = new FrontRequest(stream, frame);
    request.frame = FrameSplicer.splice(frame, new FrameEdits());
    front.inFlight.put(request.id, request);
    Member holder = front.subscriptions.get(request.uri);
    if (holder != null) {
      sendByUri(request, holder);
    } else if (Uris.isOwned(front, request.uri)) {
      firstByUri(front, request);
    } else {
      view.lists.whenKnown(
          front, EnumSet.of(Offer.RESOURCES, Offer.TEMPLATES), () -> firstByUri(front, request));
    }
  }

  private void firstByUri(Front front, FrontRequest request) {
    if (front.inFlight.get(request.id) == request) {
      request.others.addAll(Uris.candidates(front, request.uri));
      if (!nextByUri(request)) {
        view.fronts.fail(front, request, Uris.unknown(request.uri));
      }
    }
  }

  /** Asks the next server that may know the URI. Returns whether there is one. */
  boolean nextByUri(FrontRequest request) {
    for (Member next = request.others.poll(); next != null; next = request.others.poll()) {
      if (next.isOpen()) {
        sendByUri(request, next);
        return true;
      }
    }
    return false;
  }

  private void sendByUri(FrontRequest request, Member member) {
    FrameView frame = Frames.scan(request.frame);
    Field field = frame.has(Field.URI) ? Field.URI : Field.REF_URI;
    FrameEdits edits = new FrameEdits();
    String inward = Uris.inward(member, request.uri);
    if (!inward.equals(request.uri)) {
      replace(edits, frame, field, inward);
    }
    if (request.others.isEmpty()) {
      request.frame = null;
    }
    send(request, member, frame, edits);
  }

  private void byTask(Front front, int stream, FrameView frame) {
    String id = frame.is(Field.TASK_ID, ValueType.STRING) ? frame.text(Field.TASK_ID) : null;
    Member member = TaskIds.member(front, id);
    if (member == null) {
      refuse(front, stream, frame, Refusal.unknownTask());
      return;
    }
    FrontRequest request = new FrontRequest(stream, frame);
    front.inFlight.put(request.id, request);
    FrameEdits edits = new FrameEdits();
    replace(edits, frame, Field.TASK_ID, TaskIds.inward(member, id));
    send(request, member, frame, edits);
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

  private void send(FrontRequest request, Member member, FrameView frame, FrameEdits edits) {
    request.member = member;
    TaskIds.editInward(member, frame, Field.META_RELATED_TASK_ID, edits);
    view.say(member, request.stream, FrameSplicer.splice(frame, edits));
  }

  private static void replace(FrameEdits edits, FrameView frame, Field field, String with) {
    edits.replace(frame.start(field), frame.end(field), Frames.utf8(FrameText.quoted(with)));
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
        view.say(member, Mux.MAIN_STREAM, bytes);
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
