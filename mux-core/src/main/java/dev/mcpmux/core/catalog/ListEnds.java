package dev.mcpmux.core.catalog;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.table.CutLists;
import dev.mcpmux.core.table.ListWalk;
import dev.mcpmux.core.words.ListMethods;
import dev.mcpmux.core.words.NextCursor;

/**
 * Ends lists whose server names a next page though there is none: an empty cursor, the one just
 * used, or one that leads in a circle. The client is then given the page without a cursor.
 */
public final class ListEnds {
  private static final byte[] NOTHING = {};

  private final MuxState state;

  public ListEnds(MuxState state) {
    this.state = state;
  }

  /** The frame answers a request that asks for a page, or names one. */
  public void onReply(Upstream upstream, ClientRequest request, FrameView reply, FrameEdits edits) {
    if (!ListMethods.isPaged(request.method)) {
      return;
    }
    boolean more = !NextCursor.isNone(reply);
    if (request.cursor() == null || !more) {
      endWalk(upstream, request);
    }
    boolean closes =
        more
            && request.cursor() != null
            && walk(request).isClosedBy(request.cursor(), reply.text(Field.NEXT_CURSOR));
    if (closes) {
      state.noteCut(upstream, request.method, CutLists.Kind.CIRCLE, "a cursor comes a second time");
    }
    if (closes || NextCursor.isEmpty(reply)) {
      NextCursor.Span span = NextCursor.member(reply);
      edits.replace(span.start(), span.end(), NOTHING);
    }
  }

  private static ListWalk walk(ClientRequest request) {
    return request.session.lists().walk(request.method);
  }

  /** The list has ended by itself, or another walk through it begins. */
  private void endWalk(Upstream upstream, ClientRequest request) {
    request.session.lists().endWalk(request.method);
    if (request.cursor() != null) {
      upstream.cutLists().clear(request.method, CutLists.Kind.CIRCLE);
    }
  }
}
