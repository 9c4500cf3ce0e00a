package dev.mcpmux.netty.tap;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.netty.drive.FrameWatch;
import dev.mcpmux.netty.tap.TapFrame.Party;
import dev.mcpmux.netty.tap.TapFrame.TapHead;
import dev.mcpmux.netty.tap.TapFrame.TapLink;
import io.netty.util.collection.LongObjectHashMap;
import java.util.function.IntFunction;

/**
 * Makes of what the driver sees one {@link TapFrame} per message: one that passes from a client to
 * a server, or back, is one message with two ids, and what mcpmux says or keeps itself is another.
 * A message that comes is shown where it goes on, and else when its event ends.
 *
 * <p>Event loop only.
 */
final class Wiretap implements FrameWatch {

  /** Takes what is seen. */
  interface Output {

    /** What a session's server is called. */
    String serverOf(int session);

    /** Whether anybody has room for a request and its reply. */
    boolean hasRoom();

    /** A message passes that is not shown, as nobody has room for it. */
    void lose();

    /**
     * @param frame without its bytes
     * @param bytes copies so many of them at most; called only if somebody wants them
     * @param call the request that the frame is, or answers; null where that is not known
     */
    void show(TapFrame frame, IntFunction<byte[]> bytes, Call call);

    void learn(SessionHello hello);

    void learn(String server, Launch launch);

    /** Nothing more is seen. */
    void failed();
  }

  /** A client's request that waits to be sent. */
  private record Parked(Call call, TapLink link, TapHead head, long bytes, int idAt) {}

  private final Output output;
  private final FrameMaker frames;
  private final Calls calls = new Calls();
  private final LongObjectHashMap<Parked> parked = new LongObjectHashMap<>();
  private final Incoming incoming = new Incoming();

  /** How many requests await replies of which nothing is known, as nobody had room for them. */
  private long unseen;

  /** The request that the core has just begun, and whose it is. */
  private FrameView begun;

  private int begunSession;
  private String begunServer;

  Wiretap(Output output) {
    this.output = output;
    this.frames = new FrameMaker(output);
  }

  @Override
  public void session(int session, SessionHello hello) {
    output.learn(hello);
  }

  @Override
  public void upstream(int upstream, String server, Launch launch) {
    output.learn(server, launch);
  }

  @Override
  public void sessionGone(int session) {
    calls.forgetSession(session);
  }

  @Override
  public void upstreamGone(int upstream) {
    calls.forgetUpstream(upstream);
  }

  @Override
  public void fromSession(int session, FrameView frame) {
    if (frame.kind() == FrameKind.REQUEST && !output.hasRoom()) {
      incoming.passesUnseen();
      return;
    }
    incoming.comes(frame, session, 0, null);
    if (frame.kind() == FrameKind.REQUEST) {
      incoming.call = ask(session, frame);
    } else if (Message.isReply(frame)) {
      incoming.call = calls.answeredQuestion(session, Message.ownId(frame));
    } else if (frame.method() == Method.NOTIFICATIONS_CANCELLED) {
      calls.answered(session, Message.cancelled(frame)); // or never
    }
  }

  private Call ask(int session, FrameView frame) {
    Call call =
        new Call(
            session,
            Message.id(frame),
            output.serverOf(session),
            Message.head(frame),
            System.nanoTime());
    calls.asked(call);
    return call;
  }

  @Override
  public void fromUpstream(int upstream, String server, FrameView frame) {
    boolean isReply = Message.isReply(frame);
    Call call = isReply ? calls.answeredBy(upstream, frame) : null;
    if (isReply && call == null && unseen > 0) {
      unseen--;
      incoming.passesUnseen();
      return;
    }
    incoming.comes(frame, 0, upstream, server);
    incoming.call = call;
  }

  @Override
  public void eventEnds() {
    if (incoming.unseen && !incoming.shown) {
      output.lose();
    }
    showIncoming(true);
    incoming.nothing();
    begun = null;
  }

  @Override
  public void requestBegins(int session, String server, FrameView request) {
    begun = request;
    begunSession = session;
    begunServer = server;
  }

  @Override
  public void forward(int upstream, String server, FrameView frame, FrameEdits edits) {
    if (incoming.unseen) {
      loseIncoming(frame);
      return;
    }
    int session = sessionOf(frame);
    String serverId = edited(frame, edits);
    if (frame.kind() == FrameKind.REQUEST) {
      Call call = callOf(session, frame);
      send(call, session, server, frame, upstream, serverId);
    } else {
      TapLink link = new TapLink(session, server, Message.id(frame), serverId);
      boolean asItCame = incoming.isOfSession() && incoming.frame.kind() == frame.kind();
      frames.show(Party.CLIENT, Party.SERVER, link, frame, asItCame ? incoming.call : null);
      incoming.shown |= asItCame || isBatch();
    }
  }

