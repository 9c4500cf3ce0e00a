package dev.mcpmux.netty.tap;

import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.netty.tap.TapFrame.Party;
import dev.mcpmux.netty.tap.TapFrame.TapLink;

/**
 * The message at hand, whose it is, and what of it is shown where it goes no further; nothing is
 * left of it when its event has ended. Event loop only.
 */
final class Incoming {

  private final Wiretap.Output output;
  private final FrameMaker frames;
  private final Calls calls;
  private final UnseenCalls unseenCalls;

  FrameView frame;
  int session;
  int upstream;
  String server;

  /** What it asks, or what it answers; null where that is not known. */
  Call call;

  /** Also where it was lost. */
  boolean shown;

  /** Nobody has room for it, so nothing is looked at. */
  boolean unseen;

  /** The request that the core has just begun, and whose it is. */
  private FrameView begun;

  private int begunSession;
  private String begunServer;

  Incoming(Wiretap.Output output, FrameMaker frames, Calls calls, UnseenCalls unseenCalls) {
    this.output = output;
    this.frames = frames;
    this.calls = calls;
    this.unseenCalls = unseenCalls;
  }

  boolean isOfSession() {
    return frame != null && session != 0;
  }

  boolean isOfUpstream() {
    return frame != null && upstream != 0;
  }

  private void comes(FrameView came, int ofSession, int ofUpstream, String ofServer) {
    frame = came;
    session = ofSession;
    upstream = ofUpstream;
    server = ofServer;
    call = null;
    shown = false;
    unseen = false;
  }

  /**
   * @param ofSession 0 for none
   */
  private void passesUnseen(int ofSession) {
    comes(null, ofSession, 0, null);
    unseen = true;
  }

  void comesFromSession(int ofSession, FrameView came) {
    if (came.kind() == FrameKind.REQUEST && !output.hasRoom()) {
      passesUnseen(ofSession);
      return;
    }
    comes(came, ofSession, 0, null);
    if (came.kind() == FrameKind.REQUEST) {
      call = ask(ofSession, came);
    } else if (Message.isReply(came)) {
      call = calls.answeredQuestion(ofSession, Message.ownId(came));
    } else if (came.method() == Method.NOTIFICATIONS_CANCELLED) {
      calls.answered(ofSession, Message.cancelled(came)); // or never
    }
  }

  private Call ask(int ofSession, FrameView request) {
    Call asked =
        new Call(
            ofSession,
            Message.id(request),
            output.serverOf(ofSession),
            Message.head(request),
            System.nanoTime());
    calls.asked(asked);
    return asked;
  }

  void comesFromUpstream(int ofUpstream, String ofServer, FrameView came) {
    boolean isReply = Message.isReply(came);
    Call answered = isReply ? calls.answeredBy(ofUpstream, came) : null;
    if (isReply && answered == null && unseenCalls.answeredBy(ofUpstream)) {
      passesUnseen(0);
      return;
    }
    comes(came, 0, ofUpstream, ofServer);
    call = answered;
  }

  /** The event ends. */
  void ends() {
    if (unseen && !shown) {
      output.lose();
    }
    show(true);
    comes(null, 0, 0, null);
    begun = null;
  }

  /** The core begins a request, which may be the message at hand or come of it. */
  void begins(int ofSession, String ofServer, FrameView request) {
    begun = request;
    begunSession = ofSession;
    begunServer = ofServer;
  }

  /**
   * Shows the message at hand, of which nothing went on, unless it was shown.
   *
   * @param ends whether nothing can come of it any more in this event: a request without an answer
   *     waits
   */
  void show(boolean ends) {
    if (frame == null || shown) {
      return;
    }
    shown = true;
    if (isOfSession()) {
      String id = Message.id(frame);
      TapLink link = new TapLink(session, output.serverOf(session), id, null);
      boolean waits = ends && call != null && call == calls.find(session, id);
      if (waits) {
        frames.showWaiting(link, frame, call);
      } else {
        frames.show(Party.CLIENT, Party.MCPMUX, link, frame, call);
      }
    } else {
      TapLink link =
          new TapLink(
              call == null ? 0 : call.session(),
              server,
              call == null ? null : call.id(),
              Message.id(frame));
      frames.show(Party.SERVER, Party.MCPMUX, link, frame, call);
    }
  }

  /** One more message passes because of one that nobody had room for. */
  void lose() {
    shown = true;
    output.lose();
  }

  void loseReply(int ofSession, String id) {
    if (calls.areAsked()) {
      calls.answered(ofSession, id); // it waited for the same as another's
    }
    shown |= session == 0; // else it is mcpmux's own, and the request another
    output.lose();
  }

  /** Whose the frame is that the core sends on because of the message at hand. */
  int sessionOf(FrameView sent) {
    return sent == begun ? begunSession : session;
  }

  /** Whom it is for. */
  String serverOf(int ofSession, FrameView sent) {
    return sent == begun ? begunServer : output.serverOf(ofSession);
  }

  /** Whether the message at hand answers what mcpmux itself has asked. */
  boolean isForMcpmux() {
    return isOfUpstream() && Message.isReply(frame) && (call == null || call.id() == null);
  }

  /** The client's request that a frame is, or comes from; null for none. */
  Call callOf(int ofSession, FrameView sent) {
    if (isOfSession() && call != null && ofSession == session && Message.sameMethod(sent, frame)) {
      return call;
    }
    if (isBatch()) {
      return ask(ofSession, sent);
    }
    return ofSession == 0 ? null : calls.unsent(ofSession, Message.head(sent).method());
  }

  boolean isBatch() {
    return isOfSession() && Message.isBatch(frame);
  }
}
