package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.ValueType;

/**
 * A session's request or notification that waits for its upstream. Its bytes lie with the driver
 * under {@code ticket}; here are the spans that are replaced when it goes on, relative to the
 * message, and what stands around that when it came in a batch.
 *
 * @param request null for a notification
 * @param tool the name of the tool that it calls; null for none
 * @param tokenStart -1 when no progress token is replaced
 */
record Parked(
    long ticket,
    int before,
    int length,
    int after,
    ClientRequest request,
    String tool,
    int idStart,
    int idEnd,
    int tokenStart,
    int tokenEnd) {

  /** About what it takes beside its bytes, its request included. */
  static final int OVERHEAD = 512;

  /**
   * @param before how many bytes of the kept frame stand before the message
   * @param after how many stand behind it
   */
  static Parked of(long ticket, int before, FrameView message, int after, ClientRequest request) {
    boolean id = request != null;
    boolean token = id && request.progressToken != null;
    return new Parked(
        ticket,
        before,
        Math.toIntExact(message.frameBytes()),
        after,
        request,
        id ? toolOf(message) : null,
        id ? message.start(Field.ID) : -1,
        id ? message.end(Field.ID) : -1,
        token ? message.start(Field.META_PROGRESS_TOKEN) : -1,
        token ? message.end(Field.META_PROGRESS_TOKEN) : -1);
  }

  private static String toolOf(FrameView message) {
    boolean called =
        message.method() == Method.TOOLS_CALL && message.is(Field.NAME, ValueType.STRING);
    return called ? message.text(Field.NAME) : null;
  }

  /** What the driver keeps for it. */
  long bytes() {
    return (long) before + length + after;
  }

  /** Adds what a request needs under this id at its upstream. */
  void edit(FrameEdits edits) {
    MuxState.cut(edits, before, length, after);
    if (request != null) {
      edits.replace(before + idStart, before + idEnd, request.upstreamId);
      if (tokenStart >= 0) {
        edits.replace(before + tokenStart, before + tokenEnd, request.upstreamId);
      }
    }
  }
}
