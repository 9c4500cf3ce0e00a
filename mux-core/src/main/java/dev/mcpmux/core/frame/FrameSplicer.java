package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;

/**
 * Copies a frame with its edits made; everything else passes byte for byte. Knows no buffer type:
 * the {@link Output} does. The line end is the transport's business.
 */
public final class FrameSplicer {
  private FrameSplicer() {}

  /** Where the edited frame goes, piece by piece, in order. */
  public interface Output {
    /** Appends length bytes of the original frame from this index, relative to its first byte. */
    void copy(int from, int length);

    /** Appends these bytes. The array is the caller's again when this returns. */
    void put(byte[] bytes, int offset, int length);
  }

  /** The length of the edited frame: to be known before the one buffer is allocated. */
  public static int splicedLength(int frameLength, FrameEdits edits) {
    return Math.addExact(frameLength, edits.delta());
  }

  /**
   * Writes the edited frame.
   *
   * @throws IllegalArgumentException when an edit lies behind the frame's end
   */
  public static void splice(int frameLength, FrameEdits edits, Output out) {
    int count = edits.count();
    if (count > 0 && edits.end(count - 1) > frameLength) {
      throw new IllegalArgumentException(
          "edit ends at: " + edits.end(count - 1) + " (expected: <= " + frameLength + ")");
    }
    int at = 0;
    for (int i = 0; i < count; i++) {
      if (edits.start(i) > at) {
        out.copy(at, edits.start(i) - at);
      }
      byte[] text = edits.text(i);
      if (text != null) {
        out.put(text, 0, text.length);
      } else {
        putDecimal(edits, edits.decimal(i), out);
      }
      at = edits.end(i);
    }
    if (at < frameLength) {
      out.copy(at, frameLength - at);
    }
  }

  /** The edited frame as an array of its own. */
  public static byte[] splice(ByteBuffer buffer, int offset, int length, FrameEdits edits) {
    byte[] spliced = new byte[splicedLength(length, edits)];
    splice(
        length,
        edits,
        new Output() {
          private int at;

          @Override
          public void copy(int from, int count) {
            buffer.get(offset + from, spliced, at, count);
            at += count;
          }

          @Override
          public void put(byte[] bytes, int from, int count) {
            System.arraycopy(bytes, from, spliced, at, count);
            at += count;
          }
        });
    return spliced;
  }

  /** The edited frame as an array of its own. */
  public static byte[] splice(FrameView view, FrameEdits edits) {
    return splice(view.bytes(), view.offset(), Math.toIntExact(view.frameBytes()), edits);
  }

  private static void putDecimal(FrameEdits edits, long decimal, Output out) {
    byte[] digits = edits.scratch();
    int at = digits.length;
    long rest = decimal;
    do {
      digits[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    out.put(digits, at, digits.length - at);
  }
}
