package dev.mcpmux.cli.attach.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A string with its quotes, or a number, as it stands there; not thread safe. */
final class Token {

  private final byte[] bytes;
  private int length;

  Token(int capacity) {
    bytes = new byte[capacity];
  }

  void clear() {
    length = 0;
  }

  void add(byte b) {
    if (length < bytes.length) {
      bytes[length] = b;
    }
    length = Math.min(length, bytes.length) + 1;
  }

  boolean isEmpty() {
    return length == 0;
  }

  boolean is(byte[] expected) {
    return length == expected.length && Arrays.equals(bytes, 0, length, expected, 0, length);
  }

  /** Null for none, and for one that is too long or no JSON; a character per byte. */
  String text() {
    if (length == 0 || length > bytes.length) {
      return null;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[i] >= 0 && bytes[i] < ' ') {
        return null;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
