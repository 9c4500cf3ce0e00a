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
import dev.mcpmux.core.port.UsedTool;
import dev.mcpmux.netty.files.CatalogFiles;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.wire.Frame;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.IntFunction;

/**
 * Drives {@link Mux} on the event loop: hands each event in with the time. {@link Events} flushes
 * behind it, and calls when the deadline has come. Frames come in batches, one per read; what they
 * caused is flushed once behind the batch.
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
  private final Events events;
  private final LaterEvents later;
  private MuxConfig config;
  private int lastSession;
  private int sessions;
  private Runnable sessionsChanged = () -> {};
  private BiConsumer<String, String> usedWanted = (client, project) -> {};
  private BiPredicate<List<String>, Boolean> model = (texts, first) -> false;

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
    this.events = new Events(mux, actions, clock, failures);
    this.later = new LaterEvents(loop, mux, clock, links, events);
  }

  WatchPoint frames() {
    return frames;
  }

  LaterEvents later() {
    return later;
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
    events.over();
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

  /**
   * Who reads what a client has used in a project, for {@link #onUsedLoaded} as a later event; the
   * project may be null.
   */
  public void onUsedWanted(BiConsumer<String, String> reader) {
    usedWanted = reader;
  }

  void loadUsed(String client, String project) {
    usedWanted.accept(client, project);
  }

  /** As {@link Mux#onUsedLoaded}. */
  public void onUsedLoaded(String client, String project, List<UsedTool> tools) {
    events.run(() -> mux.onUsedLoaded(client, project, tools, clock.now()));
  }

  /** Who asks the model, for {@link #onEmbedded} as a later event. */
  public void onEmbedWanted(BiPredicate<List<String>, Boolean> asks) {
    model = asks;
  }

  boolean embed(List<String> texts, boolean first) {
    return model.test(texts, first);
  }

  /** As {@link Mux#onEmbedded}. */
  public void onEmbedded(List<String> texts, List<float[]> vectors) {
    events.run(() -> mux.onEmbedded(texts, vectors, clock.now()));
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
    events.over();
    return new Opening<>(session, refused);
  }

  /** The name of the server of a session; empty when it has gone. */
  public String serverOf(int session) {
    return mux.serverOf(session);
  }

  /** It has been initialized again, and goes on as the daemon before had it. */
  public void onSessionResumed(SessionLink session, SessionState before) {
    if (links.has(session)) {
      events.run(session, () -> mux.onSessionResumed(session.number(), before, clock.now()));
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
      events.run(session, () -> mux.onSessionInputEnd(session.number(), clock.now()));
    }
  }

  public void onSessionClose(SessionLink session) {
    if (links.remove(session)) {
      events.run(() -> mux.onSessionClose(session.number(), clock.now()));
      frames.sessionGone(session.number());
    }
  }

  public void onUpstreamStarted(UpstreamLink upstream) {
    if (links.has(upstream)) {
      events.run(upstream, () -> mux.onUpstreamStarted(upstream.number(), clock.now()));
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
      events.run(
          upstream,
          () -> mux.onUpstreamSeen(upstream.number(), cpuMillis, outputBytes, clock.now()));
    }
  }

  public void onUpstreamExit(UpstreamLink upstream, UpstreamExit exit) {
    if (links.remove(upstream)) {
      events.run(() -> exited(upstream, exit));
    }
  }

  private void exited(UpstreamLink upstream, UpstreamExit exit) {
    frames.upstreamGone(upstream.number());
    mux.onUpstreamExit(upstream.number(), exit, clock.now());
    restarts.exited(upstream.number(), upstream.server()); // unless it has been given up for that
  }

  /** Netty reports it from within a write or flush. */
  public void onWritabilityChanged(Link link) {
    later.onWritabilityChanged(link);
  }

  void onStateLoaded(String key, byte[] bytes) {
    events.run(() -> mux.onStateLoaded(key, bytes, clock.now()));
  }

  void onCatalogLoaded(String key, CatalogFiles.Found found) {
    events.run(
        () ->
            mux.onCatalogLoaded(
                key, found.bytes(), found.ageMillis(), found.program(), clock.now()));
  }

  public void onReadComplete() {
    events.over();
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
    events.goOn();
  }

  public ConfigChange reconfigure(MuxConfig changed) {
    config = changed;
    actions.limits(changed.limits());
    ConfigChange change = mux.reconfigure(changed, clock.now());
    events.over();
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
    events.over();
    return new Restart(begun.size(), restarts.await(begun));
  }

  public void stop(CloseCause cause) {
    restarts.stop(cause);
    mux.stop(cause, clock.now());
    events.over();
  }

  public MuxStatus status() {
    return mux.status(clock.now());
  }

  /** As {@link Mux#openCalls}. */
  public List<OpenCall> openCalls(int max) {
    return mux.openCalls(max, clock.now());
  }

  /** Its client has nothing more of it. */
  public void sessionGone() {
    sessions--;
    sessionsChanged.run();
  }
}
