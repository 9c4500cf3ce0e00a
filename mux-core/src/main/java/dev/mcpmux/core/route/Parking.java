package dev.mcpmux.core.route;

import dev.mcpmux.core.Limits;
import dev.mcpmux.core.frame.FrameView;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What waits: messages of sessions in the order they came, steps that need no frame, and at each
 * upstream the line of sessions that have a message for it. Nobody else changes any of it, so that
 * what is parked is counted, and is freed once.
 */
final class Parking implements Feature {

  /** What a session has waiting. */
  static final class OfSession {
    private final ArrayDeque<Parked> messages = new ArrayDeque<>();

    /** For requests that are answered here as soon as there is an upstream that is ready. */
    private final Map<ClientRequest, Runnable> held = new LinkedHashMap<>();

    private long bytes;

    /** Whether there is no message; something may be held. */
    boolean isEmpty() {
      return messages.isEmpty();
    }

    boolean holds() {
      return !held.isEmpty();
    }

    /** The request that is first in the queue; null when there is none, or a notification is. */
    ClientRequest firstRequest() {
      return messages.isEmpty() ? null : messages.peek().request();
    }

    List<Parked> all() {
      return List.copyOf(messages);
    }
  }

  /** Sessions with something parked for an upstream; the next is first. */
  static final class Line {
    private final ArrayDeque<Session> sessions = new ArrayDeque<>();

    int size() {
      return sessions.size();
    }

    boolean isEmpty() {
      return sessions.isEmpty();
    }

    boolean has(Session session) {
      return sessions.contains(session);
    }

    /** Whose turn it is, who is last from now on. */
    Session next() {
      Session session = sessions.poll();
      sessions.add(session);
      return session;
    }

    void clear() {
      sessions.clear();
    }

    void remove(Session session) {
      sessions.removeLastOccurrence(session);
    }

    List<Session> all() {
      return List.copyOf(sessions);
    }
  }

  private final MuxState state;
  private long bytes;

  Parking(MuxState state) {
    this.state = state;
  }

  /** Why a message cannot wait; null when it can. */
  Refusal full(Session session, FrameView frame) {
    Limits limits = state.config.limits();
    int count = session.parked.messages.size() + 1;
    if (count > limits.maxParkedPerSession()) {
      return busy("waiting messages", count, limits.maxParkedPerSession(), session);
    }
    long own = session.parked.bytes + frame.frameBytes();
    if (own > limits.maxParkedBytesPerSession()) {
      return busy("bytes of waiting messages", own, limits.maxParkedBytesPerSession(), session);
    }
    long all = bytes + frame.frameBytes() + Parked.OVERHEAD;
    return all > limits.maxParkedBytes()
        ? busy("bytes of waiting messages of all sessions", all, limits.maxParkedBytes(), session)
        : null;
  }

  private static Refusal busy(String what, long actual, long limit, Session session) {
    return Refusal.busy(what, actual, limit, session.server.name());
  }

  /** The message, of this request or a notification, waits behind all others. */
  void add(Session session, FrameView frame, ClientRequest request) {
    Parked parked = Parked.of(state.nextTicket(), frame, request);
    session.parked.messages.addLast(parked);
    park(session, frame, parked);
  }

  /** The request, which has waited before, waits again and goes on before all others. */
  void putBack(ClientRequest request, FrameView frame) {
    Parked parked = Parked.of(state.nextTicket(), frame, request);
    request.session.parked.messages.addFirst(parked);
    park(request.session, frame, parked);
  }

  private void park(Session session, FrameView frame, Parked parked) {
    count(session, 1, parked);
    state.actions.park(parked.ticket(), frame);
    enqueue(session);
    if (session.upstream != null) {
      state.touched.add(session.upstream);
    }
  }

  /**
   * Gives a session a place in its upstream's line, after it came there, was asked for its roots,
   * or has something to say.
   */
  void enqueue(Session session) {
    if (!session.parked.isEmpty()
        && !session.waitsForRoots
        && session.upstream != null
        && !session.upstream.line.has(session)) {
      session.upstream.line.sessions.add(session);
      state.touched.add(session.upstream);
    }
  }

  /** The first message of a session goes on. */
  Parked take(Session session) {
    Parked parked = session.parked.messages.poll();
    count(session, -1, parked);
    leaveLineIfEmpty(session);
    return parked;
  }

  /** A request that was not forwarded yet waits no more, if it did. */
  void drop(ClientRequest request) {
    Session session = request.session;
    session.parked.held.remove(request);
    for (Parked parked : session.parked.messages) {
      if (parked.request() == request) {
        session.parked.messages.remove(parked);
        free(session, parked);
        break;
      }
    }
    leaveLineIfEmpty(session);
  }

  /** Nothing of a session waits any more; its requests stay in flight for the caller to answer. */
  void dropAll(Session session) {
    session.parked.messages.forEach(parked -> free(session, parked));
    session.parked.messages.clear();
    session.parked.held.clear();
    leaveLineIfEmpty(session);
  }

  /** Runs a step for a request when the session has an upstream that is ready. */
  void hold(ClientRequest request, Runnable whenServed) {
    request.session.parked.held.put(request, whenServed);
  }

  @Override
  public void onServed(Session session) {
    List<Runnable> steps = List.copyOf(session.parked.held.values());
    session.parked.held.clear();
    steps.forEach(Runnable::run);
  }

  private static void leaveLineIfEmpty(Session session) {
    if (session.parked.isEmpty() && session.upstream != null) {
      session.upstream.line.remove(session);
    }
  }

  private void free(Session session, Parked parked) {
    count(session, -1, parked);
    state.actions.dropParked(parked.ticket());
  }

  /**
   * @param sign -1 for one that waits no more
   */
  private void count(Session session, int sign, Parked parked) {
    session.parked.bytes += sign * parked.length();
    bytes += sign * (parked.length() + Parked.OVERHEAD);
  }

  @Override
  public void onLeft(Upstream upstream, Session session) {
    upstream.line.remove(session);
  }

  @Override
  public boolean keepsBusy(Upstream upstream) {
    return !upstream.line.isEmpty();
  }
}
