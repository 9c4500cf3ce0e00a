package dev.mcpmux.netty.drive;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.ConfigChange;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.OpenCall;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.netty.files.CatalogFiles;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.io.BufferRoom;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.wire.Frame;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;

/**
 * Drives {@link Mux} on the event loop: hands each event in with the time, flushes behind it, and
 * calls when its deadline has come. Frames come in batches, one per read; what they caused is
 * flushed once behind the batch.
 *
 * <p>Event loop only.
 */
public final class MuxDriver {

  private final EventLoop loop;
  private final AwakeClock clock;
  private final Links links = new Links();
  private final UpstreamStarter starter;
  private final Restarts restarts = new Restarts();
  private final WatchPoint frames = new WatchPoint();
  private final Failures failures = new Failures(this, links);
  private final NettyMuxActions actions;
  private final Mux mux;
  private MuxConfig config;
  private int lastSession;
  private int sessions;
  private Runnable sessionsChanged = () -> {};

  private Timer deadline;
  private long deadlineAt = Long.MAX_VALUE;

  public MuxDriver(
      AwakeClock clock,
      MuxConfig config,
      MuxListener listener,
      UpstreamStarter starter,
      Storage storage) {
    this.loop = storage.loop();
    this.clock = clock;
    this.config = config;
    this.starter = starter;
    this.actions = new NettyMuxActions(this, links, starter, storage, restarts);
    this.mux = new Mux(config, actions, frames.listening(listener));
    mux.jitter(new Random()::nextDouble);
  }

  WatchPoint frames() {
    return frames;
  }

  /**
   * Shows all frames to a watch from now on, and first who is there.
   *
   * @param watch null for none any more
   */
  public void watch(FrameWatch watch) {
    frames.watch(watch);
    for (SessionLink each : links.sessions()) {
      mux.helloOf(each.number()).ifPresent(hello -> frames.session(each.number(), hello));
    }
    links.upstreams().forEach(each -> frames.upstream(each, each.startedFor()));
  }

  /** What every server of the config gets; said before anyone can connect. */
  public void user(Map<String, String> environment) {
    mux.user(environment);
  }

  /** Processes can be started from now on. */
  public void begin(String home, Map<String, String> environment) {
    mux.begin(home, environment, clock.now());
    afterEvent();
  }

  public EventLoop loop() {
    return loop;
  }

  /** What the core has its time from. */
  public AwakeClock clock() {
    return clock;
  }

  /** Sessions whose channel is open, or that came over HTTP. */
  public int sessions() {
    return sessions;
  }

  /** Calls back after every session that opens or closes. */
  public void onSessionsChanged(Runnable callback) {
    sessionsChanged = callback;
  }

  /** How many requests of clients await their reply. */
  public int inFlight() {
    return status().sessions().stream().mapToInt(MuxStatus.Session::inFlight).sum();
  }

  /** The bounds of now. */
  public Limits limits() {
    return config.limits();
  }

  /** The one in force. */
  public MuxConfig config() {
    return config;
  }

  /** The pid of an upstream's process, 0 when it has none. */
  public long pid(int upstream) {
    UpstreamLink link = links.upstream(upstream);
    return link == null ? 0 : link.pid();
  }

  /** Whether no process runs, is being started, or has left something that runs. */
  public boolean isIdle() {
    return links.upstreams().isEmpty() && starter.isIdle();
  }

  /** Frees what is still parked; nothing is driven any more. */
  public void releaseParked() {
    actions.releaseParked();
  }

  /** What became of a hello: a session, or why not. */
  public record Opening<L extends SessionLink>(L session, Optional<CloseCause> refused) {}

  /**
   * Opens a session, whatever carries it.
   *
   * @param link makes its link, with its number; who calls says when it is {@link #sessionGone}
   */
  public <L extends SessionLink> Opening<L> onSessionOpen(IntFunction<L> link, SessionHello hello) {
    L session = link.apply(++lastSession);
    links.add(session);
    frames.session(session.number(), hello);
    Optional<CloseCause> refused;
    try {
      refused = mux.onSessionOpen(session.number(), hello, clock.now());
    } catch (RuntimeException | Error e) {
      onSessionClose(session); // of which the core may know already
      throw e;
    }
    if (refused.isPresent()) {
      links.remove(session);
      frames.sessionGone(session.number());
    } else {
      sessions++;
      sessionsChanged.run();
    }
    afterEvent();
    return new Opening<>(session, refused);
  }

