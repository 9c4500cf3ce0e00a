package dev.mcpmux.core.inner;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.PassingListener;
import dev.mcpmux.core.sharing.Circle;

/** Passes on what the parts report, with the client's session in place of inner ones. */
final class InnerListener extends PassingListener {
  private final InnerSessions<?> inner;

  InnerListener(MuxListener next, InnerSessions<?> inner) {
    super(next);
    this.inner = inner;
  }

  @Override
  public void upstreamRuns(int upstream, String server, String circle) {
    super.upstreamRuns(upstream, server, ofClient(circle));
  }

  /** The number of an inner session means nothing to anybody else. */
  private String ofClient(String circle) {
    if (!circle.startsWith(Circle.SESSION + "-")) {
      return circle;
    }
    int client = client(Integer.parseInt(circle.substring(Circle.SESSION.length())));
    return client > 0 ? Circle.SESSION + client : "a session that has ended";
  }

  @Override
  public void upstreamReady(int upstream, String server) {
    super.upstreamReady(upstream, server);
    inner.ready(server);
  }

  @Override
  public byte requestBegun(int session, String server, FrameView request) {
    return super.requestBegun(client(session), server, request);
  }

  @Override
  public void requestEnded(
      int session, int upstream, String server, byte mark, CallEnd how, long bytes, long nanos) {
    super.requestEnded(client(session), upstream, server, mark, how, bytes, nanos);
  }

  @Override
  public void sessionEnded(int session) {
    if (session > 0) {
      super.sessionEnded(session);
    }
  }

  private int client(int session) {
    return session < 0 ? inner.client(session) : session;
  }

  @Override
  public void sessionFrameRefused(int session, FrameView frame, String reason) {
    int client = client(session);
    if (client > 0) {
      super.sessionFrameRefused(client, frame, reason);
    }
  }
}
