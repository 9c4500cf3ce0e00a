package dev.mcpmux.core.route;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Parked;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Refusal;

/**
 * What waits: messages of sessions in the order they came, steps that need no frame, and at each
 * upstream the line of sessions that have a message for it. Nobody else changes any of it, so that
 * what is parked is counted, and is freed once.
 */
public final class Parking implements Feature {

  private final MuxState state;
  private long bytes;

  public Parking(MuxState state) {
    this.state = state;
  }

  /** Why a message cannot wait; null when it can. */
  Refusal full(Session session, FrameView frame) {
    Limits limits = state.limits();
    int count = session.parked().size() + 1;
    if (count > limits.maxParkedPerSession()) {
      return busy("waiting messages", count, limits.maxParkedPerSession(), session);
    }
    long own = session.parked().bytes() + frame.frameBytes();
    if (own > limits.maxParkedBytesPerSession()) {
      return busy("bytes of waiting messages", own, limits.maxParkedBytesPerSession(), session);
    }
    long all = bytes + frame.frameBytes() + Parked.OVERHEAD;
    return all > limits.maxParkedBytes()
        ? busy("bytes of waiting messages of all sessions", all, limits.maxParkedBytes(), session)
        : null;
  }

  private static Refusal busy(String what, long actual, long limit, Session session) {
    return Refusal.busy(what, actual, limit, session.server());
  }

  /** The message, of this request or a notification, waits behind all others. */
  void add(Session session, FrameView frame, ClientRequest request) {
    Parked parked = new Parked(state.nextTicket(), frame, request);
    session.parked().addLast(parked);
    park(session, frame, parked);
  }

  /** The request, which has waited before, waits again and goes on before all others. */
  void putBack(ClientRequest request, FrameView frame) {
    Parked parked = new Parked(state.nextTicket(), frame, request);
    request.session.parked().addFirst(parked);
    park(request.session, frame, parked);
  }

  private void park(Session session, FrameView frame, Parked parked) {
    count(1, parked);
    state.actions.park(parked.ticket, frame);
    enqueue(session);
    if (session.upstream() != null) {
      state.touched.add(session.upstream());
    }
  }

  /**
   * Gives a session a place in its upstream's line, after it came there, was asked for its roots,
   * or has something to say.
   */
  public void enqueue(Session session) {
    if (!session.parked().isEmpty()
        && !session.waitsForRoots()
        && session.upstream() != null
        && !session.upstream().line().has(session)) {
      session.upstream().line().add(session);
      state.touched.add(session.upstream());
    }
  }

  /** The first message of a session goes on. */
  Parked take(Session session) {
    Parked parked = session.parked().removeFirst();
    count(-1, parked);
    leaveLineIfEmpty(session);
    return parked;
  }

  /** A request that was not forwarded yet waits no more, if it did. */
  public void drop(ClientRequest request) {
    Session session = request.session;
    Parked parked = session.parked().remove(request);
    if (parked != null) {
      free(parked);
    }
    leaveLineIfEmpty(session);
  }

  /** Nothing of a session waits any more; its requests stay in flight for the caller to answer. */
  void dropAll(Session session) {
    session.parked().removeAll().forEach(this::free);
    leaveLineIfEmpty(session);
  }

  /** Runs a step for a request when the session has an upstream that is ready. */
  public void hold(ClientRequest request, Runnable whenServed) {
    request.session.parked().hold(request, whenServed);
  }

  @Override
  public void onEnd(Session session, String why) {
    dropAll(session);
  }

  @Override
  public void onServed(Session session) {
    session.parked().release().forEach(Runnable::run);
  }

  private static void leaveLineIfEmpty(Session session) {
    if (session.parked().isEmpty() && session.upstream() != null) {
      session.upstream().line().remove(session);
    }
  }

  private void free(Parked parked) {
    count(-1, parked);
    state.actions.dropParked(parked.ticket);
  }

  /**
   * @param sign -1 for one that waits no more
   */
  private void count(int sign, Parked parked) {
    bytes += sign * (parked.length + Parked.OVERHEAD);
  }

  @Override
  public void onLeft(Upstream upstream, Session session) {
    upstream.line().remove(session);
  }

  @Override
  public boolean keepsBusy(Upstream upstream) {
    return !upstream.line().isEmpty();
  }
}
