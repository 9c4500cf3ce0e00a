package dev.mcpmux.netty;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.ConfigChange;
import dev.mcpmux.core.Mux;
import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.MuxListener;
import dev.mcpmux.core.MuxStatus;
import dev.mcpmux.core.SessionHello;
import dev.mcpmux.core.UpstreamExit;
import dev.mcpmux.netty.http.HttpSession;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Drives {@link Mux} on the event loop: hands each event in with the time, flushes behind it, and
 * calls when its deadline has come. Frames come in batches, one per read; what they caused is
 * flushed once behind the batch.
 *
 * <p>Event loop only.
 */
final class MuxDriver {

  private final EventLoop loop;
  private final NettyMuxActions actions;
  private final Mux mux;
  private final MuxListener listener;
  private int lastSession;
  private int sessions;
  private Runnable sessionsChanged = () -> {};

  private ScheduledFuture<?> deadline;
  private long deadlineAt = Long.MAX_VALUE;

  MuxDriver(
      EventLoop loop,
      MuxConfig config,
      MuxListener listener,
      ProcessLauncher launcher,
      Unwrapper unwrapper,
      StateFiles states,
      CatalogFiles catalog,
      Helper helper,
      Lookups lookups) {
    this.loop = loop;
    this.actions =
        new NettyMuxActions(
            this, loop, config.limits(), launcher, unwrapper, states, catalog, helper, lookups);
    this.mux = new Mux(config, actions, listener);
    this.listener = listener;
  }

  /** What every server of the config gets; said before anyone can connect. */
  void user(Map<String, String> environment) {
    mux.user(environment);
  }

  /** Processes can be started from now on. */
  void begin(String home, Map<String, String> environment) {
    mux.begin(home, environment, System.nanoTime());
    afterEvent();
  }

  EventLoop loop() {
    return loop;
  }

  /** Sessions whose channel is open, or that came over HTTP. */
  int sessions() {
    return sessions;
  }

  /** Calls back after every session that opens or closes. */
  void onSessionsChanged(Runnable callback) {
    sessionsChanged = callback;
  }

  NettyMuxActions actions() {
    return actions;
  }

  /** What became of a hello: a session, or why not. */
  record Opening(SessionLink session, Optional<CloseCause> refused) {}

  Opening onSessionOpen(Channel channel, SessionHello hello) {
    SessionLink session = new SocketLink(++lastSession, channel);
    Opening opening = open(session, hello);
    if (opening.refused().isEmpty()) {
      channel.closeFuture().addListener(closed -> sessionGone());
    }
    return opening;
  }

  /** The caller says when it is {@link #sessionGone}. */
  Opening onSessionOpen(HttpSession http, SessionHello hello) {
    return open(new HttpLink(++lastSession, http), hello);
  }

  private Opening open(SessionLink session, SessionHello hello) {
    actions.add(session);
    Optional<CloseCause> refused = mux.onSessionOpen(session.number(), hello, System.nanoTime());
    if (refused.isPresent()) {
      actions.remove(session);
    } else {
      sessions++;
      sessionsChanged.run();
    }
    afterEvent();
    return new Opening(session, refused);
  }

  void onSessionFrame(SessionLink session, Frame frame) {
    onSessionFrame(session, Mux.MAIN_STREAM, frame);
  }

  void onSessionFrame(SessionLink session, int stream, Frame frame) {
    if (actions.has(session)) {
      actions.beginFrame(frame);
      try {
        mux.onSessionFrame(session.number(), stream, frame.view(), System.nanoTime());
      } finally {
        actions.endFrame();
      }
    }
  }

  boolean awaitsReply(SessionLink session, int stream) {
    return mux.awaitsReply(session.number(), stream);
  }

  void onSessionControl(SessionLink session, ControlLine line) {
    if (actions.has(session) && Hello.isEndOfInput(line.json())) {
      mux.onSessionInputEnd(session.number(), System.nanoTime());
      afterEvent();
    }
  }

  void onSessionClose(SessionLink session) {
    if (actions.remove(session)) {
      mux.onSessionClose(session.number(), System.nanoTime());
      afterEvent();
    }
  }

  /** Not from within an effect: said as a later event. */
  void onOutputExceeded(SessionLink session, long unsentBytes) {
    loop.execute(
        () -> {
          if (actions.has(session)) {
            mux.onSessionOutputExceeded(session.number(), unsentBytes, System.nanoTime());
            afterEvent();
          }
        });
  }