  /** The name of the server of a session; empty when it has gone. */
  public String serverOf(int session) {
    return mux.serverOf(session);
  }

  /** It has been initialized again, and goes on as the daemon before had it. */
  public void onSessionResumed(SessionLink session, SessionState before) {
    if (links.has(session)) {
      event(session, () -> mux.onSessionResumed(session.number(), before, clock.now()));
    }
  }

  /** See {@link Mux#questionsAfter}; said before anyone can connect. */
  public void questionsAfter(long id) {
    mux.questionsAfter(id);
  }

  public void onSessionFrame(SessionLink session, Frame frame) {
    onSessionFrame(session, Mux.MAIN_STREAM, frame);
  }

  public void onSessionFrame(SessionLink session, int stream, Frame frame) {
    if (links.has(session) && !session.isFailed()) {
      frames.fromSession(session, frame.view());
      try {
        mux.onSessionFrame(session.number(), stream, frame.view(), clock.now());
      } catch (RuntimeException | Error e) {
        failLater(session, e);
      }
      frames.eventEnds();
    }
  }

  public boolean awaitsReply(SessionLink session, int stream) {
    return mux.awaitsReply(session.number(), stream);
  }

  /** Its client says that nothing more comes. */
  public void onSessionInputEnd(SessionLink session) {
    if (links.has(session)) {
      event(session, () -> mux.onSessionInputEnd(session.number(), clock.now()));
    }
  }

  public void onSessionClose(SessionLink session) {
    if (links.remove(session)) {
      event(() -> mux.onSessionClose(session.number(), clock.now()));
      frames.sessionGone(session.number());
    }
  }

  /** Not from within an effect: said as a later event. */
  void onOutputExceeded(SessionLink session, long unsentBytes) {
    loop.execute(
        () -> {
          if (links.has(session)) {
            event(
                session,
                () -> mux.onSessionOutputExceeded(session.number(), unsentBytes, clock.now()));
          }
        });
  }

  /** All buffers take too much, and this session has the most unsent; likewise. */
  void onBuffersFull(SessionLink session, long unsentBytes) {
    String why =
        "the client does not read: "
            + BufferRoom.full(BufferRoom.used())
            + ", of which unsent to it: "
            + unsentBytes;
    Log.warn(session + " is closed: " + why);
    CloseCause cause = new CloseCause("output-limit", why);
    loop.execute(
        () -> {
          if (links.has(session)) {
            event(session, () -> mux.closeSession(session.number(), cause, clock.now()));
          }
        });
  }

  public void onUpstreamStarted(UpstreamLink upstream) {
    if (links.has(upstream)) {
      event(upstream, () -> mux.onUpstreamStarted(upstream.number(), clock.now()));
    }
  }

  public void onUpstreamFrame(UpstreamLink upstream, Frame frame) {
    onUpstreamFrame(upstream, 0, frame);
  }

  /**
   * @param request the upstream's request on whose stream it came; 0 for none
   */
  public void onUpstreamFrame(UpstreamLink upstream, long request, Frame frame) {
    if (links.has(upstream) && !upstream.isFailed()) {
      frames.fromUpstream(upstream, frame.view());
      try {
        mux.onUpstreamFrame(upstream.number(), request, frame.view(), clock.now());
      } catch (RuntimeException | Error e) {
        failLater(upstream, e);
      }
      frames.eventEnds();
    }
  }

  public void onUpstreamUntaken(UpstreamLink upstream, Frame frame) {
    if (links.has(upstream)) {
      try {
        mux.onUpstreamUntaken(upstream.number(), frame.view(), clock.now());
      } catch (RuntimeException | Error e) {
        failLater(upstream, e);
      }
    }
  }

  /** The core would take it for a reply that is broken, and its own words are better. */
  public void onUpstreamHalfLine(UpstreamLink upstream, Frame half) {
    if (links.has(upstream)) {
      mux.onUpstreamHalfLine(upstream.number(), half.view(), clock.now());
    }
  }

  void onUpstreamSeen(UpstreamLink upstream, long cpuMillis, long outputBytes) {
    if (links.has(upstream)) {
      event(
          upstream,
          () -> mux.onUpstreamSeen(upstream.number(), cpuMillis, outputBytes, clock.now()));
    }
  }

  public void onUpstreamExit(UpstreamLink upstream, UpstreamExit exit) {
    if (links.remove(upstream)) {
      event(() -> exited(upstream, exit));
    }
  }

