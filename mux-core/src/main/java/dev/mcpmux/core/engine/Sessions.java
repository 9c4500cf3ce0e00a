package dev.mcpmux.core.engine;

import dev.mcpmux.core.era.Era;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.pool.Drains;
import dev.mcpmux.core.pool.EagerServers;
import dev.mcpmux.core.pool.Learning;
import dev.mcpmux.core.pool.Leaving;
import dev.mcpmux.core.pool.Placement;
import dev.mcpmux.core.pool.Transfers;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.route.Features;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.sharing.ResolvedServer;
import dev.mcpmux.core.sharing.ServerResolver;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.table.Origin;
import dev.mcpmux.core.table.PackedHello;
import dev.mcpmux.core.table.Phase.Initializing;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens, initializes and ends sessions. */
final class Sessions {
  private static final CloseCause END_OF_INPUT =
      new CloseCause("end-of-input", "the client's input has ended");

  private final MuxState state;
  private final InFlight inFlight;
  private final Transfers transfers;
  private final Placement placement;
  private final EagerServers eagerServers;
  private final Features features;
  private final Era era;
  private final Reconfiguration reconfiguration;
  private final Drains drains;
  private final Learning learning;

  /**
   * The last that was opened, null when it has gone: the members of one session with all servers
   * come one after the other, and have one environment.
   */
  private Session last;

  /** Sessions whose input has ended: each is closed when nothing is in flight, or at that time. */
  private final Map<Session, Ending> ending = new LinkedHashMap<>();

  /**
   * @param starts whether that waits for its upstream to start
   */
  private record Ending(Timer timer, boolean starts) {}

  /** The first question to a session has the next id. */
  private long questionsAfter;

  Sessions(MuxState state, MuxParts parts) {
    this.state = state;
    this.inFlight = parts.inFlight;
    this.transfers = parts.transfers;
    this.placement = parts.placement;
    this.eagerServers = parts.eagerServers;
    this.features = parts.features;
    this.era = parts.era;
    this.reconfiguration = parts.reconfiguration;
    this.drains = parts.drains;
    this.learning = parts.learning;
  }

  /**
   * Empty when the session is open, else why not.
   *
   * @param client as {@link Origin#client}
   */
  Optional<CloseCause> open(int number, SessionHello hello, int client) {
    try {
      ResolvedServer server = learning.resolve(number, hello, "");
      PackedHello before = last == null ? null : last.origin().hello();
      Origin origin = Origin.of(hello, before, client);
      last = new Session(number, origin, server, learning.environs(hello, server));
      last.questions().after(questionsAfter);
      reconfiguration.setTools(last);
      state.add(last);
      state.listener.serverWanted(last.server());
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
    session.declare(stream, RequestId.copyOf(frame, Field.ID), frame);
    if (!session.origin().isMember()) {
      state.listener.sessionNamed(
          session.number(),
          session.declared().name(),
          session.origin().projectRoot(),
          session.origin().clientSessionId().orElse(""));
    }
    eagerServers.note(session);
    placement.place(session);
  }

  /** The client will send nothing more, but still reads. */
  void endInput(int number) {
    Session session = state.session(number);
    if (session == null || session.hasEnded()) {
      return;
    }
    session.end();
    giveUpIn(session, graceMillis(session));
    era.onInputEnd(session);
  }

  /**
   * A server that is still starting gets the time for that first: what was piped in is answered the
   * first time, too.
   */
  private long graceMillis(Session session) {
    boolean starts =
        session.isInitializing() || session.upstream() != null && !session.upstream().isReady();
    return starts ? state.limits().endOfInputStartMillis() : state.limits().endOfInputGraceMillis();
  }

  private void giveUpIn(Session session, long millis) {
    boolean starts = millis != state.limits().endOfInputGraceMillis();
    Timer timer = state.in(millis, () -> endUnanswered(session));
    ending.put(session, new Ending(timer, starts));
  }

  /**
   * Closes the sessions whose input has ended and that wait for no reply any more; called at the
   * end of every event.
   */
  void closeDone() {
    if (!ending.isEmpty()) {
      for (Session session : List.copyOf(ending.keySet())) {
        if (session.isOwedNothing()) {
          close(session, END_OF_INPUT);
        } else if (ending.get(session).starts() && session.isServed()) {
          state.timers.cancel(ending.get(session).timer());
          giveUpIn(session, state.limits().endOfInputGraceMillis());
        }
      }
    }
  }

  private void endUnanswered(Session session) {
    String name = session.server();
    long millis = state.limits().endOfInputGraceMillis();
    String message =
        session.upstream() != null && !session.upstream().isReady()
            ? "server \""
                + name
                + "\" is still starting, and goes on; the client's input ended before: try again, or keep it open"
            : "server \""
                + name
                + "\" had not answered "
                + millis
                + " ms after the client's input ended";
    answerAll(session, Refusal.of("end-of-input", message, name));
    close(session, END_OF_INPUT);
  }

  /**
   * Answers everything a session waits for with an error; what the upstream has of it is cancelled
   * when the session goes.
   */
  private void answerAll(Session session, Refusal refusal) {
    if (session.phase() instanceof Initializing asked) {
      state.send(session, asked.stream(), Messages.error(asked.id(), refusal));
    }
    inFlight.tellRefused(session, refusal);
  }

  /** More of its output is unsent than the hard limit allows. */
  void outputExceeded(int number, long unsent) {
    Session session = state.session(number);
    if (session != null) {
      long limit = state.limits().sessionOutputHardBytes();
      close(
          session,
          new CloseCause(
              "output-limit",
              "the client does not read: unsent bytes: " + unsent + " (limit: " + limit + ")"));
    }
  }

  void writability(int number, boolean writable) {
    Session session = state.session(number);
    if (session == null || !session.reads(writable)) {
      return;
    }
    if (writable) {
      state.toSessions.resumeReads(number);
      features.onReadable(session);
    } else {
      state.toSessions.pauseReads(number);
    }
  }

  /** Ends a session that is open. */
  void close(int number, CloseCause cause) {
    Session session = state.session(number);
    if (session != null) {
      close(session, cause);
    }
  }

  private void close(Session session, CloseCause cause) {
    state.toSessions.closeSession(session.number(), cause);
    forget(session, cause.message());
  }

  /** The session's channel is gone. */
  void gone(int number) {
    Session session = state.session(number);
    if (session != null) {
      forget(session, "the client has gone");
    }
  }

  void closeAll(CloseCause cause) {
    for (Session session : List.copyOf(state.sessions())) {
      answerAll(session, Refusal.of(cause.reason(), cause.message(), null));
      close(session, cause);
    }
  }

  private void forget(Session session, String reason) {
    state.remove(session);
    state.listener.serverLeft(session.server());
    state.kept.dropSession(session.number());
    if (last == session) {
      last = null;
    }
    if (ending.containsKey(session)) {
      state.timers.cancel(ending.remove(session).timer());
    }
    features.onEnd(session, reason);
    if (session.upstream() != null) {
      transfers.leave(session, Leaving.ENDS);
    }
    drains.gone(session);
    state.listener.sessionEnded(session.number());
  }
}
