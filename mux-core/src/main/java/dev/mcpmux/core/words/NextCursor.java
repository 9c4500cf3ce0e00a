package dev.mcpmux.core.words;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;
import java.nio.ByteBuffer;

/**
 * The {@code nextCursor} of a list. An empty one is none: there are clients that would ask with it
 * again and again, and no server means anything by it.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/pagination">2025-11-25/server/utilities/pagination</a>
 */
public final class NextCursor {

  /**
   * A part of a frame that can be taken out, the member with the comma that goes with it.
   *
   * @param end exclusive
   */
  public record Span(int start, int end) {}

  private NextCursor() {}

  /** Whether it is a string without content. */
  public static boolean isEmpty(FrameView reply) {
    return reply.is(Field.NEXT_CURSOR, ValueType.STRING)
        && reply.end(Field.NEXT_CURSOR) - reply.start(Field.NEXT_CURSOR) == 2;
  }

  /** Whether no page follows. */
  public static boolean isNone(FrameView reply) {
    return !reply.has(Field.NEXT_CURSOR)
        || reply.is(Field.NEXT_CURSOR, ValueType.NULL)
        || isEmpty(reply);
  }

  /** The result as sessions are given it: without a cursor that is empty. */
  public static byte[] resultOf(FrameView reply) {
    byte[] result = reply.raw(Field.RESULT);
    if (!isEmpty(reply)) {
      return result;
    }
    Span span = member(reply);
    int from = span.start() - reply.start(Field.RESULT);
    int to = span.end() - reply.start(Field.RESULT);
    byte[] rest = new byte[result.length - (to - from)];
    System.arraycopy(result, 0, rest, 0, from);
    System.arraycopy(result, to, rest, from, result.length - to);
    return rest;
  }

  /** Where the member stands, relative to the frame. */
  public static Span member(FrameView reply) {
    ByteBuffer bytes = reply.bytes();
    int base = reply.offset();
    int colon = before(bytes, base + reply.start(Field.NEXT_CURSOR));
    int start = before(bytes, colon); // the quote that ends the name, in which no other stands
    do {
      start--;
    } while (bytes.get(start) != '"');
    int end = base + reply.end(Field.NEXT_CURSOR);
    int comma = before(bytes, start);
    if (bytes.get(comma) == ',') {
      return new Span(comma - base, end - base);
    }
    int next = end;
    while (isSpace(bytes.get(next))) {
      next++;
    }
    return new Span(start - base, (bytes.get(next) == ',' ? next + 1 : end) - base);
  }

  /** The last byte before this one that is no white space. */
  private static int before(ByteBuffer bytes, int at) {
    int last = at - 1;
    while (isSpace(bytes.get(last))) {
      last--;
    }
    return last;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
