package dev.mcpmux.core;

import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.engine.MuxParts;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.ConfigChange;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.OpenCall;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.core.port.UsedTool;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.view.Aggregates;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The multiplexer: a state machine that takes events and calls effects on {@link MuxActions}. It
 * does no I/O, reads no clock ({@code now} is an argument, in nanoseconds of any monotonic clock)
 * and is driven by one thread. An event from another thread meanwhile, or from within an effect, is
 * a mistake of the driver: it changes nothing and throws an {@link IllegalStateException}, as far
 * as it can be seen.
 *
 * <p>An event that throws, because memory has run out or by a mistake, has done its work only in
 * part. The driver ends what it was about, the session ({@link #closeSession}) or the upstream
 * ({@link #onUpstreamExit}). Events of others go on as if there had been none.
 *
 * <p>Session and upstream numbers are positive and never reused. A session's number is chosen by
 * the driver, an upstream's by the core. Events of a session or an upstream that the core has ended
 * already are ignored, since they may be on their way.
 */
public final class Mux {

  /** As {@link MuxActions#MAIN_STREAM}. */
  public static final int MAIN_STREAM = MuxActions.MAIN_STREAM;

  private final MuxState state;
  private final MuxParts parts;
  private final Aggregates view;
  private final MuxListener listener;
  private final OneAtATime oneAtATime = new OneAtATime();

  public Mux(MuxConfig config, MuxActions actions, MuxListener listener) {
    this.listener = listener;
    view = new Aggregates(config, actions, listener);
    state = new MuxState(config, actions, view.actions(), view.listener());
    parts = new MuxParts(state);
    view.over(parts);
  }

  /**
   * A client said hello.
   *
   * @return empty when the session is open, else why it is refused (unknown server, missing
   *     variable); the core then knows nothing of it
   */
  public Optional<CloseCause> onSessionOpen(int session, SessionHello hello, long now) {
    return alone(
        now,
        () -> {
          Optional<CloseCause> refused = view.open(session, hello);
          view.settle();
          refused.ifPresent(cause -> listener.sessionRefused(session, cause));
          return refused;
        });
  }

  /**
   * A line came from a session, whole (or over the limit, see {@link
   * dev.mcpmux.core.frame.FrameFault#OVERSIZE}). The frame is borrowed until this returns.
   */
  public void onSessionFrame(int session, int stream, FrameView frame, long now) {
    enter(now);
    try {
      view.sessionFrame(session, stream, frame);
      view.settle();
    } finally {
      oneAtATime.leave();
    }
  }

  /**
   * The session's input has ended, but it still reads: what gets done in the grace time is
   * answered, then it is closed.
   */
  public void onSessionInputEnd(int session, long now) {
    event(now, () -> view.endInput(session));
  }

  /**
   * Whether any request that came on this stream of the session still awaits its reply; when none
   * does, nothing more comes on the stream. A transport that gives each request a stream of its own
   * asks after every event that may have ended one: a reply on the stream, or a frame of the
   * session, which may have taken a request back.
   */
  public boolean awaitsReply(int session, int stream) {
    return view.awaitsReply(session, stream);
  }

  /** What {@link MuxStatus} calls the server of a session; empty when there is no such session. */
  public String serverOf(int session) {
    return view.serverOf(session);
  }

  /** What a session was opened with; empty when there is no such session. */
  public Optional<SessionHello> helloOf(int session) {
    return view.helloOf(session);
  }

  /**
   * A session that another process of mcpmux had open has been initialized again, with what {@link
   * SessionState#greeting} holds: it is what it was before, as far as its server can be had.
   */
  public void onSessionResumed(int session, SessionState before, long now) {
    event(now, () -> view.resume(session, before));
  }

  /**
   * Requests of servers get ids above this one at the sessions that open from now on, so that a
   * late answer to another process of mcpmux is none of theirs.
   */
  public void questionsAfter(long id) {
    view.questionsAfter(id);
  }

  /** The session's channel is gone. Its requests are cancelled upstream. */
  public void onSessionClose(int session, long now) {
    event(now, () -> view.gone(session));
  }

  /**
   * The unsent output of a session went over the soft limit ({@code false}) or fell well below it
   * again.
   */
  public void onSessionWritability(int session, boolean writable, long now) {
    event(now, () -> view.writability(session, writable));
  }

  /** The unsent output of a session went over the hard limit. */
  public void onSessionOutputExceeded(int session, long unsentBytes, long now) {
    event(now, () -> view.outputExceeded(session, unsentBytes));
  }

  /**
   * The driver wants a session ended, for a reason of its own. Answered by {@link
   * MuxActions#closeSession}.
   */
  public void closeSession(int session, CloseCause cause, long now) {
    event(now, () -> view.close(session, cause));
  }

  /** The process of an upstream runs and can be written to. */
  public void onUpstreamStarted(int upstream, long now) {
    event(now, () -> parts.upstreamStarted(upstream));
  }

  /** A line came from an upstream, as {@link #onSessionFrame}. */
  public void onUpstreamFrame(int upstream, FrameView frame, long now) {
    onUpstreamFrame(upstream, 0, frame, now);
  }

  /**
   * A message came from an upstream that says to which request it belongs, since that has a stream
   * of its own.
   *
   * @param request the id that the request has at the upstream; 0 when the message belongs to none
   * @see <a
   *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server">2025-11-25/basic/transports#sending-messages-to-the-server</a>
   */
  public void onUpstreamFrame(int upstream, long request, FrameView frame, long now) {
    enter(now);
    try {
      view.upstreamFrame(upstream, request, frame);
      view.settle();
    } finally {
      oneAtATime.leave();
    }
  }

  /**
   * A process that is about to end has written the beginning of a line, which is no message. The
   * frame is borrowed until this returns.
   */
  public void onUpstreamHalfLine(int upstream, FrameView half, long now) {
    event(now, () -> parts.upstreamHalfLine(upstream, half));
  }

  /**
   * An upstream has certainly not taken a request that it was sent, and ends: {@link
   * #onUpstreamExit} follows at once. The request waits for the upstream's successor, unless this
   * has happened to it before.
   *
   * @param frame the request as it was sent, borrowed until this returns; {@link MuxActions#park}
   *     speaks of it
   */
  public void onUpstreamUntaken(int upstream, FrameView frame, long now) {
    event(now, () -> parts.upstreamUntaken(upstream, frame));
  }

  /**
   * The unsent output of an upstream went over its limit ({@code false}) or fell below it again.
   */
  public void onUpstreamWritability(int upstream, boolean writable, long now) {
    event(now, () -> parts.upstreamWritability(upstream, writable));
  }

  /**
   * What {@link MuxActions#lookAtUpstream} asked for.
   *
   * @param cpuMillis the CPU time of the process and of all it started; negative when that cannot
   *     be told
   * @param outputBytes what has come from it so far beside its frames; likewise
   */
  public void onUpstreamSeen(int upstream, long cpuMillis, long outputBytes, long now) {
    event(now, () -> parts.upstreamSeen(upstream, cpuMillis, outputBytes));
  }

  /** The process has ended and everything it wrote was handed in; or it could not be started. */
  public void onUpstreamExit(int upstream, UpstreamExit exit, long now) {
    event(now, () -> parts.upstreamExited(upstream, exit));
  }

  /**
   * What {@link MuxActions#loadState} asked for, when the first session was initialized.
   *
   * @param bytes null when nothing was saved under the key, or it cannot be read
   */
  public void onStateLoaded(String key, byte @Nullable [] bytes, long now) {
    event(now, () -> parts.stateLoaded(key, bytes));
  }

  /**
   * What {@link MuxActions#loadUsed} asked for.
   *
   * @param tools those that were used most first
   */
  public void onUsedLoaded(
      String client, @Nullable String project, List<UsedTool> tools, long now) {
    event(now, () -> view.usedLoaded(client, project, tools));
  }

  /**
   * What {@link MuxActions#embed} asked for.
   *
   * @param texts as they were given
   * @param vectors one for each; none where the model has failed
   */
  public void onEmbedded(List<String> texts, List<float[]> vectors, long now) {
    event(now, () -> view.embedded(texts, vectors));
  }

  /**
   * The driver can start processes: those of eager servers start, as far as they need nothing of a
   * session.
   *
   * @param home the user's home, absolute
   * @param environment what the environment of sessions is likely to be
   */
  public void begin(String home, Map<String, String> environment, long now) {
    event(now, () -> parts.begin(home, environment));
  }

  /**
   * Pauses before a server is started again are shortened by up to a quarter, so that servers which
   * ended together do not all begin again together.
   *
   * @param numbers gives one from 0 to 1 for each pause; always 0 where nothing is said
   */
  public void jitter(DoubleSupplier numbers) {
    parts.jitter(numbers);
  }

  /**
   * Said before there are sessions, else the first might have a process of its own.
   *
   * @param environment what every server of the config gets, whichever session starts it; empty for
   *     what the session has
   */
  public void user(Map<String, String> environment) {
    parts.user(environment);
  }

  /**
   * What {@link MuxActions#loadCatalog} asked for.
   *
   * @param bytes null when nothing was saved under the key, or it cannot be read
   * @param ageMillis how long ago it was saved, by the calendar
   * @param program what the launch's program looks like now; another text for another program,
   *     empty when that cannot be told
   */
  public void onCatalogLoaded(
      String key, byte @Nullable [] bytes, long ageMillis, String program, long now) {
    event(now, () -> parts.catalogLoaded(key, bytes, ageMillis, program));
  }

  /**
   * Another config is in force from now on. Sessions stay open. A server of which it says the same
   * keeps its processes and what is in flight; one of which it says something else gets new
   * processes as with {@link #restart}, where what was started would be another. A session whose
   * server is gone or disabled is answered with errors until it is back, when what it had in flight
   * is done.
   *
   * <p>Bounds of channels ({@code maxFrameBytes}, output) are the driver's to change.
   */
  public ConfigChange reconfigure(MuxConfig config, long now) {
    return alone(
        now,
        () -> {
          view.restrict(config);
          ConfigChange change = parts.reconfigure(config);
          view.reconfigure(config);
          view.settle();
          return change;
        });
  }

  /**
   * Replaces the processes of a server while they are in use: new ones are started, and take over
   * when they are ready; the old ones finish what they have and are stopped, at the latest after
   * the drain timeout. One that fails to start changes nothing.
   *
   * @param server its name, as {@link MuxStatus} has it
   * @return the upstreams that were begun; {@link MuxActions} is told of each when it is ready or
   *     given up. One that ends before either was not needed any more. Empty when no process runs
   */
  public List<Integer> restart(String server, long now) {
    return alone(
        now,
        () -> {
          List<Integer> begun = parts.restart(server);
          view.settle();
          return begun;
        });
  }

  /** The time {@link #nextDeadline} has come. Calling it early does no harm. */
  public void onDeadline(long now) {
    event(
        now,
        () -> {
          parts.deadline();
          view.settle();
          view.deadline();
        });
  }

  /**
   * When {@link #onDeadline} wants to be called, in the clock of {@code now}; {@link
   * Long#MAX_VALUE} for never.
   */
  public long nextDeadline() {
    return Math.min(state.timers.next(), view.nextDeadline());
  }

  /**
   * Ends all sessions and stops all upstreams; each process is then answered by {@link
   * #onUpstreamExit}.
   */
  public void stop(CloseCause cause, long now) {
    alone(
        now,
        () -> {
          parts.stop(cause);
          view.stop(cause);
          return null;
        });
  }

  /** It changes nothing, so it may be asked for within an effect, too. */
  public MuxStatus status(long now) {
    look(now);
    return view.status(parts.status());
  }

  /**
   * Requests of sessions that have no answer yet, those that have waited longest first. What a
   * session with all servers asks is among them as soon as a server is asked.
   *
   * <p>As {@link #status}, it may be asked for within an effect.
   *
   * @param max no more than so many
   */
  public List<OpenCall> openCalls(int max, long now) {
    look(now);
    return view.openCalls(parts.openCalls(max));
  }

  MuxParts parts() {
    return parts;
  }

  private void event(long now, Runnable event) {
    enter(now);
    try {
      event.run();
      view.settle();
    } finally {
      oneAtATime.leave();
    }
  }

  private <T> T alone(long now, Supplier<T> event) {
    enter(now);
    try {
      return event.get();
    } finally {
      oneAtATime.leave();
    }
  }

  private void enter(long now) {
    oneAtATime.enter();
    at(now);
  }

  private void look(long now) {
    oneAtATime.look();
    at(now);
  }

  private void at(long now) {
    state.at(now);
    view.at(now);
  }
}