  private void exited(UpstreamLink upstream, UpstreamExit exit) {
    frames.upstreamGone(upstream.number());
    mux.onUpstreamExit(upstream.number(), exit, clock.now());
    restarts.exited(upstream.number(), upstream.server()); // unless it has been given up for that
  }

  /** Netty reports it from within a write or flush, so it is told to the core as a later event. */
  public void onWritabilityChanged(Link link) {
    if (link.queueWritability()) {
      loop.execute(() -> tellWritability(link));
    }
  }

  void onStateLoaded(String key, byte[] bytes) {
    event(() -> mux.onStateLoaded(key, bytes, clock.now()));
  }

  void onCatalogLoaded(String key, CatalogFiles.Found found) {
    event(
        () ->
            mux.onCatalogLoaded(
                key, found.bytes(), found.ageMillis(), found.program(), clock.now()));
  }

  public void onReadComplete() {
    afterEvent();
  }

  /** The channel of a link has failed. */
  public void onException(Link link, Channel channel, Throwable cause) {
    failures.onException(link, channel, cause);
  }

  /** As {@link Failures#failLater}. */
  public void failLater(Link link, Throwable cause) {
    failures.failLater(link, cause);
  }

  /** Ends a link that has failed, as far as it is not ended yet. */
  void end(Link link, CloseCause why) {
    if (link instanceof SessionLink session) {
      try {
        mux.closeSession(session.number(), why, clock.now());
      } finally {
        actions.closeSession(session.number(), why); // unless the core has
      }
    } else if (link instanceof UpstreamLink upstream && links.remove(upstream)) {
      UpstreamExit exit =
          new UpstreamExit(
              why == CloseCause.INTERNAL
                  ? "was ended, as mcpmux could not go on with it: see the daemon's log"
                  : "was ended, as there was no room for what it sent: " + why.message(),
              List.of());
      try {
        exited(upstream, exit);
      } finally {
        upstream.stop();
      }
    }
  }

  /** What an event that failed has not come to do. */
  void goOn() {
    try {
      mux.onDeadline(clock.now());
    } catch (RuntimeException | Error e) {
      Log.bug("a deadline failed", e);
    }
    afterEvent();
  }

  public ConfigChange reconfigure(MuxConfig changed) {
    config = changed;
    actions.limits(changed.limits());
    ConfigChange change = mux.reconfigure(changed, clock.now());
    afterEvent();
    return change;
  }

  /**
   * What was begun in place of what runs.
   *
   * @param failures completes with what is said of those that did not become ready
   */
  public record Restart(int begun, CompletionStage<List<String>> failures) {}

  public Restart restart(String server) {
    List<Integer> begun = mux.restart(server, clock.now());
    afterEvent();
    return new Restart(begun.size(), restarts.await(begun));
  }

  public void stop(CloseCause cause) {
    restarts.stop(cause);
    mux.stop(cause, clock.now());
    afterEvent();
  }

  public MuxStatus status() {
    return mux.status(clock.now());
  }

  /** As {@link Mux#openCalls}. */
  public List<OpenCall> openCalls(int max) {
    return mux.openCalls(max, clock.now());
  }

  private void tellWritability(Link link) {
    if (!links.has(link) || !link.takeWritability()) {
      return;
    }
    boolean writable = link.wasWritable();
    event(
        link,
        () -> {
          if (link instanceof SessionLink) {
            mux.onSessionWritability(link.number(), writable, clock.now());
          } else {
            mux.onUpstreamWritability(link.number(), writable, clock.now());
          }
        });
  }

  /** An event of nobody who is there. */
  private void event(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException | Error e) {
      Log.bug("an event failed", e);
    }
    afterEvent();
  }

  /** An event of a link that is no frame. */
  private void event(Link link, Runnable event) {
    try {
      event.run();
    } catch (RuntimeException | Error e) {
      failLater(link, e);
    }
    afterEvent();
  }

  /** Its client has nothing more of it. */
  public void sessionGone() {
    sessions--;
    sessionsChanged.run();
  }

  private void afterEvent() {
    actions.flush();
    long next = mux.nextDeadline();
    // a later one needs no new timer: the old one comes early and asks again
    if (next < deadlineAt) {
      if (deadline != null) {
        deadline.cancel();
      }
      deadlineAt = next;
      deadline = clock.at(next, this::onDeadline);
    }
  }

  private void onDeadline() {
    deadline = null;
    deadlineAt = Long.MAX_VALUE;
    goOn(); // what has failed is not due again, so this comes to an end
  }
}
