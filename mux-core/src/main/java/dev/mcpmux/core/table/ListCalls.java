package dev.mcpmux.core.table;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Lets sessions that ask an upstream for the same list at the same time wait for one reply. A
 * session joins only a call that was sent after the last reply it got and the last list change, so
 * that it can never see a list older than what it knows. A call with long parameters is not joined.
 */
public final class ListCalls {
  /** Longer ones than cursors are; what a call asks with is kept until the next. */
  private static final int MAX_PARAMS_BYTES = 1024;

  /** Those that others may join, by method. */
  private final Map<Method, Call> last = new EnumMap<>(Method.class);

  /** Counts replies, list calls and list changes, to tell what came before what. */
  private long events;

  private long lastChange;

  private record Call(long id, byte[] params, long sentAt) {}

  public long nextEvent() {
    return ++events;
  }

  /** A list has changed. */
  public void onChanged() {
    lastChange = nextEvent();
  }

  /** Whether no list has changed since this event. */
  public boolean isCurrent(long event) {
    return event > lastChange;
  }

  /**
   * The id of the call that answers the frame too; 0 for none.
   *
   * @param lastReply which event gave the session its last reply
   */
  public long joinable(FrameView frame, long lastReply) {
    Call call = isList(frame) ? last.get(frame.method()) : null;
    boolean fresh = call != null && call.sentAt > lastReply && isCurrent(call.sentAt);
    return fresh && Arrays.equals(call.params, params(frame)) ? call.id : 0;
  }

  /** The frame has been forwarded under this id. */
  public void sent(long id, FrameView frame) {
    if (isList(frame)) {
      last.put(frame.method(), new Call(id, params(frame), nextEvent()));
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
