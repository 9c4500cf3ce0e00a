package dev.mcpmux.core.state;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.ValueType;

/**
 * A session's request or notification that waits for its upstream. Its bytes lie with the driver
 * under {@link #ticket}; here are the spans that are replaced when it goes on.
 */
public final class Parked {
  /** About what it takes beside its bytes, its request included. */
  public static final int OVERHEAD = 512;

  public final long ticket;
  public final int length;

  /** Null for a notification. */
  public final ClientRequest request;

  /** The name of the tool that it calls; null for none. */
  public final String tool;

  /** Whether it says that the session's roots have changed. */
  public final boolean ofRoots;

  private final Span id;

  /** Null when no progress token is replaced. */
  private final Span progressToken;

  private record Span(int start, int end) {
    static Span of(FrameView message, Field field) {
      return new Span(message.start(field), message.end(field));
    }
  }

  /**
   * @param request null for a notification
   */
  public Parked(long ticket, FrameView message, ClientRequest request) {
    this.ticket = ticket;
    this.length = Math.toIntExact(message.frameBytes());
    this.request = request;
    this.ofRoots = message.method() == Method.NOTIFICATIONS_ROOTS_LIST_CHANGED;
    if (request == null) {
      tool = null;
      id = null;
      progressToken = null;
    } else {
      boolean token = request.progressToken != null;
      tool = toolOf(message);
      id = Span.of(message, Field.ID);
      progressToken = token ? Span.of(message, Field.META_PROGRESS_TOKEN) : null;
    }
  }

  private static String toolOf(FrameView message) {
    boolean called =
        message.method() == Method.TOOLS_CALL && message.is(Field.NAME, ValueType.STRING);
    return called ? message.text(Field.NAME) : null;
  }

  /** Adds what a request needs under this id at its upstream. */
  public void edit(FrameEdits edits) {
    replace(id, edits);
    replace(progressToken, edits);
  }

  private void replace(Span span, FrameEdits edits) {
    if (span != null) {
      edits.replace(span.start(), span.end(), request.upstreamId());
    }
  }
}
