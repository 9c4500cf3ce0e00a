package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.inner.ClientQuestions;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;

/** Gives what a client says about the requests of servers to the one that asked. */
final class ClientReplies {
  private final View view;

  ClientReplies(View view) {
    this.view = view;
  }

  /** Progress on what a server has asked. Returns whether it is open. */
  boolean onProgress(Front front, FrameView frame) {
    ClientQuestions.Relayed<Member> request =
        front.questions.asked(frame.longValue(Field.PROGRESS_TOKEN));
    if (request == null) {
      return false;
    }
    FrameEdits edits = new FrameEdits();
    edits.replace(
        frame.start(Field.PROGRESS_TOKEN), frame.end(Field.PROGRESS_TOKEN), request.memberId());
    TaskIds.editInward(request.member(), frame, Field.META_RELATED_TASK_ID, edits);
    view.say(request.member(), MuxActions.MAIN_STREAM, FrameSplicer.splice(frame, edits));
    return true;
  }

  /** The status of a task that the client works on. Returns whether there is such a task. */
  boolean onHostedTaskStatus(Front front, FrameView frame) {
    Member member =
        frame.is(Field.TASK_ID, ValueType.STRING)
            ? front.questions.host(frame.text(Field.TASK_ID))
            : null;
    if (member == null) {
      return false;
    }
    view.say(member, MuxActions.MAIN_STREAM, FrameSplicer.splice(frame, new FrameEdits()));
    return true;
  }

  /** The client's answer to a server's request. Returns whether there is such a request. */
  boolean onReply(Front front, FrameView frame) {
    long id = frame.idAsLong();
    ClientQuestions.RootsQuestion<Member> question = front.questions.takeRoots(id);
    if (question != null) {
      question.askers().forEach((member, memberId) -> pass(member, memberId, frame));
      return true;
    }
    ClientQuestions.Relayed<Member> request = front.questions.takeAsked(id);
    if (request == null) {
      return false;
    }
    if (request.asksForTask() && frame.is(Field.RESULT_TASK_ID, ValueType.STRING)) {
      front.questions.host(frame.text(Field.RESULT_TASK_ID), request.member());
      int limit = view.limits().maxTasksPerUpstream();
      if (front.questions.forgetHostOver(limit)) {
        view.listener.forgotten(
            request.member().server,
            Refusal.over("tasks that a client does for servers", limit + 1L, limit)
                + "; the oldest is forgotten");
      }
    }
    pass(request.member(), request.memberId(), frame);
    return true;
  }

  private void pass(Member member, byte[] memberId, FrameView frame) {
    FrameEdits edits = new FrameEdits();
    edits.replace(frame.start(Field.ID), frame.end(Field.ID), memberId);
    TaskIds.editInward(member, frame, Field.RESULT_META_RELATED_TASK_ID, edits);
    view.say(member, MuxActions.MAIN_STREAM, FrameSplicer.splice(frame, edits));
  }

  /** A server must not wait for an answer that has come and cannot be passed on. */
  void onBroken(Front front, FrameView frame) {
    Refusal refusal = Refusal.brokenReply();
    ClientQuestions.RootsQuestion<Member> question = front.questions.takeRoots(frame.idAsLong());
    if (question != null) {
      question
          .askers()
          .forEach(
              (member, id) ->
                  view.say(member, MuxActions.MAIN_STREAM, Messages.error(id, refusal)));
    }
    ClientQuestions.Relayed<Member> request = front.questions.takeAsked(frame.idAsLong());
    if (request != null) {
      view.say(
          request.member(), MuxActions.MAIN_STREAM, Messages.error(request.memberId(), refusal));
    }
  }
}
