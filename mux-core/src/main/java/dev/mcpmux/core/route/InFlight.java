package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.RequestId;
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
  public void begin(ClientRequest request) {
    request.session.requests().add(request);
  }

  /** Whether the client still wants an answer: it has none, and has neither cancelled nor gone. */
  public boolean isWanted(ClientRequest request) {
    return request.session.requests().has(request);
  }

  /** Gives a request its place among those of an upstream, with an id. */
  void enter(Upstream upstream, ClientRequest request) {
    upstream.pendings().add(request);
    request.goTo(upstream);
    request.sent(state.now());
    timeouts.watch(upstream);
    hangs.asked(upstream);
  }

  /** Asks an upstream something of our own. Returns the id that this has there. */
  public long ask(Upstream upstream, OwnRequest.Handler handler, LongFunction<byte[]> frame) {
    timeouts.watchOwn(upstream);
    return askInAnyTime(upstream, handler, frame);
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

  /** An upstream has answered this one, or has not taken it. Null when there is none. */
  public Pending take(Upstream upstream, long id) {
    Pending pending = upstream.pendings().remove(id);
    if (pending != null) {
      state.touched.add(upstream);
    }
    return pending;
  }

  /**
   * The reply to a request is at hand. If it cannot be passed on, it {@link #begin begins} anew.
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
  public void answer(ClientRequest request, byte[] reply) {
    if (request.session.requests().remove(request)) {
      touch(request);
      state.answer(request, reply);
    }
  }

  public void refuse(ClientRequest request, Refusal refusal) {
    answer(request, Messages.error(request.id, refusal));
  }

  /** As {@link #refuse}, also those that wait for the same reply. */
  public void refuseAll(ClientRequest request, Refusal refusal) {
    refuse(request, refusal);
    for (ClientRequest follower : request.followers()) {
      refuse(follower, refusal);
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
        refuseAll(request, refusal);
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
