package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import java.util.Arrays;

/**
 * Lets sessions that ask for the same list at the same time wait for one reply. A session joins
 * only a call that was sent after the last reply it got and the last list change, so that it can
 * never see a list older than what it knows. A call with long parameters is not joined.
 */
final class ListCalls {

  /** Longer ones than cursors are; what a call asks with is kept until the next. */
  private static final int MAX_PARAMS_BYTES = 1024;

  /** A list call that others may join. */
  record Call(long upstreamId, byte[] params, long sentAt) {}

  private ListCalls() {}

  /** The call in flight that answers the frame too, null for none. */
  static ClientRequest joinable(Session session, FrameView frame) {
    Upstream upstream = session.upstream;
    if (!isList(frame)) {
      return null;
    }
    Call call = upstream.listCalls.get(frame.method());
    boolean fresh =
        call != null && call.sentAt > session.lastReply && call.sentAt > upstream.lastListChange;
    boolean same = fresh && Arrays.equals(call.params, params(frame));
    return same && upstream.pendings.get(call.upstreamId) instanceof ClientRequest request
        ? request
        : null;
  }

  /** The frame has been forwarded as this request. */
  static void sent(ClientRequest request, FrameView frame) {
    if (isList(frame)) {
      request.upstream.listCalls.put(
          frame.method(),
          new Call(request.upstreamId, params(frame), request.upstream.nextEvent()));
    }
  }

  private static byte[] params(FrameView frame) {
    return frame.has(Field.PARAMS) ? frame.raw(Field.PARAMS) : new byte[0];
  }

  /** Whether it is a list call in which nothing speaks of the session, and that is short. */
  private static boolean isList(FrameView frame) {
    return switch (frame.method()) {
      case TOOLS_LIST, PROMPTS_LIST, RESOURCES_LIST, RESOURCES_TEMPLATES_LIST ->
          !frame.has(Field.META)
              && frame.end(Field.PARAMS) - frame.start(Field.PARAMS) <= MAX_PARAMS_BYTES;
      default -> false;
    };
  }
}
