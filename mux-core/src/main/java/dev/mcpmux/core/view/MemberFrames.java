package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.inner.ClientQuestions;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.inner.InnerFrame;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.words.ListKind;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.EnumSet;
import java.util.Set;

/**
 * Takes what members send, which is for their front by the parts' decision, and gives it to the
 * client with the front's names in it.
 */
final class MemberFrames {

  /** What servers answer when they do not have a resource; Python's say 0. */
  private static final Set<String> NOT_FOUND = Set.of("-32002", "-32602", "-32601", "0");

  /** What a server tells whether it is asked anything or not. */
  private static final Set<Method> OF_ITSELF =
      EnumSet.of(
          Method.NOTIFICATIONS_TOOLS_LIST_CHANGED,
          Method.NOTIFICATIONS_PROMPTS_LIST_CHANGED,
          Method.NOTIFICATIONS_RESOURCES_LIST_CHANGED,
          Method.NOTIFICATIONS_RESOURCES_UPDATED);

  private final View view;
  private final ListFetches lists;
  private final FrontSubscriptions subscriptions;
  private final FrontMembers members;
  private final FrontCalls calls;

  MemberFrames(
      View view,
      ListFetches lists,
      FrontSubscriptions subscriptions,
      FrontMembers members,
      FrontCalls calls) {
    this.view = view;
    this.lists = lists;
    this.subscriptions = subscriptions;
    this.members = members;
    this.calls = calls;
  }

  void onFrame(Member member, int stream, InnerFrame message) {
    switch (message.view().kind()) {
      case RESPONSE, ERROR_RESPONSE -> onReply(member, message);
      case REQUEST -> onRequest(member, stream, message);
      case NOTIFICATION -> onNotification(member, stream, message);
      case INVALID -> {
        // the parts pass none on
      }
    }
  }

  private void onReply(Member member, InnerFrame reply) {
    Front front = member.front;
    if (!reply.view().has(Field.ID)) {
      return; // answers no request that could be read
    }
    RequestId id = RequestId.copyOf(reply.view(), Field.ID);
    Front.Own own = front.takeOwn(member, id);
    if (own != null) {
      own.answer().onReply(reply);
      return;
    }
    FrontRequest request = front.request(id);
    if (request == null || request.member != member) {
      return;
    }
    boolean failed = reply.view().kind() == FrameKind.ERROR_RESPONSE;
    if (failed && isNotFound(reply.view()) && calls.nextByUri(request)) {
      return;
    }
    front.end(id);
    if (!failed && request.method == Method.RESOURCES_SUBSCRIBE) {
      subscriptions.accepted(member, request.uri);
      front.names.uris.see(member, Uris.inward(member, request.uri));
    } else if (request.method == Method.RESOURCES_UNSUBSCRIBE) {
      subscriptions.ended(front, request.uri);
    }
    boolean ended = failed && request.method == Method.RESOURCES_UNSUBSCRIBE && !front.has(member);
    view.send(
        front,
        request.stream,
        ended
            ? Messages.result(request.id.token(), "{}") // it holds nothing more, whoever says no
            : Results.outward(member, request, reply));
    members.closeIfLeft(member);
  }

  private static boolean isNotFound(FrameView error) {
    return error.has(Field.ERROR_CODE) && NOT_FOUND.contains(error.text(Field.ERROR_CODE));
  }

  private void onRequest(Member member, int stream, InnerFrame message) {
    Front front = member.front;
    FrameView frame = message.view();
    boolean joins =
        frame.method() == Method.ROOTS_LIST
            && front.questions.roots() != null
            && !front.questions.roots().askers().containsKey(member);
    if (joins) {
      front.questions.roots().askers().put(member, frame.raw(Field.ID));
      return;
    }
    long id = front.questions.nextQuestion();
    if (frame.method() == Method.ROOTS_LIST) {
      giveUpOldRoots(front);
      front.questions.askRoots(id).askers().put(member, frame.raw(Field.ID));
    } else {
      front.questions.ask(
          id,
          new ClientQuestions.Relayed<>(
              member, frame.raw(Field.ID), stream, frame.is(Field.TASK, ValueType.OBJECT)));
    }
    FrameEdits edits = new FrameEdits();
    edits.replace(frame.start(Field.ID), frame.end(Field.ID), id);
    if (frame.has(Field.META_PROGRESS_TOKEN)) {
      edits.replace(
          frame.start(Field.META_PROGRESS_TOKEN), frame.end(Field.META_PROGRESS_TOKEN), id);
    }
    TaskIds.editOutward(member, frame, Field.META_RELATED_TASK_ID, edits);
    if (frame.method() == Method.ELICITATION_CREATE) {
      editElicitation(member, frame, edits);
    }
    view.send(front, stream, FrameSplicer.splice(frame, edits));
  }

