package dev.mcpmux.netty.tap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of JSON as bytes, one after the other in one array that is used again. It trusts who writes
 * to it: a name is one of ours, and what is raw is JSON already.
 */
final class JsonLine {

  private static final int MIN_KEPT = 8 * 1024;

  /** A batch, which ends only beyond its bytes; what one long message has made it goes. */
  private static final int MAX_KEPT = 2 * TapThread.BATCH_BYTES;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[MIN_KEPT];
  private int size;

  int size() {
    return size;
  }

  byte[] take() {
    byte[] taken = Arrays.copyOf(bytes, size);
    size = 0;
    bytes = bytes.length > MAX_KEPT ? new byte[MIN_KEPT] : bytes;
    return taken;
  }

  /** What has been written since then is taken back. */
  void backTo(int before) {
    size = before;
  }

  JsonLine begin() {
    return put('{');
  }

  void end() {
    put('}').put('\n');
  }

  /** The name of a member, and a comma before it where one has to be. */
  JsonLine name(String name) {
    if (bytes[size - 1] != '{') {
      put(',');
    }
    return put('"').ascii(name).put('"').put(':');
  }

  /** A string that needs no escapes. */
  void word(String word) {
    put('"').ascii(word).put('"');
  }

  JsonLine ascii(String text) {
    int length = text.length();
    ensure(length);
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) text.charAt(i);
    }
    return this;
  }

  void raw(byte[] json) {
    ensure(json.length);
    System.arraycopy(json, 0, bytes, size, json.length);
    size += json.length;
  }

  JsonLine number(long number) {
    if (number < 0) {
      return ascii(Long.toString(number));
    }
    long scale = 1;
    while (number / scale >= 10) {
      scale *= 10;
    }
    for (; scale > 0; scale /= 10) {
      put('0' + (int) (number / scale % 10));
    }
    return this;
  }

  /** A decimal number of so many digits. */
  JsonLine digits(long number, int count) {
    long scale = 1;
    for (int i = 1; i < count; i++) {
      scale *= 10;
      if (number < scale) {
        put('0');
      }
    }
    return number(number);
  }

  void string(String text) {
    int before = size;
    put('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7e) {
        size = before;
        others(text);
        return;
      }
      escaped(c);
    }
    put('"');
  }

  /** One with other than ASCII characters. */
  private void others(String text) {
    put('"');
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      escaped(each);
    }
    put('"');
  }

  private void escaped(int c) {
    if (c == '"' || c == '\\') {
      put('\\').put(c);
    } else if (c >= 0 && c < 0x20) {
      ascii("\\u00").put(HEX[c >> 4]).put(HEX[c & 15]);
    } else {
      put(c);
    }
  }

  private JsonLine put(int octet) {
    ensure(1);
    bytes[size++] = (byte) octet;
    return this;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
