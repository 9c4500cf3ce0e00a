package dev.mcpmux.core.route;

import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Arrays of messages, which only the revision 2025-03-26 knows; of servers they are taken in any.
 * Each member is taken as if it had come alone, and answered alone.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-03-26/basic#batching">2025-03-26/basic#batching</a>
 */
final class Batches {
  private Batches() {}

  /**
   * Gives each member of a frame, a valid JSON array, to {@code each}, as a frame of its own in the
   * same bytes. Returns whether there was any.
   */
  static boolean split(FrameView frame, Consumer<FrameView> each) {
    ByteBuffer bytes = frame.bytes();
    int end = frame.offset() + Math.toIntExact(frame.frameBytes());
    FrameScanner scanner = new FrameScanner();
    boolean any = false;
    int at = skipSpace(bytes, frame.offset(), end) + 1;
    while (true) {
      int start = skipSpace(bytes, at, end);
      if (bytes.get(start) == ']') {
        return any;
      }
      int stop = memberEnd(bytes, start);
      scanner.finish(bytes, start, stop);
      each.accept(scanner.view());
      scanner.reset();
      any = true;
      at = skipSpace(bytes, stop, end);
      if (bytes.get(at) == ',') {
        at++;
      }
    }
  }

  private static int skipSpace(ByteBuffer bytes, int from, int end) {
    int at = from;
    while (at < end && (bytes.get(at) == ' ' || bytes.get(at) == '\t' || bytes.get(at) == '\r')) {
      at++;
    }
    return at;
  }

  /** Where the member ends, up to its comma or the array's end. */
  private static int memberEnd(ByteBuffer bytes, int start) {
    int depth = 0;
    boolean inString = false;
    for (int at = start; ; at++) {
      byte b = bytes.get(at);
      if (inString) {
        if (b == '\\') {
          at++;
        } else if (b == '"') {
          inString = false;
        }
      } else if (b == '"') {
        inString = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if (depth == 0 && (b == ',' || b == ']' || b == ' ' || b == '\t')) {
        return at;
      } else if (b == '}' || b == ']') {
        depth--;
      }
    }
  }
}
