package dev.mcpmux.core.route;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.SessionHello;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.sharing.Capabilities;
import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.ServerResolver;
import java.util.List;
import java.util.Optional;

/** Opens, initializes and ends sessions. */
final class Sessions {
  private static final CloseCause END_OF_INPUT =
      new CloseCause("end-of-input", "the client's input has ended");

  private final MuxState state;
  private final Parking parking;
  private final InFlight inFlight;
  private final Upstreams upstreams;
  private final Placement placement;
  private final EagerServers eagerServers;
  private final ListChanges listChanges;
  private final Subscriptions subscriptions;
  private final Reconfiguration reconfiguration;
  private final Drains drains;
  private final Tasks tasks;
  private final Learning learning;

  /**
   * The last that was opened, null when it has gone: the members of one session with all servers
   * come one after the other, and have one environment.
   */
  private Session last;

  /** The first question to a session has the next id. */
  private long questionsAfter;

  Sessions(MuxState state, MuxParts parts) {
    this.state = state;
    this.parking = parts.parking;
    this.inFlight = parts.inFlight;
    this.upstreams = parts.upstreams;
    this.placement = parts.placement;
    this.eagerServers = parts.eagerServers;
    this.listChanges = parts.listChanges;
    this.subscriptions = parts.subscriptions;
    this.reconfiguration = parts.reconfiguration;
    this.drains = parts.drains;
    this.tasks = parts.tasks;
    this.learning = parts.learning;
  }

  /**
   * Empty when the session is open, else why not.
   *
   * @param isMember as {@link Session.Origin#isMember}
   */
  Optional<CloseCause> open(int number, SessionHello hello, boolean isMember) {
    try {
      ResolvedServer server = learning.resolve(number, hello, "");
      PackedHello before = last == null ? null : last.origin.hello();
      last = new Session(number, Session.Origin.of(hello, before, isMember), server);
      last.questions.after(questionsAfter);
      last.traces = learning.ofInterest(hello, server);
      last.madeValues = Learning.madeValues(hello, last.traces);
      reconfiguration.setTools(last);
      state.sessions.put(number, last);
      return Optional.empty();
    } catch (ServerResolver.RefusedException refused) {
      return Optional.of(refused.why());
    }
  }

  void questionsAfter(long id) {
    questionsAfter = id;
  }

  /** A new session declares itself; it is answered when its upstream has its handshake. */
  void initialize(Session session, int stream, FrameView frame) {
    session.phase = Session.Phase.INITIALIZING;
    session.initializeId = RequestId.copyOf(frame, Field.ID);
    session.initializeStream = stream;
    byte[] clientInfo =
        frame.is(Field.CLIENT_INFO, ValueType.OBJECT) ? frame.raw(Field.CLIENT_INFO) : null;
    session.client = clientInfo == null ? "" : ClientInfo.label(clientInfo);
    session.clientName = clientInfo == null ? "" : ClientInfo.name(clientInfo);
    session.declaration =
        new ClientDeclaration(
            frame.raw(Field.PROTOCOL_VERSION),
            frame.text(Field.PROTOCOL_VERSION),
            Capabilities.of(frame.raw(Field.CAPABILITIES)),
            clientInfo);
    eagerServers.note(session);
    placement.place(session);
  }

  /** The session is ready for what a server sends by itself. Returns whether that is so. */
  boolean onInitialized(Session session) {
    if (session.phase == Session.Phase.NEW) {
      return false;
    }
    session.initialized = true;
    if (session.upstream != null) {
      upstreams.onSessionInitialized(session.upstream);
    }
    placement.roots().onInitialized(session);
    sendOwed(session);
    return true;
  }

  private void sendOwed(Session session) {
    listChanges.sendOwed(session);
    subscriptions.sendOwed(session);
  }

  /** The client will send nothing more, but still reads. */
  void endInput(int number) {
    Session session = state.sessions.get(number);
    if (session == null || session.inputEnd != null) {
      return;
    }
    session.inputEnd = giveUpIn(session, graceMillis(session));
    state.ending.add(session);
    placement.roots().onInputEnd(session);
  }

  /**
   * A server that is still starting gets the time for that first: what was piped in is answered the
   * first time, too.
   */
  private long graceMillis(Session session) {
    boolean starts =
        session.phase == Session.Phase.INITIALIZING
            || session.upstream != null && !session.upstream.isReady();
    return starts
        ? state.config.limits().endOfInputStartMillis()
        : state.config.limits().endOfInputGraceMillis();
  }

  private Timers.Timer giveUpIn(Session session, long millis) {
    session.endsWhileStarting = millis != state.config.limits().endOfInputGraceMillis();
    return state.timers.schedule(state.inMillis(millis), () -> endUnanswered(session));
  }

  /**
   * Closes the sessions whose input has ended and that wait for no reply any more; called at the
   * end of every event.
   */
  void closeDone() {
    if (!state.ending.isEmpty()) {
      for (Session session : List.copyOf(state.ending)) {
        if (session.isOwedNothing()) {
          close(session, END_OF_INPUT);
        } else if (session.endsWhileStarting && session.isServed()) {
          state.timers.cancel(session.inputEnd);
          session.inputEnd = giveUpIn(session, state.config.limits().endOfInputGraceMillis());
        }
      }
    }
  }

  private void endUnanswered(Session session) {
    String name = session.server.name();
    long millis = state.config.limits().endOfInputGraceMillis();
    String message =
        session.upstream != null && !session.upstream.isReady()
            ? "server \""
                + name
                + "\" is still starting, and goes on; the client's input ended before: try again, or keep it open"
            : "server \""
                + name
                + "\" had not answered "
                + millis
                + " ms after the client's input ended";
    answerAll(session, new Refusal(Messages.INTERNAL_ERROR, "end-of-input", message, name));
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
    inFlight.tellRefused(session, refusal);
  }

  /** More of its output is unsent than the hard limit allows. */
  void outputExceeded(int number, long unsent) {
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

  void writability(int number, boolean writable) {
    Session session = state.sessions.get(number);
    if (session == null || session.writable == writable) {
      return;
    }
    session.writable = writable;
    session.requestsWhileFull = 0;
    if (writable) {
      state.actions.resumeReads(number);
      sendOwed(session);
    } else {
      state.actions.pauseReads(number);
    }
  }

  /** Ends a session that is open. */
  void close(int number, CloseCause cause) {
    Session session = state.sessions.get(number);
    if (session != null) {
      close(session, cause);
    }
  }

  private void close(Session session, CloseCause cause) {
    state.actions.closeSession(session.number, cause);
    forget(session, cause.message());
  }

  /** The session's channel is gone. */
  void gone(int number) {
    Session session = state.sessions.get(number);
    if (session != null) {
      forget(session, "the client has gone");
    }
  }

  void closeAll(CloseCause cause) {
    for (Session session : List.copyOf(state.sessions.values())) {
      answerAll(
          session, new Refusal(Messages.INTERNAL_ERROR, cause.reason(), cause.message(), null));
      close(session, cause);
    }
  }

  private void forget(Session session, String reason) {
    state.sessions.remove(session.number);
    state.dropKept(session.number);
    state.kept.drop(session.keptRoots);
    state.kept.drop(session.keptSubscriptions);
    state.ending.remove(session);
    if (last == session) {
      last = null;
    }
    state.timers.cancel(session.inputEnd);
    state.timers.cancel(session.rootsTimeout);
    parking.dropAll(session);
    inFlight.giveUpAll(session, reason);
    tasks.cancelAll(session);
    if (session.upstream != null) {
      upstreams.detach(session);
    }
    drains.gone(session);
  }
}
