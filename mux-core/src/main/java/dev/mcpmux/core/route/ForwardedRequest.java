package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;

/**
 * A request of a session. The session's {@code inFlight} holds it until it is answered or
 * cancelled.
 */
final class ForwardedRequest extends Pending {
  final Session session;
  final int stream;
  final RequestId id;
  final Method method;

  /** Null when the client asked for no progress. */
  final RequestId progressToken;

  ForwardedRequest(
      Session session, int stream, RequestId id, Method method, RequestId progressToken) {
    this.session = session;
    this.stream = stream;
    this.id = id;
    this.method = method;
    this.progressToken = progressToken;
  }

  boolean isForwarded() {
    return upstreamId != 0;
  }
}
