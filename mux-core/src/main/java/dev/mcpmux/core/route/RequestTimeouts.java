package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Method;
import java.util.List;

/**
 * Gives up requests that a server does not answer: the client gets an error, the server a cancel.
 * Progress puts it off, up to a hard maximum.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#timeouts">2025-11-25/basic/lifecycle#timeouts</a>
 */
final class RequestTimeouts {
  private static final int TIMEOUT = -32001;

  private final MuxState state;
  private final Router router;
  private final Requests requests;
  private final Placement placement;

  RequestTimeouts(MuxState state, Router router, Requests requests, Placement placement) {
    this.state = state;
    this.router = router;
    this.requests = requests;
    this.placement = placement;
  }

  /**
   * A request was forwarded. All of an upstream have the same timeout, so only the first needs a
   * timer.
   */
  void watch(Upstream upstream) {
    long timeout = timeoutMillis(upstream);
    if (timeout > 0 && (upstream.timeout == null || !upstream.timeout.isPending())) {
      upstream.timeout = state.timers.schedule(state.inMillis(timeout), () -> expire(upstream));
    }
  }

  private long timeoutMillis(Upstream upstream) {
    return upstream
        .policy
        .requestTimeoutMillis()
        .orElse(state.config.limits().requestTimeoutMillis());
  }

  private void expire(Upstream upstream) {
    long next = Long.MAX_VALUE;
    for (Pending pending : List.copyOf(upstream.pendings.all())) {
      if (pending instanceof ClientRequest request && request.method != Method.TASKS_RESULT) {
        long end = end(upstream, request);
        if (end <= state.now()) {
          giveUp(upstream, request);
        } else {
          next = Math.min(next, end);
        }
      }
    }
    if (next != Long.MAX_VALUE) {
      upstream.timeout = state.timers.schedule(next, () -> expire(upstream));
    }
    placement.moveIdle(upstream);
    router.drain(upstream);
  }

  private long end(Upstream upstream, ClientRequest request) {
    long idle = request.lastActivity + state.nanos(timeoutMillis(upstream));
    long hard = request.sentAt + state.nanos(state.config.limits().maxRequestMillis());
    return Math.min(idle, hard);
  }

  private void giveUp(Upstream upstream, ClientRequest request) {
    upstream.pendings.remove(request.upstreamId);
    upstream.abandon(request);
    state.actions.sendUpstream(
        upstream.number, Messages.cancelled(request.upstreamId, "the request timed out"));
    long seconds = (state.now() - request.sentAt) / 1_000_000_000L;
    String message =
        "server \""
            + upstream.server()
            + "\" has not answered "
            + request.method.wireName()
            + " for "
            + seconds
            + " s";
    requests.failAll(request, new Refusal(TIMEOUT, "timeout", message, upstream.server()));
  }
}
