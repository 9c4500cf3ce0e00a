package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.OwnRequest;
import dev.mcpmux.core.state.Pending;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;

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
  private final InFlight inFlight;

  RequestTimeouts(MuxState state, InFlight inFlight) {
    this.state = state;
    this.inFlight = inFlight;
  }

  /**
   * A request was forwarded. All that sessions send to an upstream have the same timeout, so only
   * the first needs a timer.
   */
  void watch(Upstream upstream) {
    long timeout = timeoutMillis(upstream);
    if (timeout > 0) {
      watch(upstream, timeout);
    }
  }

  /** A request of our own was sent, which is watched whatever the sessions' timeout is. */
  void watchOwn(Upstream upstream) {
    watch(upstream, ownTimeoutMillis(upstream));
  }

  private void watch(Upstream upstream, long millis) {
    long at = state.inMillis(millis);
    if (upstream.pendings().isWatchedUntil() > at) {
      watchUntil(upstream, at);
    }
  }

  /** Nobody waits longer for what mcpmux asks than for an answer to himself. */
  private long ownTimeoutMillis(Upstream upstream) {
    long own = state.limits().ownRequestTimeoutMillis();
    long timeout = timeoutMillis(upstream);
    return timeout > 0 ? Math.min(own, timeout) : own;
  }

  private long timeoutMillis(Upstream upstream) {
    return upstream.policy().requestTimeoutMillis().orElse(state.limits().requestTimeoutMillis());
  }

  private void expire(Upstream upstream) {
    for (Pending pending : upstream.pendings().all()) {
      if (end(upstream, pending) > state.now()) {
        continue;
      }
      if (pending instanceof ClientRequest request) {
        giveUp(upstream, request);
      } else if (pending instanceof OwnRequest own) {
        giveUp(upstream, own);
      }
    }
    long next = Long.MAX_VALUE;
    for (Pending pending : upstream.pendings().all()) {
      next = Math.min(next, end(upstream, pending));
    }
    // What was given up may have made way for another request, which is watched already.
    upstream.pendings().stopWatch(state.timers);
    if (next != Long.MAX_VALUE) {
      watchUntil(upstream, next);
    }
  }

  private void watchUntil(Upstream upstream, long at) {
    upstream.pendings().stopWatch(state.timers);
    upstream.pendings().watch(state.timers.schedule(at, () -> expire(upstream)));
  }

  /** When the request is given up if nothing more happens; a task's result may take any time. */
  private long end(Upstream upstream, Pending pending) {
    if (!(pending instanceof ClientRequest request)) {
      return pending.sentAt() + state.nanos(ownTimeoutMillis(upstream));
    }
    long timeout = state.nanos(timeoutMillis(upstream));
    if (timeout == 0 || request.method == Method.TASKS_RESULT) {
      return Long.MAX_VALUE;
    }
    long hard = request.sentAt() + state.nanos(state.limits().maxRequestMillis());
    return Math.min(request.lastActivity() + timeout, hard);
  }

  private void giveUp(Upstream upstream, ClientRequest request) {
    end(upstream, request.upstreamId());
    upstream.abandon(request, state.listener);
    String what = request.method == Method.UNKNOWN ? "a request" : request.method.wireName();
    inFlight.refuseAll(request, timeout(upstream, request, what), CallEnd.TIMEOUT);
  }

  private void giveUp(Upstream upstream, OwnRequest own) {
    end(upstream, own.upstreamId());
    upstream.namelessErrors().onNotification(); // as one given up, it may still be answered
    own.handler.onTimeout(timeout(upstream, own, "a request"));
  }

  private void end(Upstream upstream, long id) {
    inFlight.take(upstream, id);
    state.tell(upstream, Messages.cancelled(id, "the request timed out"));
  }

  private Refusal timeout(Upstream upstream, Pending pending, String what) {
    long seconds = (state.now() - pending.sentAt()) / 1_000_000_000L;
    String message =
        "server \"" + upstream.server() + "\" has not answered " + what + " for " + seconds + " s";
    return new Refusal(TIMEOUT, "timeout", message, upstream.server());
  }
}
