package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Compares and decodes string content (what stands between the quotes) that the scanner has already
 * found valid. Reads by absolute index and leaves the buffer's position alone.
 */
final class JsonStrings {
  private JsonStrings() {}

  /** Whether the bytes at from are these, without looking for escapes. */
  static boolean sameBytes(ByteBuffer buffer, int from, byte[] expected) {
    for (int i = 0; i < expected.length; i++) {
      if (buffer.get(from + i) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the decoded content equals this ASCII text. Allocates nothing. */
  static boolean equalsAscii(ByteBuffer buffer, int from, int to, byte[] expected) {
    int at = from;
    for (byte want : expected) {
      if (at >= to || unitAt(buffer, at) != want) {
        return false;
      }
      at += unitBytes(buffer, at);
    }
    return at == to;
  }

  /**
   * Whether the decoded content equals this ASCII text but for the case of letters, as {@link
   * String#equalsIgnoreCase} has it: the Kelvin sign is a K then, the long s an S, and the Turkish
   * letters are an I. That takes in all that Go's encoding/json matches. Allocates nothing.
   */
  static boolean equalsIgnoringCase(ByteBuffer buffer, int from, int to, byte[] expected) {
    int at = from;
    for (byte want : expected) {
      if (at >= to || fold(unitAt(buffer, at)) != fold(want)) {
        return false;
      }
      at += unitBytes(buffer, at);
    }
    return at == to;
  }

  /** The lower case of an ASCII letter; any other is returned as it is. */
  static int lowerCase(int ascii) {
    return ascii >= 'A' && ascii <= 'Z' ? ascii | 0x20 : ascii;
  }

  private static int fold(int unit) {
    if (unit < 0x80) {
      return lowerCase(unit);
    }
    return Character.toLowerCase(Character.toUpperCase(unit));
  }

  /**
   * The character at this index, of an escaped pair of surrogates the first. One above U+FFFF,
   * which is no case of an ASCII letter, reads as U+FFFD.
   */
  private static int unitAt(ByteBuffer buffer, int at) {
    int first = buffer.get(at);
    if (first == '\\') {
      int escape = buffer.get(at + 1);
      return escape == 'u' ? hex(buffer, at + 2) : unescape(escape);
    }
    return switch (unitBytes(buffer, at)) {
      case 1 -> first;
      case 2 -> (first & 0x1f) << 6 | buffer.get(at + 1) & 0x3f;
      case 3 -> (first & 0xf) << 12 | (buffer.get(at + 1) & 0x3f) << 6 | buffer.get(at + 2) & 0x3f;
      default -> 0xfffd;
    };
  }

  /** How many bytes the character at this index takes, escaped or in UTF-8. */
  private static int unitBytes(ByteBuffer buffer, int at) {
    int first = buffer.get(at);
    if (first == '\\') {
      return buffer.get(at + 1) == 'u' ? 6 : 2;
    }
    return first >= 0 ? 1 : Integer.numberOfLeadingZeros(~first << 24);
  }

  /** The decoded content. Lone surrogates stay lone. */
  static String decode(ByteBuffer buffer, int from, int to) {
    StringBuilder text = null;
    int run = from;
    for (int at = from; at < to; at++) {
      if (buffer.get(at) != '\\') {
        continue;
      }
      if (text == null) {
        text = new StringBuilder(to - from);
      }
      text.append(utf8(buffer, run, at));
      int escape = buffer.get(++at);
      if (escape == 'u') {
        text.append((char) hex(buffer, at + 1));
        at += 4;
      } else {
        text.append((char) unescape(escape));
      }
      run = at + 1;
    }
    String rest = utf8(buffer, run, to);
    return text == null ? rest : text.append(rest).toString();
  }

  static String utf8(ByteBuffer buffer, int from, int to) {
    return new String(copy(buffer, from, to), StandardCharsets.UTF_8);
  }

  static byte[] copy(ByteBuffer buffer, int from, int to) {
    byte[] bytes = new byte[to - from];
    buffer.get(from, bytes);
    return bytes;
  }

  private static int hex(ByteBuffer buffer, int at) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 4 | Character.digit(buffer.get(at + i), 16);
    }
    return value;
  }

  private static int unescape(int escape) {
    return switch (escape) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> escape;
    };
  }
}
