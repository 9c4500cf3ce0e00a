package dev.mcpmux.core.port;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Passes on every report to another: what overrides one of them looks at it in passing. */
public abstract class PassingListener implements MuxListener {

  private final MuxListener next;

  protected PassingListener(MuxListener next) {
    this.next = next;
  }

  @Override
  public void upstreamStarting(int upstream, String server) {
    next.upstreamStarting(upstream, server);
  }

  @Override
  public void upstreamQueued(int upstream, String server, int place) {
    next.upstreamQueued(upstream, server, place);
  }

  @Override
  public void upstreamInTurn(int upstream, String server) {
    next.upstreamInTurn(upstream, server);
  }

  @Override
  public void upstreamStartSlow(int upstream, String server, long millis) {
    next.upstreamStartSlow(upstream, server, millis);
  }

  @Override
  public void upstreamRuns(int upstream, String server, String circle) {
    next.upstreamRuns(upstream, server, circle);
  }

  @Override
  public void upstreamReady(int upstream, String server) {
    next.upstreamReady(upstream, server);
  }

  @Override
  public void upstreamFailed(int upstream, String server, String message) {
    next.upstreamFailed(upstream, server, message);
  }

  @Override
  public void upstreamFailedBeside(int upstream, String server, String message, int again) {
    next.upstreamFailedBeside(upstream, server, message, again);
  }

  @Override
  public void upstreamHung(int upstream, String server, String message) {
    next.upstreamHung(upstream, server, message);
  }

  @Override
  public void upstreamNotNeeded(int upstream, String server, String message) {
    next.upstreamNotNeeded(upstream, server, message);
  }

  @Override
  public void upstreamStopping(int upstream, String server, EndReason reason) {
    next.upstreamStopping(upstream, server, reason);
  }

  @Override
  public void upstreamExited(int upstream, String server, UpstreamExit exit) {
    next.upstreamExited(upstream, server, exit);
  }

  @Override
  public void upstreamNoise(int upstream, String server, FrameView line) {
    next.upstreamNoise(upstream, server, line);
  }

  @Override
  public void upstreamFrameDropped(int upstream, String server, FrameView frame, String reason) {
    next.upstreamFrameDropped(upstream, server, frame, reason);
  }

  @Override
  public byte requestBegun(int session, String server, FrameView request) {
    return next.requestBegun(session, server, request);
  }

  @Override
  public void requestSent(int upstream, String server, long bytes) {
    next.requestSent(upstream, server, bytes);
  }

  @Override
  public void requestUntaken(int upstream, String server) {
    next.requestUntaken(upstream, server);
  }

  @Override
  public void requestEnding(RequestId id, @Nullable FrameView reply) {
    next.requestEnding(id, reply);
  }

  @Override
  public void requestEnded(
      int session, int upstream, String server, byte mark, CallEnd how, long bytes, long nanos) {
    next.requestEnded(session, upstream, server, mark, how, bytes, nanos);
  }

  @Override
  public void serverWanted(String server) {
    next.serverWanted(server);
  }

  @Override
  public void serverLeft(String server) {
    next.serverLeft(server);
  }

  @Override
  public void sessionNamed(
      int session, String client, @Nullable String project, String clientSessionId) {
    next.sessionNamed(session, client, project, clientSessionId);
  }

  @Override
  public void sessionRefused(int session, CloseCause cause) {
    next.sessionRefused(session, cause);
  }

  @Override
  public void sessionFrameRefused(int session, FrameView frame, String reason) {
    next.sessionFrameRefused(session, frame, reason);
  }

  @Override
  public void sessionEnded(int session) {
    next.sessionEnded(session);
  }

  @Override
  public void serverRequestRefused(int upstream, String server, FrameView frame, String reason) {
    next.serverRequestRefused(upstream, server, frame, reason);
  }

  @Override
  public void variablesLearned(String client, Collection<String> names) {
    next.variablesLearned(client, names);
  }

  @Override
  public void listCut(int upstream, String server, String what) {
    next.listCut(upstream, server, what);
  }

  @Override
  public void forgotten(String server, String what) {
    next.forgotten(server, what);
  }

  @Override
  public void sessionFailed(int session, Throwable failure) {
    next.sessionFailed(session, failure);
  }

  @Override
  public void memberSkipped(int session, String server, String method, String reason) {
    next.memberSkipped(session, server, method, reason);
  }
}