  /**
   * @param call the client's request that this is; null for one of mcpmux itself
   */
  private void send(
      Call call, int session, String server, FrameView frame, int upstream, String serverId) {
    if (call == null) {
      Call own = new Call(session, null, server, Message.head(frame), System.nanoTime());
      sent(own, upstream, serverId);
      frames.show(
          Party.MCPMUX, Party.SERVER, new TapLink(session, server, null, serverId), frame, own);
      return;
    }
    sent(call, upstream, serverId);
    TapLink link = new TapLink(session, server, call.id(), serverId);
    boolean asItCame = call == incoming.call && incoming.isOfSession();
    if (asItCame || isBatch()) {
      FrameView seen = asItCame ? incoming.frame : frame;
      frames.show(Party.CLIENT, Party.SERVER, link, seen, call);
      incoming.shown = true;
    } else {
      frames.showSent(link, call.head(), frame.frameBytes(), call);
    }
  }

  private void sent(Call call, int upstream, String serverId) {
    call.sent(System.nanoTime());
    calls.sent(upstream, serverId, call);
  }

  @Override
  public void reply(int session, FrameView frame, FrameEdits edits) {
    if (incoming.unseen) {
      loseReply(session, edited(frame, edits), frame);
      return;
    }
    String id = edited(frame, edits);
    TapLink link = new TapLink(session, incoming.server, id, Message.id(frame));
    Call call = null;
    if (Message.isReply(frame)) {
      call = calls.answered(session, id);
      call = call == null ? incoming.call : call;
    } else if (frame.kind() == FrameKind.REQUEST) {
      call = question(session, id, incoming.server, frame);
    }
    frames.show(Party.SERVER, Party.CLIENT, link, frame, call);
    incoming.shown = true;
  }

  private Call question(int session, String id, String server, FrameView frame) {
    Call question =
        new Call(
            session,
            Message.id(frame),
            server == null ? "" : server,
            Message.head(frame),
            System.nanoTime());
    calls.question(session, id, question);
    return question;
  }

  @Override
  public void send(int session, byte[] bytes) {
    FrameView frame = Message.scan(bytes);
    String id = Message.id(frame);
    if (incoming.unseen && Message.isReply(frame)) {
      loseReply(session, id, frame);
      return;
    }
    if (Message.isReply(frame)) {
      answer(session, id, frame);
      return;
    }
    boolean passes =
        incoming.isOfUpstream()
            && Message.sameMethod(frame, incoming.frame)
            && (frame.kind() == FrameKind.NOTIFICATION || !incoming.shown);
    String server = passes ? incoming.server : output.serverOf(session);
    Call call = frame.kind() == FrameKind.REQUEST ? question(session, id, server, frame) : null;
    if (passes) {
      TapLink link = new TapLink(session, server, id, Message.id(incoming.frame));
      frames.show(Party.SERVER, Party.CLIENT, link, incoming.frame, call);
      incoming.shown = true;
    } else {
      frames.show(Party.MCPMUX, Party.CLIENT, new TapLink(session, server, id, null), frame, call);
    }
  }

  /** The core's own answer, or a server's with names of another kind in it. */
  private void answer(int session, String id, FrameView frame) {
    Call call = calls.answered(session, id);
    boolean passes =
        incoming.isOfUpstream()
            && !incoming.shown
            && call != null
            && call == incoming.call
            && call.timesSent() == 1;
    if (passes) {
      TapLink link = new TapLink(session, incoming.server, id, Message.id(incoming.frame));
      frames.show(Party.SERVER, Party.CLIENT, link, incoming.frame, call);
      incoming.shown = true;
      return;
    }
    boolean ofThis = call == incoming.call && (session == incoming.session || call != null);
    if (!isBatch() && (ofThis || isForMcpmux())) {
      showIncoming(false); // before its answer
    }
    String server = call == null ? output.serverOf(session) : call.server();
    frames.showOwn(new TapLink(session, server, id, null), frame, call);
  }

  @Override
  public void sendUpstream(int upstream, String server, byte[] bytes) {
    FrameView frame = Message.scan(bytes);
    String serverId = Message.id(frame);
    if (frame.kind() == FrameKind.REQUEST) {
      send(null, 0, server, frame, upstream, serverId);
      return;
    }
    boolean alike =
        Message.isReply(frame)
            ? incoming.isOfSession() && Message.isReply(incoming.frame)
            : incoming.isOfSession() && Message.sameMethod(frame, incoming.frame);
    if (alike && !incoming.shown) {
      TapLink link = new TapLink(incoming.session, server, Message.id(incoming.frame), serverId);
      frames.show(Party.CLIENT, Party.SERVER, link, incoming.frame, incoming.call);
      incoming.shown = true;
      return;
    }
    if (incoming.upstream == upstream && Message.isReply(frame) || isForMcpmux()) {
      showIncoming(false); // before its answer
    }
    TapLink link = new TapLink(incoming.session, server, null, serverId);
    frames.show(Party.MCPMUX, Party.SERVER, link, frame, null);
  }