  void onUpstreamStarted(UpstreamLink upstream) {
    if (actions.has(upstream)) {
      mux.onUpstreamStarted(upstream.number(), System.nanoTime());
      afterEvent();
    }
  }

  void onUpstreamFrame(UpstreamLink upstream, Frame frame) {
    onUpstreamFrame(upstream, 0, frame);
  }

  /**
   * @param request the upstream's request on whose stream it came; 0 for none
   */
  void onUpstreamFrame(UpstreamLink upstream, long request, Frame frame) {
    if (actions.has(upstream)) {
      actions.beginFrame(frame);
      try {
        mux.onUpstreamFrame(upstream.number(), request, frame.view(), System.nanoTime());
      } finally {
        actions.endFrame();
      }
    }
  }

  void onUpstreamUntaken(UpstreamLink upstream, Frame frame) {
    if (actions.has(upstream)) {
      actions.beginFrame(frame);
      try {
        mux.onUpstreamUntaken(upstream.number(), frame.view(), System.nanoTime());
      } finally {
        actions.endFrame();
      }
    }
  }

  /** The core would take it for a reply that is broken, and its own words are better. */
  void onUpstreamHalfLine(UpstreamLink upstream, Frame half) {
    listener.upstreamNoise(upstream.number(), upstream.server(), half.view());
  }

  void onUpstreamExit(UpstreamLink upstream, UpstreamExit exit) {
    if (actions.remove(upstream)) {
      mux.onUpstreamExit(upstream.number(), exit, System.nanoTime());
      afterEvent();
    }
  }

  /** Netty reports it from within a write or flush, so it is told to the core as a later event. */
  void onWritabilityChanged(Link link) {
    if (!link.writabilityQueued) {
      link.writabilityQueued = true;
      loop.execute(() -> tellWritability(link));
    }
  }

  void onStateLoaded(String key, byte[] bytes) {
    mux.onStateLoaded(key, bytes, System.nanoTime());
    afterEvent();
  }

  void onCatalogLoaded(String key, CatalogFiles.Found found) {
    mux.onCatalogLoaded(key, found.bytes(), found.ageMillis(), found.program(), System.nanoTime());
    afterEvent();
  }

  void onReadComplete() {
    afterEvent();
  }

  void onException(String who, Channel channel, Throwable cause) {
    if (!(cause instanceof IOException)) {
      Log.bug(who + " failed and is disconnected", cause);
    }
    channel.close();
  }

  ConfigChange reconfigure(MuxConfig config) {
    actions.limits(config.limits());
    ConfigChange change = mux.reconfigure(config, System.nanoTime());
    afterEvent();
    return change;
  }

  /** Returns the upstreams that were begun. */
  List<Integer> restart(String server) {
    List<Integer> begun = mux.restart(server, System.nanoTime());
    afterEvent();
    return begun;
  }

  void stop(CloseCause cause) {
    mux.stop(cause, System.nanoTime());
    afterEvent();
  }

  MuxStatus status() {
    return mux.status(System.nanoTime());
  }

  private void tellWritability(Link link) {
    link.writabilityQueued = false;
    boolean writable = link.isOpen() && link.isWritable();
    if (writable == link.writable || !link.isOpen() || !actions.has(link)) {
      return;
    }
    link.writable = writable;
    if (link instanceof SessionLink) {
      mux.onSessionWritability(link.number(), writable, System.nanoTime());
    } else {
      mux.onUpstreamWritability(link.number(), writable, System.nanoTime());
    }
    afterEvent();
  }

  /** Its client has nothing more of it. */
  void sessionGone() {
    sessions--;
    sessionsChanged.run();
  }

  private void afterEvent() {
    actions.flush();
    long next = mux.nextDeadline();
    // a later one needs no new timer: the old one comes early and asks again
    if (next < deadlineAt) {
      if (deadline != null) {
        deadline.cancel(false);
      }
      deadlineAt = next;
      long delay = Math.max(0, next - System.nanoTime());
      deadline = loop.schedule(this::onDeadline, delay, TimeUnit.NANOSECONDS);
    }
  }

  private void onDeadline() {
    deadline = null;
    deadlineAt = Long.MAX_VALUE;
    try {
      mux.onDeadline(System.nanoTime());
    } catch (RuntimeException e) {
      // not at once again: the next event goes on
      Log.bug("a deadline failed", e);
      return;
    }
    afterEvent();
  }
}
