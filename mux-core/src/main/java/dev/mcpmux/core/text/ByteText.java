package dev.mcpmux.core.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Text that is bytes: what a system hands to a program as argument, variable or path need not be
 * UTF-8. A byte that is none stands in a string as half a character, U+DC00 + the byte (U+DC80 to
 * U+DCFF), as Python's {@code surrogateescape} has it, so that two strings are equal exactly when
 * their bytes are. To be used wherever such a string becomes bytes: {@link String#getBytes} makes
 * {@code ?} of each half character, and different texts equal.
 */
public final class ByteText {
  private static final int ESCAPE = 0xDC00;
  private static final int FIRST = 0xDC80;
  private static final int LAST = 0xDCFF;

  private ByteText() {}

  /** The text of any bytes. */
  public static String of(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    while (result.isMalformed()) {
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ESCAPE | in.get() & 0xFF));
      }
      result = decoder.decode(in, out, true);
    }
    return out.flip().toString();
  }

  /**
   * The bytes of a text. Half a character that stands for no byte becomes three, as if UTF-8 had
   * it: good enough to tell texts apart, and not for a program, see {@link #hasBytes}.
   */
  public static byte[] bytes(String text) {
    if (isUtf8(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
    int from = 0;
    for (int i = nextHalf(text, 0); i < text.length(); i = nextHalf(text, from)) {
      out.writeBytes(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
      char half = text.charAt(i);
      if (isByte(half)) {
        out.write(half);
      } else {
        out.write(0xE0 | half >> 12);
        out.write(0x80 | half >> 6 & 0x3F);
        out.write(0x80 | half & 0x3F);
      }
      from = i + 1;
    }
    out.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /** Whether all of it is UTF-8, so that what knows nothing of this class may have it. */
  public static boolean isUtf8(String text) {
    return nextHalf(text, 0) == text.length();
  }

  /** Whether there are bytes of which this is the text: each half character in it is a byte. */
  public static boolean hasBytes(String text) {
    for (int i = nextHalf(text, 0); i < text.length(); i = nextHalf(text, i + 1)) {
      if (!isByte(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** What was put together from several texts: bytes that are a character together become it. */
  public static String joined(String text) {
    return isUtf8(text) || !hasBytes(text) ? text : of(bytes(text));
  }

  /** For people, and for whoever takes only UTF-8: {@code \xe9} in place of such a byte. */
  public static String printable(String text) {
    return replace(text, half -> String.format(isByte(half) ? "\\x%02x" : "\\u%04x", low(half)));
  }

  /** JSON text with half characters in its strings, as JSON that can be written in UTF-8. */
  public static String json(String json) {
    return replace(json, half -> String.format("\\u%04x", (int) half));
  }

  private static int low(char half) {
    return isByte(half) ? half & 0xFF : half;
  }

  private static String replace(String text, Function<Character, String> replacement) {
    if (isUtf8(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    int from = 0;
    for (int i = nextHalf(text, 0); i < text.length(); i = nextHalf(text, from)) {
      out.append(text, from, i).append(replacement.apply(text.charAt(i)));
      from = i + 1;
    }
    return out.append(text, from, text.length()).toString();
  }

  /** Whether this half of a character stands for a byte. */
  static boolean isByte(char half) {
    return half >= FIRST && half <= LAST;
  }

  /** Where the next half of a character stands that has no other half beside it; else the end. */
  private static int nextHalf(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else {
        return i;
      }
    }
    return text.length();
  }
}
