package dev.mcpmux.core.api;

import dev.mcpmux.core.frame.FrameText;
import java.nio.charset.StandardCharsets;

/** Goes through the members of an object, or the elements of an array, that is known to be JSON. */
final class JsonCursor {
  private final byte[] bytes;
  private int at;
  private int keyStart;
  private int keyEnd;
  private int start;
  private int end;

  /**
   * @param from where the object or array begins
   */
  JsonCursor(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from + 1;
  }

  boolean nextMember() {
    at = skipSpace(bytes, at);
    if (bytes[at] == ',') {
      at = skipSpace(bytes, at + 1);
    }
    if (bytes[at] == '}') {
      return false;
    }
    keyStart = at;
    keyEnd = skipString(bytes, at);
    at = skipSpace(bytes, keyEnd) + 1;
    value();
    return true;
  }

  boolean nextElement() {
    at = skipSpace(bytes, at);
    if (bytes[at] == ',') {
      at++;
    }
    at = skipSpace(bytes, at);
    if (bytes[at] == ']') {
      return false;
    }
    value();
    return true;
  }

  private void value() {
    start = skipSpace(bytes, at);
    end = skipValue(bytes, start);
    at = end;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  String key() {
    return text(bytes, keyStart, keyEnd);
  }

  boolean keyIs(String key) {
    int length = keyEnd - keyStart - 2;
    for (int i = 0; i < length; i++) {
      byte one = bytes[keyStart + 1 + i];
      if (one == '\\' || one < 0) {
        return key().equals(key);
      }
      if (i >= key.length() || key.charAt(i) != one) {
        return false;
      }
    }
    return length == key.length();
  }

  static int skipSpace(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  /** Returns the index behind the value that begins there. */
  static int skipValue(byte[] bytes, int from) {
    byte first = bytes[from];
    if (first == '"') {
      return skipString(bytes, from);
    }
    if (first == '{' || first == '[') {
      return skipNested(bytes, from);
    }
    int at = from;
    while (at < bytes.length && !endsScalar(bytes[at])) {
      at++;
    }
    if (at == from) {
      throw new IllegalArgumentException("JSON: no value at byte " + from);
    }
    return at;
  }

  private static boolean endsScalar(byte one) {
    return one == ',' || one == '}' || one == ']' || one == ' ' || one == '\t';
  }

  private static int skipNested(byte[] bytes, int from) {
    int depth = 0;
    int at = from;
    do {
      byte one = bytes[at];
      if (one == '"') {
        at = skipString(bytes, at);
        continue;
      }
      if (one == '{' || one == '[') {
        depth++;
      } else if (one == '}' || one == ']') {
        depth--;
      }
      at++;
    } while (depth > 0);
    return at;
  }

  private static int skipString(byte[] bytes, int from) {
    int at = from + 1;
    while (bytes[at] != '"') {
      at += bytes[at] == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  /**
   * The text of a string.
   *
   * @param from where its quote is
   */
  static String text(byte[] bytes, int from, int to) {
    for (int at = from + 1; at < to - 1; at++) {
      if (bytes[at] == '\\') {
        return FrameText.unquoted(bytes, from, to);
      }
    }
    return new String(bytes, from + 1, to - from - 2, StandardCharsets.UTF_8);
  }
}
