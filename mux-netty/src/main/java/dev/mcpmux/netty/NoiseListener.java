package dev.mcpmux.netty;

import dev.mcpmux.core.MuxListener;
import dev.mcpmux.core.UpstreamExit;
import dev.mcpmux.core.frame.FrameView;

/** Puts what a server prints between its messages into its log, and passes every report on. */
final class NoiseListener implements MuxListener {

  /** Finds the pid of an upstream. */
  interface Pids {
    long of(int upstream);
  }

  private final MuxListener next;
  private final NoiseLog noise;
  private final Pids pids;

  NoiseListener(MuxListener next, NoiseLog noise, Pids pids) {
    this.next = next;
    this.noise = noise;
    this.pids = pids;
  }

  @Override
  public void upstreamNoise(int upstream, String server, FrameView line) {
    noise.add(server, pids.of(upstream), line);
    next.upstreamNoise(upstream, server, line);
  }

  @Override
  public void upstreamReady(int upstream, String server) {
    next.upstreamReady(upstream, server);
  }

  @Override
  public void upstreamExited(int upstream, String server, UpstreamExit exit) {
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
  public void serverRequestRefused(int upstream, String server, FrameView frame, String reason) {
    next.serverRequestRefused(upstream, server, frame, reason);
  }
}
