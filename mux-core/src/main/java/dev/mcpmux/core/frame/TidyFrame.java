package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;

/**
 * A frame as it may be passed on to anybody. JSON allows in one line what not every reader takes
 * for one: a reader with universal newlines (Python's text files, Java's BufferedReader, C#) ends a
 * line at a CR, which is white space between tokens; Node's readline and Java's Scanner also at
 * U+2028 and U+2029, the latter and Python's codecs at U+0085, which may stand in strings. For such
 * a reader a part of the frame would be a message of its own, whose ids nobody has looked at. So a
 * CR becomes a space, and the others are escaped, which means the same in JSON. A byte order mark
 * in front, which a reader of JSON need not take (RFC 8259 section 8.1), is left out.
 *
 * <p>The scanner knows in its one pass whether any of that is needed ({@link
 * FrameView#isUntidy()}).
 */
public final class TidyFrame {
  private static final int NEXT_LINE = 0x85;
  private static final int LINE_SEPARATOR = 0x2028;
  private static final int PARAGRAPH_SEPARATOR = 0x2029;
  private static final int BOM_BYTES = 3;

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private TidyFrame() {}

  /**
   * The same frame, scanned anew, in an array of its own.
   *
   * @param frame an untidy frame, borrowed
   * @param maxFrameBytes past this length, which escapes may lead to, it is one with {@link
   *     FrameFault#OVERSIZE}
   */
  public static FrameView of(FrameView frame, int maxFrameBytes) {
    int from = frame.offset();
    byte[] tidy = copy(frame.bytes(), from, from + Math.toIntExact(frame.frameBytes()));
    FrameScanner scanner = new FrameScanner();
    ByteBuffer bytes = ByteBuffer.wrap(tidy);
    if (tidy.length > maxFrameBytes) {
      scanner.scan(bytes, 0, tidy.length);
      scanner.startDiscarding(maxFrameBytes);
    }
    scanner.finish(bytes, 0, tidy.length);
    return scanner.view();
  }

  /** The same JSON text, which the scanner has found valid, or which is part of such a one. */
  public static byte[] of(byte[] json) {
    return copy(ByteBuffer.wrap(json), 0, json.length);
  }

  /** Whether some readers end a line at this character. */
  static boolean breaksLines(int character) {
    return character == LINE_SEPARATOR
        || character == PARAGRAPH_SEPARATOR
        || character == NEXT_LINE;
  }

  private static byte[] copy(ByteBuffer bytes, int start, int to) {
    boolean marked = to - start >= BOM_BYTES && (bytes.get(start) & 0xff) == 0xef;
    int from = marked ? start + BOM_BYTES : start;
    int length = to - from;
    for (int at = from; at < to; at++) {
      int character = lineBreak(bytes, at, to);
      length += character == 0 ? 0 : "\\u0000".length() - utf8Bytes(character);
    }
    byte[] tidy = new byte[length];
    int out = 0;
    for (int at = from; at < to; at++) {
      int character = lineBreak(bytes, at, to);
      byte b = bytes.get(at);
      if (character == 0) {
        tidy[out++] = b == '\r' ? (byte) ' ' : b;
      } else {
        out = escape(character, tidy, out);
        at += utf8Bytes(character) - 1;
      }
    }
    return tidy;
  }

  /** The character that begins here, when it is one of those; else 0. */
  private static int lineBreak(ByteBuffer bytes, int at, int to) {
    int lead = bytes.get(at) & 0xff;
    if (lead == 0xc2 && at + 1 < to) {
      return (bytes.get(at + 1) & 0xff) == NEXT_LINE ? NEXT_LINE : 0;
    }
    if (lead == 0xe2 && at + 2 < to && (bytes.get(at + 1) & 0xff) == 0x80) {
      int character = 0x2000 | bytes.get(at + 2) & 0x3f;
      return breaksLines(character) ? character : 0;
    }
    return 0;
  }

  private static int utf8Bytes(int character) {
    return character < 0x800 ? 2 : 3;
  }

  private static int escape(int character, byte[] to, int index) {
    int at = index;
    to[at++] = '\\';
    to[at++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      to[at++] = HEX[character >> shift & 0xf];
    }
    return at;
  }
}
