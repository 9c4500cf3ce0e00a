package dev.mcpmux.core.state;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.words.Messages;

/** A request that a session has been sent and has not answered. */
public abstract sealed class ServerRequest {

  private long sessionId;

  /** The id it has at the session. */
  public long sessionId() {
    return sessionId;
  }

  void setSessionId(long id) {
    sessionId = id;
  }

  /** A server's request, passed on to the session that caused it. */
  public static final class Relayed extends ServerRequest {
    public final Upstream upstream;
    public final Session session;

    /** The session's stream that it was sent on. */
    public final int stream;

    public final RequestId id;
    public final Method method;

    /** Null when the server asked for no progress. */
    public final RequestId progressToken;

    /** Whether the server asked for a task instead of a result. */
    public final boolean asksForTask;

    /**
     * @param id of the request as the server has sent it
     */
    public Relayed(
        Upstream upstream, Session session, int stream, RequestId id, FrameView request) {
      this.upstream = upstream;
      this.session = session;
      this.stream = stream;
      this.id = id;
      this.method = request.method();
      boolean token =
          request.is(Field.META_PROGRESS_TOKEN, ValueType.STRING)
              || request.is(Field.META_PROGRESS_TOKEN, ValueType.NUMBER);
      this.progressToken = token ? RequestId.copyOf(request, Field.META_PROGRESS_TOKEN) : null;
      this.asksForTask = request.is(Field.TASK, ValueType.OBJECT);
    }

    /** What the server is told when the session cannot answer any more. */
    public byte[] refused() {
      return Messages.notAttributable(id, method);
    }
  }

  /** A question of mcpmux itself. */
  public static final class Own extends ServerRequest {

    /** Takes the reply, a result or an error. */
    public interface Handler {
      void onReply(FrameView reply);
    }

    public final Handler handler;

    public Own(Handler handler) {
      this.handler = handler;
    }
  }
}
