package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import java.util.EnumMap;

/**
 * Ends lists whose server names a next page though there is none: an empty cursor, the one just
 * used, or one that leads in a circle. The client is then given the page without a cursor.
 */
final class ListEnds {
  private static final byte[] NOTHING = {};

  private final MuxState state;

  ListEnds(MuxState state) {
    this.state = state;
  }

  /** Whether it may be asked for page by page. */
  static boolean isPaged(Method method) {
    return ListMethods.isOne(method) || method == Method.TASKS_LIST;
  }

  /** The frame answers a request that asks for a page, or names one. */
  void onReply(Upstream upstream, ClientRequest request, FrameView reply, FrameEdits edits) {
    if (!isPaged(request.method)) {
      return;
    }
    boolean more = !NextCursor.isNone(reply);
    if (request.cursor == null || !more) {
      endWalk(upstream, request);
    }
    boolean closes =
        more
            && request.cursor != null
            && walk(request).isClosedBy(request.cursor, reply.text(Field.NEXT_CURSOR));
    if (closes) {
      state.cutLists.note(
          upstream, request.method, CutLists.Kind.CIRCLE, "a cursor comes a second time");
    }
    if (closes || NextCursor.isEmpty(reply)) {
      NextCursor.Span span = NextCursor.member(reply);
      edits.replace(span.start(), span.end(), NOTHING);
    }
  }

  private static ListWalk walk(ClientRequest request) {
    Session session = request.session;
    if (session.listWalks.isEmpty()) {
      session.listWalks = new EnumMap<>(Method.class);
    }
    return session.listWalks.computeIfAbsent(request.method, method -> new ListWalk());
  }

  /** The list has ended by itself, or another walk through it begins. */
  private void endWalk(Upstream upstream, ClientRequest request) {
    if (!request.session.listWalks.isEmpty()) {
      request.session.listWalks.remove(request.method);
    }
    if (request.cursor != null) {
      state.cutLists.clear(upstream, request.method, CutLists.Kind.CIRCLE);
    }
  }
}
