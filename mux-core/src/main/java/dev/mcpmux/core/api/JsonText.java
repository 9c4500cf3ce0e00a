package dev.mcpmux.core.api;

import dev.mcpmux.core.frame.FrameText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The text of an object or array that grows. */
final class JsonText {
  private static final int FIRST_BYTES = 64;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;
  private boolean any;

  JsonText(char open) {
    raw(open);
  }

  /** One more member or element comes. */
  JsonText next() {
    if (any) {
      raw(',');
    }
    any = true;
    return this;
  }

  JsonText raw(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  JsonText string(String text) {
    if (!putPlain(text)) {
      byte[] quoted = FrameText.quoted(text).getBytes(StandardCharsets.UTF_8);
      room(quoted.length);
      System.arraycopy(quoted, 0, bytes, length, quoted.length);
      length += quoted.length;
    }
    return this;
  }

  /** Most keys and many values: ASCII with nothing to escape. */
  private boolean putPlain(String text) {
    int count = text.length();
    room(count + 2);
    int at = length;
    bytes[at++] = '"';
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7F || c == '"' || c == '\\') {
        return false;
      }
      bytes[at++] = (byte) c;
    }
    bytes[at++] = '"';
    length = at;
    return true;
  }

  JsonText value(Json value) {
    room(value.length());
    length = value.writeTo(bytes, length);
    return this;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), 2 * bytes.length));
    }
  }

  /** The whole text. What is added behind its end begins another. */
  byte[] end(char close) {
    byte[] whole = Arrays.copyOf(bytes, length + 1);
    whole[length] = (byte) close;
    return whole;
  }
}
