package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;

/** A request that a session has been sent and has not answered. */
abstract sealed class ServerRequest {

  private long sessionId;

  /** The id it has at the session. */
  long sessionId() {
    return sessionId;
  }

  void setSessionId(long id) {
    sessionId = id;
  }

  /** A server's request, passed on to the session that caused it. */
  static final class Relayed extends ServerRequest {
    final Upstream upstream;
    final Session session;

    /** The session's stream that it was sent on. */
    final int stream;

    final RequestId id;
    final Method method;

    /** Null when the server asked for no progress. */
    final RequestId progressToken;

    /** Whether the server asked for a task instead of a result. */
    final boolean asksForTask;

    Relayed(
        Upstream upstream,
        Session session,
        int stream,
        RequestId id,
        Method method,
        RequestId progressToken,
        boolean asksForTask) {
      this.upstream = upstream;
      this.session = session;
      this.stream = stream;
      this.id = id;
      this.method = method;
      this.progressToken = progressToken;
      this.asksForTask = asksForTask;
    }

    /** What the server is told when the session cannot answer any more. */
    byte[] refused() {
      return Messages.notAttributable(id, method);
    }
  }

  /** A question of mcpmux itself. */
  static final class Own extends ServerRequest {

    /** Takes the reply, a result or an error. */
    interface Handler {
      void onReply(FrameView reply);
    }

    final Handler handler;

    Own(Handler handler) {
      this.handler = handler;
    }
  }
}
