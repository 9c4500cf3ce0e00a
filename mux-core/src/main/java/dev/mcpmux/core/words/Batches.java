package dev.mcpmux.core.words;

import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.JsonSpans;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Arrays of messages, which only the revision 2025-03-26 knows; of servers they are taken in any.
 * Each member is taken as if it had come alone, and answered alone.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-03-26/basic#batching">2025-03-26/basic#batching</a>
 */
public final class Batches {
  private Batches() {}

  /**
   * Gives each member of a frame, a valid JSON array, to {@code each}, as a frame of its own.
   * Returns whether there was any.
   */
  public static boolean split(FrameView frame, Consumer<FrameView> each) {
    byte[] all = FrameSplicer.splice(frame, new FrameEdits());
    int array = 0;
    while (all[array] != '[') {
      array++; // white space
    }
    boolean[] any = new boolean[1];
    FrameScanner scanner = new FrameScanner();
    JsonSpans.elements(
        all,
        array,
        (none, start, end) -> {
          any[0] = true;
          scanner.finish(ByteBuffer.wrap(all), start, end);
          each.accept(scanner.view());
          scanner.reset();
        });
    return any[0];
  }
}
