package dev.mcpmux.core.meter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The name of a tool, compared with the bytes of a frame eight at a time. */
final class ToolName {

  /** So many bytes are to be before a name in its buffer, as there are in any frame. */
  static final int ROOM_BEFORE = Long.BYTES;

  private static final long MIXER = 0x9E3779B97F4A7C15L;
  private static final long BACKSLASHES = 0x5C5C5C5C5C5C5C5CL;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  /** From its end: the last word is what is left of its beginning. */
  private final long[] words;

  private final int length;
  private final int hash;
  private final String text;

  ToolName(ByteBuffer bytes, int from, int to) {
    length = to - from;
    words = new long[(length + Long.BYTES - 1) / Long.BYTES];
    for (int i = 0; i < words.length; i++) {
      words[i] = word(bytes, from, to - i * Long.BYTES);
    }
    hash = hash(bytes, from, to);
    byte[] copy = new byte[length];
    bytes.get(from, copy);
    text = new String(copy, StandardCharsets.UTF_8);
  }

  String text() {
    return text;
  }

  int hash() {
    return hash;
  }

  boolean is(ByteBuffer bytes, int from, int to) {
    if (to - from != length) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (words[i] != word(bytes, from, to - i * Long.BYTES)) {
        return false;
      }
    }
    return true;
  }

  static int hash(ByteBuffer bytes, int from, int to) {
    long hash = 0;
    for (int end = to; end > from; end -= Long.BYTES) {
      hash = (hash ^ word(bytes, from, end)) * MIXER;
      hash ^= hash >>> Integer.SIZE;
    }
    return (int) hash;
  }

  /** Whether it has a backslash. */
  static boolean isEscaped(ByteBuffer bytes, int from, int to) {
    for (int end = to; end > from; end -= Long.BYTES) {
      long zeros = word(bytes, from, end) ^ BACKSLASHES; // where there is one
      if ((zeros - ONES & ~zeros & HIGHS) != 0) {
        return true;
      }
    }
    return false;
  }

  /** The eight bytes before an end, without those before the beginning. */
  private static long word(ByteBuffer bytes, int from, int end) {
    long word = bytes.getLong(end - Long.BYTES);
    int length = end - from;
    return length < Long.BYTES ? word & (1L << length * Byte.SIZE) - 1 : word;
  }
}
