package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.OwnRequest;
import dev.mcpmux.core.state.Pending;
import dev.mcpmux.core.state.PendingTable;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.function.LongFunction;

/**
 * Requests that await their reply: those of each session, under the client's ids, and those that
 * each upstream has, under ours. Nobody else changes either, so that a request gets one reply and
 * only one: it is in flight until it is answered, taken back, or its session goes.
 */
public final class InFlight implements Feature {

  /** The time since then, of a request that was not sent. */
  private static final long NOT_SENT = -1;

  private final MuxState state;
  private final RequestTimeouts timeouts;
  private final HangWatch hangs;

  public InFlight(MuxState state) {
    this.state = state;
    this.timeouts = new RequestTimeouts(state, this);
    this.hangs = new HangWatch(state, this);
  }

  /** Looks whether those hang that have requests. */
  public HangWatch hangs() {
    return hangs;
  }

  /** A request of a session that is answered later, whoever answers it. */
  public void begin(ClientRequest request, FrameView frame) {
    Session session = request.session;
    request.mark(state.listener.requestBegun(session.number(), session.server(), frame));
    request.came(state.now());
    session.requests().add(request);
  }

  /** It has ended and been reported as answered in no way: it awaits its reply as before. */
  public void restore(ClientRequest request) {
    request.session.requests().add(request);
  }

  /** A request of a session that is answered at once. */
  public void answerAtOnce(ClientRequest request, FrameView frame, byte[] reply, CallEnd how) {
    answerAtOnce(request.session, request.stream, frame, reply, how);
  }

  public void answerAtOnce(
      Session session, int stream, FrameView frame, byte[] reply, CallEnd how) {
    byte mark = state.listener.requestBegun(session.number(), session.server(), frame);
    state.send(session, stream, reply);
    state.listener.requestEnded(
        session.number(), 0, session.server(), mark, how, reply.length, NOT_SENT);
  }

  /**
   * Reports the end of a request that its server has not answered.
   *
   * @param bytes of its answer, 0 for none
   */
  public void ended(ClientRequest request, CallEnd how, long bytes) {
    ended(request, how, bytes, null);
  }

  /**
   * Reports the end of a request.
   *
   * @param bytes of its answer, 0 for none
   * @param reply what the server has answered; null where it has not
   */
  public void ended(ClientRequest request, CallEnd how, long bytes, FrameView reply) {
    state.listener.requestEnding(request.id, reply);
    Session session = request.session;
    boolean sent = request.isForwarded();
    state.listener.requestEnded(
        session.number(),
        sent ? request.upstream().number() : 0,
        session.server(),
        request.mark(),
        how,
        bytes,
        sent ? state.now() - request.sentAt() : NOT_SENT);
  }

  /** Whether the client still wants an answer: it has none, and has neither cancelled nor gone. */
  public boolean isWanted(ClientRequest request) {
    return request.session.requests().has(request);
  }

  /**
   * Gives a request its place among those of an upstream, with an id.
   *
   * @param bytes of its frame
   */
  void enter(Upstream upstream, ClientRequest request, long bytes) {
    upstream.pendings().add(request);
    request.goTo(upstream);
    request.sent(state.now());
    timeouts.watch(upstream);
    hangs.asked(upstream);
    state.listener.requestSent(upstream.number(), upstream.server(), bytes);
  }

  /** A request waits for the reply to another of the same meaning. */
  void follow(ClientRequest leader, ClientRequest follower) {
    leader.addFollower(follower);
    Upstream upstream = leader.upstream();
    state.listener.requestSent(upstream.number(), upstream.server(), 0);
  }

  /** An upstream has not taken this one, which awaits its reply as before, and goes elsewhere. */
  void untaken(Upstream upstream, ClientRequest request) {
    take(upstream, request.upstreamId());
    request.takeBack();
    state.listener.requestUntaken(upstream.number(), upstream.server());
  }

  /** Asks an upstream something of our own. Returns the id that this has there. */
  public long ask(Upstream upstream, OwnRequest.Handler handler, LongFunction<byte[]> frame) {
    timeouts.watchOwn(upstream);
    return askInAnyTime(upstream, handler, frame);
  }

  /** As {@link #ask}: the session has its request at the upstream, though as one of our own. */
  public void askFor(
      ClientRequest request,
      Upstream upstream,
      OwnRequest.Handler handler,
      LongFunction<byte[]> frame) {
    request.setUpstreamId(ask(upstream, handler, frame));
    request.goTo(upstream);
    request.sent(state.now());
    state.listener.requestSent(upstream.number(), upstream.server(), 0);
  }

