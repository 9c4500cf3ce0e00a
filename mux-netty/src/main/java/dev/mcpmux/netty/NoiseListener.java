package dev.mcpmux.netty;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.core.EndReason;
import dev.mcpmux.core.MuxListener;
import dev.mcpmux.core.UpstreamExit;
import dev.mcpmux.core.frame.FrameView;
import java.util.function.Supplier;

/**
 * Puts what a server prints between its messages into its log, says which processes have proved to
 * work, and passes every report on.
 */
final class NoiseListener implements MuxListener {

  private final MuxListener next;
  private final NoiseLog noise;
  private final Supplier<NettyMuxActions> actions;
  private final Restarts restarts;
  private final Lives lives;

  NoiseListener(
      MuxListener next,
      NoiseLog noise,
      Supplier<NettyMuxActions> actions,
      Restarts restarts,
      Lives lives) {
    this.next = next;
    this.noise = noise;
    this.actions = actions;
    this.restarts = restarts;
    this.lives = lives;
  }

  @Override
  public void upstreamNoise(int upstream, String server, FrameView line) {
    noise.add(server, actions.get().pid(upstream), line);
    next.upstreamNoise(upstream, server, line);
  }

  @Override
  public void upstreamStarting(int upstream, String server) {
    next.upstreamStarting(upstream, server);
  }

  @Override
  public void upstreamQueued(int upstream, String server, int place) {
    Log.info(server + " waits to be started, as number " + place);
    next.upstreamQueued(upstream, server, place);
  }

  @Override
  public void upstreamInTurn(int upstream, String server) {
    Log.info(server + " starts when its process before has ended");
    next.upstreamInTurn(upstream, server);
  }

  @Override
  public void upstreamStartSlow(int upstream, String server, long millis) {
    Log.info(server + " has been starting for " + millis / 1000 + " s");
    next.upstreamStartSlow(upstream, server, millis);
  }

  @Override
  public void upstreamRuns(int upstream, String server, String circle) {
    lives.runs(upstream, server, actions.get().pid(upstream), circle);
    next.upstreamRuns(upstream, server, circle);
  }

  @Override
  public void upstreamNotNeeded(int upstream, String server, String message) {
    restarts.failed(upstream, message);
    next.upstreamNotNeeded(upstream, server, message);
  }

  @Override
  public void upstreamStopping(int upstream, String server, EndReason reason) {
    lives.stopping(upstream, reason);
    next.upstreamStopping(upstream, server, reason);
  }

  @Override
  public void sessionRefused(int session, CloseCause cause) {
    lives.refused(cause.reason(), cause.message());
    next.sessionRefused(session, cause);
  }

  @Override
  public void upstreamReady(int upstream, String server) {
    actions.get().ready(upstream);
    lives.ready(upstream);
    restarts.ready(upstream);
    next.upstreamReady(upstream, server);
  }

  @Override
  public void upstreamFailed(int upstream, String server, String message) {
    restarts.failed(upstream, message);
    lives.failed(server, message);
    next.upstreamFailed(upstream, server, message);
  }

  @Override
  public void upstreamFailedBeside(int upstream, String server, String message, int again) {
    Log.info("beside its process before, which ends first now: " + message);
    restarts.instead(upstream, again);
    next.upstreamFailedBeside(upstream, server, message, again);
  }

  @Override
  public void upstreamExited(int upstream, String server, UpstreamExit exit) {
    restarts.exited(upstream, server);
    lives.exited(upstream, server, exit);
    next.upstreamExited(upstream, server, exit);
  }

  @Override
  public void upstreamFrameDropped(int upstream, String server, FrameView frame, String reason) {
    next.upstreamFrameDropped(upstream, server, frame, reason);
  }

  @Override
  public void sessionFrameRefused(int session, FrameView frame, String reason) {
    next.sessionFrameRefused(session, frame, reason);
  }

  @Override
  public void memberSkipped(int session, String server, String method, String reason) {
    Log.warn(
        "session "
            + session
            + " goes on without server \""
            + server
            + "\" for now: "
            + method
            + ": "
            + reason);
    next.memberSkipped(session, server, method, reason);
  }

  @Override
  public void serverRequestRefused(int upstream, String server, FrameView frame, String reason) {
    next.serverRequestRefused(upstream, server, frame, reason);
  }
}