  /** A client that changes its roots again and again, and never tells them, is not waited for. */
  private void giveUpOldRoots(Front front) {
    int open = front.questions.rootsQuestions();
    int limit = view.limits().maxServerRequestsPerSession();
    if (open >= limit) {
      ClientQuestions.RootsQuestion<Member> oldest = front.questions.takeOldestRoots();
      Refusal refusal = Refusal.busy("questions for roots", open + 1L, limit, null);
      oldest
          .askers()
          .forEach(
              (member, id) ->
                  view.say(member, MuxActions.MAIN_STREAM, Messages.error(id, refusal)));
    }
  }

  private static void editElicitation(Member member, FrameView frame, FrameEdits edits) {
    if (frame.is(Field.ELICITATION_ID, ValueType.STRING)) {
      String id = frame.text(Field.ELICITATION_ID);
      replace(
          edits, frame, Field.ELICITATION_ID, id, member.front.names.elicitations.see(member, id));
    }
  }

  private static void replace(
      FrameEdits edits, FrameView frame, Field field, String was, String is) {
    if (!is.equals(was)) {
      edits.replace(frame.start(field), frame.end(field), Frames.utf8(FrameText.quoted(is)));
    }
  }

  private void onNotification(Member member, int stream, InnerFrame message) {
    Front front = member.front;
    FrameView frame = message.view();
    if (!front.has(member) && OF_ITSELF.contains(frame.method())) {
      return;
    }
    FrameEdits edits = new FrameEdits();
    TaskIds.editOutward(member, frame, Field.META_RELATED_TASK_ID, edits);
    switch (frame.method()) {
      case NOTIFICATIONS_TOOLS_LIST_CHANGED,
          NOTIFICATIONS_PROMPTS_LIST_CHANGED,
          NOTIFICATIONS_RESOURCES_LIST_CHANGED -> {
        lists.onChanged(member, ListKind.ofNotification(frame.method()));
        return;
      }
      case NOTIFICATIONS_CANCELLED -> {
        onCancelled(member, stream, frame, edits);
        return;
      }
      case NOTIFICATIONS_RESOURCES_UPDATED -> {
        if (frame.is(Field.URI, ValueType.STRING)) {
          String uri = frame.text(Field.URI);
          replace(edits, frame, Field.URI, uri, asSubscribed(member, uri));
        }
      }
      case NOTIFICATIONS_TASKS_STATUS -> TaskIds.editOutward(member, frame, Field.TASK_ID, edits);
      case NOTIFICATIONS_ELICITATION_COMPLETE -> editElicitation(member, frame, edits);
      default -> {
        // as it came
      }
    }
    view.send(front, stream, FrameSplicer.splice(frame, edits));
  }

  /** The name that the client has subscribed with, either of the two; else what it is told. */
  private static String asSubscribed(Member member, String uri) {
    Front front = member.front;
    String rewritten = Uris.rewritten(member, uri);
    if (FrontSubscriptions.holds(member, uri)) {
      return uri;
    }
    return FrontSubscriptions.holds(member, rewritten)
        ? rewritten
        : front.names.uris.see(member, uri);
  }

  private void onCancelled(Member member, int stream, FrameView frame, FrameEdits edits) {
    Front front = member.front;
    long id =
        frame.has(Field.REQUEST_ID)
            ? front.questions.takeBack(member, frame.raw(Field.REQUEST_ID))
            : 0;
    if (id > 0) {
      edits.replace(frame.start(Field.REQUEST_ID), frame.end(Field.REQUEST_ID), id);
      view.send(front, stream, FrameSplicer.splice(frame, edits));
    }
  }
}