  /** As {@link #ask}, where something else bounds the time. */
  public long askInAnyTime(
      Upstream upstream, OwnRequest.Handler handler, LongFunction<byte[]> frame) {
    OwnRequest own = new OwnRequest(handler);
    own.sent(state.now());
    long id = upstream.pendings().add(own);
    state.tell(upstream, frame.apply(id));
    return id;
  }

  /** An upstream has answered this one, or will not. Null when there is none. */
  public Pending take(Upstream upstream, long id) {
    Pending pending = upstream.pendings().remove(id);
    if (pending != null) {
      state.touched.add(upstream);
    }
    return pending;
  }

  /**
   * The reply to a request is at hand. If it cannot be passed on, it is {@link #restore restored},
   * else its end is {@link #ended reported}.
   */
  public void end(ClientRequest request) {
    request.session.requests().remove(request.id);
    touch(request);
  }

  /** There is room where it was, and its session may have waited for its end to go elsewhere. */
  private void touch(ClientRequest request) {
    state.touched.add(request.session);
    if (request.upstream() != null) {
      state.touched.add(request.upstream());
    }
  }

  /** The reply to a request that waits nowhere any more; nothing when nobody wants it. */
  public void answer(ClientRequest request, byte[] reply, CallEnd how) {
    if (request.session.requests().remove(request)) {
      touch(request);
      state.answer(request, reply);
      ended(request, how, reply.length);
    }
  }

  public void refuse(ClientRequest request, Refusal refusal) {
    refuse(request, refusal, request.isForwarded() ? CallEnd.ERROR : CallEnd.REFUSED);
  }

  private void refuse(ClientRequest request, Refusal refusal, CallEnd how) {
    answer(request, Messages.error(request.id, refusal), how);
  }

  /** As {@link #refuse}, also those that wait for the same reply. */
  public void refuseAll(ClientRequest request, Refusal refusal, CallEnd how) {
    refuse(request, refusal, how);
    for (ClientRequest follower : request.followers()) {
      refuse(follower, refusal, how);
    }
  }

  /** Refuses everything of a session that no upstream has. */
  void refuseUnsent(Session session, Refusal refusal) {
    for (ClientRequest request : session.requests().all()) {
      if (!request.isForwarded()) {
        refuse(request, refusal);
      }
    }
  }

  /** Refuses everything of a session; what upstreams have of it is cancelled when it goes. */
  public void tellRefused(Session session, Refusal refusal) {
    for (ClientRequest request : session.requests().all()) {
      state.answer(request, Messages.error(request.id, refusal));
    }
  }

  /** What an upstream had is lost with it. */
  @Override
  public void onLost(Upstream upstream, Refusal refusal) {
    for (Pending pending : upstream.pendings().all()) {
      if (pending instanceof ClientRequest request) {
        refuseAll(request, refusal, CallEnd.LOST);
      } else if (pending instanceof OwnRequest own) {
        own.handler.onLost(refusal);
      }
    }
  }

  /** The client takes back a request. Null when it has none of this id. */
  public ClientRequest takeBack(Session session, RequestId id) {
    ClientRequest request = session.requests().remove(id);
    if (request != null) {
      touch(request);
      ended(request, CallEnd.CANCELLED, 0);
    }
    return request;
  }

  /**
   * Gives up a request that was forwarded. Returns whether the upstream is to be told: nobody else
   * waits for its reply, and it still works on it.
   */
  public boolean giveUp(ClientRequest request) {
    Upstream upstream = request.upstream();
    PendingTable table = upstream.pendings();
    if (!(table.get(request.upstreamId()) instanceof ClientRequest leader)) {
      return false;
    }
    if (leader != request) {
      leader.removeFollower(request);
      return false;
    }
    if (request.followers().isEmpty()) {
      table.remove(request.upstreamId());
      upstream.abandon(request, state.listener);
      return true;
    }
    table.replace(request.upstreamId(), request.promoteFollower());
    return false;
  }

  /** Gives up all that a session has in flight, and tells its upstreams. */
  @Override
  public void onEnd(Session session, String reason) {
    for (ClientRequest request : session.requests().removeAll()) {
      touch(request);
      ended(request, CallEnd.CANCELLED, 0);
      if (request.isForwarded() && giveUp(request)) {
        state.tell(request.upstream(), Messages.cancelled(request.upstreamId(), reason));
      }
    }
  }

  @Override
  public boolean owes(Upstream upstream, Session session) {
    return session.requests().isAt(upstream);
  }

  @Override
  public boolean holds(Upstream upstream, Session session) {
    return session.requests().isAt(upstream);
  }

  @Override
  public boolean keepsBusy(Upstream upstream) {
    return upstream.pendings().size() > 0
        || upstream.sessions().stream().anyMatch(session -> !session.requests().isEmpty());
  }
}
