package dev.mcpmux.core.route;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.SessionHello;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.sharing.Capabilities;
import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.sharing.ServerResolver;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.sharing.SharingKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Opens, initializes and ends sessions. */
public final class Sessions {
  private static final CloseCause END_OF_INPUT =
      new CloseCause("end-of-input", "the client's input has ended");

  private final MuxState state;
  private final Router router;
  private final Upstreams upstreams;

  public Sessions(MuxState state, Router router, Upstreams upstreams) {
    this.state = state;
    this.router = router;
    this.upstreams = upstreams;
  }

  /** Empty when the session is open, else why not. */
  public Optional<CloseCause> open(int number, SessionHello hello) {
    try {
      Session session =
          new Session(
              number,
              hello,
              ServerResolver.resolve(number, hello, state.config.servers(), state.wellKnown));
      state.sessions.put(number, session);
      return Optional.empty();
    } catch (ServerResolver.RefusedException refused) {
      return Optional.of(refused.why());
    }
  }

  /**
   * Attaches a new session to the upstream of its key; it is answered when that has its handshake.
   */
  void initialize(Session session, int stream, FrameView frame) {
    ClientDeclaration declared =
        new ClientDeclaration(
            frame.raw(Field.PROTOCOL_VERSION),
            frame.text(Field.PROTOCOL_VERSION),
            Capabilities.of(frame.raw(Field.CAPABILITIES)),
            frame.is(Field.CLIENT_INFO, ValueType.OBJECT) ? frame.raw(Field.CLIENT_INFO) : null);
    ClientDeclaration told = SharingKeys.effective(session.server, declared);
    SharingKey key =
        SharingKeys.key(session.server, declared, session.number, Set.of(), Optional.empty());
    session.phase = Session.Phase.INITIALIZING;
    session.initializeId = RequestId.copyOf(frame, Field.ID);
    session.initializeStream = stream;
    session.client = declared.clientInfo() == null ? "" : ClientInfo.label(declared.clientInfo());
    upstreams.attach(session, key, told.protocolVersion(), told.capabilities().raw());
  }

  void onInitialized(Session session) {
    if (session.phase == Session.Phase.OPEN || session.phase == Session.Phase.INITIALIZING) {
      session.initialized = true;
      upstreams.sendOwedListChanges(session);
    }
  }

  /** The client will send nothing more, but still reads. */
  public void endInput(int number) {
    Session session = state.sessions.get(number);
    if (session == null || session.inputEnd != null) {
      return;
    }
    long grace = state.inMillis(state.config.limits().endOfInputGraceMillis());
    session.inputEnd = state.timers.schedule(grace, () -> endUnanswered(session));
    state.ending.add(session);
  }

  /**
   * Closes the sessions whose input has ended and that wait for no reply any more; called at the
   * end of every event.
   */
  public void closeDone() {
    if (!state.ending.isEmpty()) {
      for (Session session : List.copyOf(state.ending)) {
        if (session.isOwedNothing()) {
          close(session, END_OF_INPUT);
        }
      }
    }
  }

  private void endUnanswered(Session session) {
    String message =
        "server \""
            + session.server.name()
            + "\" had not answered "
            + state.config.limits().endOfInputGraceMillis()
            + " ms after the client's input ended";
    answerAll(
        session,
        new Refusal(Messages.INTERNAL_ERROR, "end-of-input", message, session.server.name()));
    close(session, END_OF_INPUT);
  }

  /**
   * Answers everything a session waits for with an error; what the upstream has of it is cancelled
   * when the session goes.
   */
  private void answerAll(Session session, Refusal refusal) {
    if (session.phase == Session.Phase.INITIALIZING) {
      state.actions.send(
          session.number, session.initializeStream, Messages.error(session.initializeId, refusal));
    }
    for (ForwardedRequest request : session.inFlight.values()) {
      state.actions.send(session.number, request.stream, Messages.error(request.id, refusal));
    }
  }

  /** More of its output is unsent than the hard limit allows. */
  public void outputExceeded(int number, long unsent) {
    Session session = state.sessions.get(number);
    if (session != null) {
      long limit = state.config.limits().sessionOutputHardBytes();
      close(
          session,
          new CloseCause(
              "output-limit",
              "the client does not read: unsent bytes: " + unsent + " (limit: " + limit + ")"));
    }
  }

  public void writability(int number, boolean writable) {
    Session session = state.sessions.get(number);
    if (session == null || session.writable == writable) {
      return;
    }
    session.writable = writable;
    if (writable) {
      state.actions.resumeReads(number);
      upstreams.sendOwedListChanges(session);
    } else {
      state.actions.pauseReads(number);
    }
  }

  private void close(Session session, CloseCause cause) {
    state.actions.closeSession(session.number, cause);
    forget(session, cause.message());
  }

  /** The session's channel is gone. */
  public void gone(int number) {
    Session session = state.sessions.get(number);
    if (session != null) {
      forget(session, "the client has gone");
    }
  }

  public void closeAll(CloseCause cause) {
    for (Session session : List.copyOf(state.sessions.values())) {
      answerAll(
          session, new Refusal(Messages.INTERNAL_ERROR, cause.reason(), cause.message(), null));
      close(session, cause);
    }
  }

  private void forget(Session session, String reason) {
    state.sessions.remove(session.number);
    state.ending.remove(session);
    state.timers.cancel(session.inputEnd);
    router.dropAllParked(session);
    Upstream upstream = session.upstream;
    if (upstream == null) {
      return;
    }
    for (ForwardedRequest request : new ArrayList<>(session.inFlight.values())) {
      if (request.isForwarded()) {
        upstream.pendings.remove(request.upstreamId);
        state.actions.sendUpstream(upstream.number, Messages.cancelled(request.upstreamId, reason));
      }
    }
    session.inFlight.clear();
    upstreams.detach(session);
    router.drain(upstream);
  }
}