  @Override
  public void park(long ticket, FrameView frame) {
    if (incoming.unseen) {
      loseIncoming(frame);
      return;
    }
    int session = sessionOf(frame);
    String server = frame == begun ? begunServer : output.serverOf(session);
    Call call = frame.kind() == FrameKind.REQUEST ? callOf(session, frame) : null;
    boolean asItCame = incoming.isOfSession() && (call == null || call == incoming.call);
    FrameView seen = asItCame ? incoming.frame : frame;
    TapLink link = new TapLink(session, server, call == null ? null : call.id(), null);
    TapHead head = Message.head(seen);
    parked.put(ticket, new Parked(call, link, head, seen.frameBytes(), frame.start(Field.ID)));
    if (session != 0) { // else a server has not taken it, and it was shown
      frames.showWaiting(link, seen, call);
      incoming.shown |= asItCame || isBatch();
    }
  }

  @Override
  public void forwardParked(long ticket, int upstream, String server, FrameEdits edits) {
    Parked waits = parked.remove(ticket);
    if (waits == null) {
      return; // it came before anybody looked
    }
    String serverId = waits.idAt() < 0 ? null : edits.textAt(waits.idAt());
    Call call = waits.call();
    if (call != null && serverId != null) {
      sent(call, upstream, serverId);
    }
    TapLink link = new TapLink(waits.link().session(), server, waits.link().id(), serverId);
    frames.showSent(link, waits.head(), waits.bytes(), call);
  }

  @Override
  public void failed() {
    output.failed();
  }

  @Override
  public void dropParked(long ticket) {
    parked.remove(ticket);
  }

  /**
   * The message at hand, of which nothing went on.
   *
   * @param ends whether nothing can come of it any more in this event: a request without an answer
   *     waits
   */
  private void showIncoming(boolean ends) {
    if (incoming.frame == null || incoming.shown) {
      return;
    }
    incoming.shown = true;
    Call call = incoming.call;
    if (incoming.isOfSession()) {
      int session = incoming.session;
      String id = Message.id(incoming.frame);
      TapLink link = new TapLink(session, output.serverOf(session), id, null);
      boolean waits = ends && call != null && call == calls.find(session, id);
      if (waits) {
        frames.showWaiting(link, incoming.frame, call);
      } else {
        frames.show(Party.CLIENT, Party.MCPMUX, link, incoming.frame, call);
      }
    } else {
      TapLink link =
          new TapLink(
              call == null ? 0 : call.session(),
              incoming.server,
              call == null ? null : call.id(),
              Message.id(incoming.frame));
      frames.show(Party.SERVER, Party.MCPMUX, link, incoming.frame, call);
    }
  }

  /** One more message passes because of one that nobody had room for. */
  private void loseIncoming(FrameView frame) {
    unseen += frame.kind() == FrameKind.REQUEST ? 1 : 0;
    incoming.shown = true;
    output.lose();
  }

  private void loseReply(int session, String id, FrameView frame) {
    if (calls.areAsked()) {
      calls.answered(session, id); // it waited for the same as another's
    }
    loseIncoming(frame);
  }

  /** Whose the frame is that the core sends on because of the message at hand. */
  private int sessionOf(FrameView frame) {
    return frame == begun ? begunSession : incoming.session;
  }

  /** Whether the message at hand answers what mcpmux itself has asked. */
  private boolean isForMcpmux() {
    return incoming.isOfUpstream()
        && Message.isReply(incoming.frame)
        && (incoming.call == null || incoming.call.id() == null);
  }

  /** The client's request that a frame is, or comes from; null for none. */
  private Call callOf(int session, FrameView frame) {
    Call call = incoming.call;
    if (incoming.isOfSession()
        && call != null
        && session == incoming.session
        && Message.sameMethod(frame, incoming.frame)) {
      return call;
    }
    if (isBatch()) {
      return ask(session, frame);
    }
    return session == 0 ? null : calls.unsent(session, Message.head(frame).method());
  }

  private boolean isBatch() {
    return incoming.isOfSession() && Message.isBatch(incoming.frame);
  }

  /** The id that the frame goes out with. */
  private static String edited(FrameView frame, FrameEdits edits) {
    int at = frame.start(Field.ID);
    String put = at < 0 ? null : edits.textAt(at);
    return put == null ? Message.id(frame) : put;
  }
}
