package dev.mcpmux.core.route;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;

/**
 * Takes what upstreams send and gives it to the one session it belongs to, to all it concerns, or
 * to nobody.
 */
public final class ServerFrames {
  private static final String NO_REQUEST = "answers no request that is in flight";
  private static final String SHARED = "no session certainly caused it";

  private final MuxState state;
  private final Router router;
  private final Upstreams upstreams;

  public ServerFrames(MuxState state, Router router, Upstreams upstreams) {
    this.state = state;
    this.router = router;
    this.upstreams = upstreams;
  }

  /** The current frame came from this upstream. */
  public void onFrame(int number, FrameView frame) {
    Upstream upstream = state.upstreams.get(number);
    if (upstream == null || frame.fault() == FrameFault.BLANK) {
      return;
    }
    switch (frame.kind()) {
      case RESPONSE, ERROR_RESPONSE -> onReply(upstream, frame);
      case REQUEST -> onRequest(upstream, frame);
      case NOTIFICATION -> onNotification(upstream, frame);
      case INVALID -> onInvalid(upstream, frame);
    }
  }

  private void onReply(Upstream upstream, FrameView frame) {
    if (frame.fault() == FrameFault.OVERSIZE) {
      onInvalid(upstream, frame);
      return;
    }
    Pending pending = upstream.pendings.remove(frame.idAsLong());
    if (pending instanceof ForwardedRequest request) {
      request.session.inFlight.remove(request.id);
      FrameEdits edits = state.edits();
      edits.replace(frame.start(Field.ID), frame.end(Field.ID), request.id.token());
      state.actions.reply(request.session.number, request.stream, edits);
      router.drain(upstream);
    } else if (pending instanceof OwnRequest own) {
      own.handler.onReply(frame);
    } else {
      state.listener.upstreamFrameDropped(upstream.number, upstream.server(), frame, NO_REQUEST);
    }
  }

  /**
   * A line that is no message reaches nobody; when it is a broken reply to a request, that request
   * fails.
   */
  private void onInvalid(Upstream upstream, FrameView frame) {
    state.listener.upstreamNoise(upstream.number, upstream.server(), frame);
    if (frame.looksLikeRequest() || frame.fault() == FrameFault.DUPLICATE_KEY) {
      return;
    }
    Pending pending = upstream.pendings.get(frame.idAsLong());
    if (pending instanceof ForwardedRequest request) {
      upstream.pendings.remove(request.upstreamId);
      String message =
          "server \""
              + upstream.server()
              + "\" sent a reply that cannot be passed on: "
              + frame.faultText();
      upstreams.fail(request, Refusal.serverFailed(upstream.server(), message));
      router.drain(upstream);
    } else if (pending instanceof OwnRequest own) {
      upstream.pendings.remove(own.upstreamId);
      own.handler.onReply(frame);
    }
  }

  private void onRequest(Upstream upstream, FrameView frame) {
    if (!upstream.writable) {
      // A server that asks without end and reads nothing must not fill our memory with answers.
      state.listener.upstreamFrameDropped(
          upstream.number, upstream.server(), frame, "the server does not read");
      return;
    }
    byte[] id = frame.raw(Field.ID);
    switch (frame.method()) {
      case PING -> state.actions.sendUpstream(upstream.number, Messages.result(id, "{}"));
      case ELICITATION_CREATE -> {
        state.listener.serverRequestRefused(upstream.number, upstream.server(), frame, SHARED);
        state.actions.sendUpstream(upstream.number, Messages.result(id, "{\"action\":\"cancel\"}"));
      }
      default -> {
        state.listener.serverRequestRefused(upstream.number, upstream.server(), frame, SHARED);
        String message = frame.text(Field.METHOD) + " is not supported in shared mode";
        Refusal refusal = new Refusal(Messages.METHOD_NOT_FOUND, "not-attributable", message, null);
        state.actions.sendUpstream(upstream.number, Messages.error(id, refusal));
      }
    }
  }

  private void onNotification(Upstream upstream, FrameView frame) {
    ListKind list = ListKind.ofNotification(frame.method());
    if (frame.method() == Method.NOTIFICATIONS_PROGRESS) {
      onProgress(upstream, frame);
    } else if (list != null) {
      onListChanged(upstream, list, frame);
    } else {
      state.listener.upstreamFrameDropped(
          upstream.number, upstream.server(), frame, "belongs to no one session");
    }
  }

  private void onProgress(Upstream upstream, FrameView frame) {
    Pending pending = upstream.pendings.get(frame.longValue(Field.PROGRESS_TOKEN));
    if (pending instanceof ForwardedRequest request
        && request.progressToken != null
        && request.session.writable) {
      FrameEdits edits = state.edits();
      edits.replace(
          frame.start(Field.PROGRESS_TOKEN),
          frame.end(Field.PROGRESS_TOKEN),
          request.progressToken.token());
      state.actions.reply(request.session.number, request.stream, edits);
    } else {
      state.listener.upstreamFrameDropped(upstream.number, upstream.server(), frame, NO_REQUEST);
    }
  }

  private void onListChanged(Upstream upstream, ListKind list, FrameView frame) {
    for (Session session : upstream.sessions) {
      if (upstreams.mayTell(session, list)) {
        state.actions.reply(session.number, Mux.MAIN_STREAM, state.edits());
      } else {
        session.owedListChanges.add(list);
      }
    }
  }
}
