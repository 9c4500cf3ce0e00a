package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;

/**
 * A session's request or notification that waits for its upstream. Its bytes lie with the driver
 * under {@code ticket}; here are the spans that are replaced when it goes on, relative to the
 * frame.
 *
 * @param request null for a notification
 * @param tokenStart -1 when no progress token is replaced
 */
record Parked(
    long ticket,
    long bytes,
    ForwardedRequest request,
    int idStart,
    int idEnd,
    int tokenStart,
    int tokenEnd) {

  static Parked request(long ticket, FrameView frame, ForwardedRequest request) {
    boolean token = request.progressToken != null;
    return new Parked(
        ticket,
        frame.frameBytes(),
        request,
        frame.start(Field.ID),
        frame.end(Field.ID),
        token ? frame.start(Field.META_PROGRESS_TOKEN) : -1,
        token ? frame.end(Field.META_PROGRESS_TOKEN) : -1);
  }

  static Parked notification(long ticket, FrameView frame) {
    return new Parked(ticket, frame.frameBytes(), null, -1, -1, -1, -1);
  }
}
