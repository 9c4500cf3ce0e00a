package dev.mcpmux.netty.tap;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
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
     * @param bytes copies so many of them at most; called only if somebody wants them; null where
     *     there are none
     * @param call the request that the frame is, or answers; null where that is not known
     */
    void show(TapFrame frame, IntFunction<byte[]> bytes, Call call);

    void learn(SessionHello hello);

    void learn(String server, Launch launch);

    /** Nothing more is seen. */
    void failed();
  }

  /** A client's request that waits to be sent. */
  private record Parked(Call call, TapLink link, TapHead head, long bytes, int idAt) {

    /** One that nobody had room for. */
    static final Parked UNSEEN = new Parked(null, null, null, 0, -1);
  }

  private final Output output;
  private final FrameMaker frames;
  private final Calls calls = new Calls();
  private final LongObjectHashMap<Parked> parked = new LongObjectHashMap<>();
  private final UnseenCalls unseen = new UnseenCalls();
  private final Incoming incoming;

  Wiretap(Output output) {
    this.output = output;
    this.frames = new FrameMaker(output);
    this.incoming = new Incoming(output, frames, calls, unseen);
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
    unseen.forgetUpstream(upstream);
  }

  @Override
  public void fromSession(int session, FrameView frame) {
    incoming.comesFromSession(session, frame);
  }

  @Override
  public void fromUpstream(int upstream, String server, FrameView frame) {
    incoming.comesFromUpstream(upstream, server, frame);
  }

  @Override
  public void requestBegins(int session, String server, FrameView request) {
    incoming.begins(session, server, request);
  }

  @Override
  public void eventEnds() {
    incoming.ends();
  }

  @Override
  public void forward(int upstream, String server, FrameView frame, FrameEdits edits) {
    if (incoming.unseen) {
      if (frame.kind() == FrameKind.REQUEST) {
        unseen.sent(upstream);
      }
      incoming.lose();
      return;
    }
    int session = incoming.sessionOf(frame);
    String serverId = edited(frame, edits);
    if (frame.kind() == FrameKind.REQUEST) {
      Call call = incoming.callOf(session, frame);
      send(call, session, server, frame, upstream, serverId);
    } else {
      TapLink link = new TapLink(session, server, Message.id(frame), serverId);
      boolean asItCame = incoming.isOfSession() && incoming.frame.kind() == frame.kind();
      frames.show(Party.CLIENT, Party.SERVER, link, frame, asItCame ? incoming.call : null);
      incoming.shown |= asItCame || incoming.isBatch();
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
    if (asItCame || incoming.isBatch()) {
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
      incoming.loseReply(session, edited(frame, edits));
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
      incoming.loseReply(session, id);
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
    if (!incoming.isBatch() && (ofThis || incoming.isForMcpmux())) {
      incoming.show(false); // before its answer
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
    if (incoming.upstream == upstream && Message.isReply(frame) || incoming.isForMcpmux()) {
      incoming.show(false); // before its answer
    }
    TapLink link = new TapLink(incoming.session, server, null, serverId);
    frames.show(Party.MCPMUX, Party.SERVER, link, frame, null);
  }

  @Override
  public void park(long ticket, FrameView frame) {
    if (incoming.unseen) {
      if (frame.kind() == FrameKind.REQUEST) {
        parked.put(ticket, Parked.UNSEEN);
      }
      incoming.lose();
      return;
    }
    int session = incoming.sessionOf(frame);
    String server = incoming.serverOf(session, frame);
    Call call = frame.kind() == FrameKind.REQUEST ? incoming.callOf(session, frame) : null;
    boolean asItCame = incoming.isOfSession() && (call == null || call == incoming.call);
    FrameView seen = asItCame ? incoming.frame : frame;
    TapLink link = new TapLink(session, server, call == null ? null : call.id(), null);
    TapHead head = Message.head(seen);
    parked.put(ticket, new Parked(call, link, head, seen.frameBytes(), frame.start(Field.ID)));
    if (session != 0) { // else a server has not taken it, and it was shown
      frames.showWaiting(link, seen, call);
      incoming.shown |= asItCame || incoming.isBatch();
    }
  }

  @Override
  public void forwardParked(long ticket, int upstream, String server, FrameEdits edits) {
    Parked waits = parked.remove(ticket);
    if (waits == null) {
      return; // it came before anybody looked
    }
    if (waits == Parked.UNSEEN) {
      unseen.sent(upstream);
      return;
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

  /** The id that the frame goes out with. */
  private static String edited(FrameView frame, FrameEdits edits) {
    int at = frame.start(Field.ID);
    String put = at < 0 ? null : edits.textAt(at);
    return put == null ? Message.id(frame) : put;
  }
}
