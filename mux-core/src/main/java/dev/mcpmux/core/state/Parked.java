package dev.mcpmux.core.state;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.ValueType;

/**
 * A session's request or notification that waits for its upstream. Its bytes lie with the driver
 * under {@code ticket}; here are the spans that are replaced when it goes on.
 *
 * @param request null for a notification
 * @param tool the name of the tool that it calls; null for none
 * @param ofRoots whether it says that the session's roots have changed
 * @param tokenStart -1 when no progress token is replaced
 */
public record Parked(
    long ticket,
    int length,
    ClientRequest request,
    String tool,
    boolean ofRoots,
    int idStart,
    int idEnd,
    int tokenStart,
    int tokenEnd) {

  /** About what it takes beside its bytes, its request included. */
  public static final int OVERHEAD = 512;

  public static Parked of(long ticket, FrameView message, ClientRequest request) {
    boolean id = request != null;
    boolean token = id && request.progressToken != null;
    return new Parked(
        ticket,
        Math.toIntExact(message.frameBytes()),
        request,
        id ? toolOf(message) : null,
        !id && message.method() == Method.NOTIFICATIONS_ROOTS_LIST_CHANGED,
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

  /** Adds what a request needs under this id at its upstream. */
  public void edit(FrameEdits edits) {
    if (request != null) {
      edits.replace(idStart, idEnd, request.upstreamId());
      if (tokenStart >= 0) {
        edits.replace(tokenStart, tokenEnd, request.upstreamId());
      }
    }
  }
}
