package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An id or a progress token as its peer wrote it. The token's bytes are kept exactly, to be spliced
 * back; equality goes by meaning: {@code 1} is not {@code "1"}, {@code "a"} is {@code
 * "\u005cu0061"}, numbers are equal when they are written alike.
 *
 * <p>Immutable. Source: 2025-11-25/basic/index#requests.
 */
public final class RequestId {
  private final byte[] token;

  /** What is compared: the token, for a string with escapes its decoded form. */
  private final byte[] meaning;

  private final int hash;

  private RequestId(byte[] token) {
    this.token = token;
    this.meaning = meaningOf(token);
    this.hash = Arrays.hashCode(meaning);
  }

  /**
   * The member's value, copied.
   *
   * @throws IllegalArgumentException when the member is absent, or neither a string nor a number
   */
  public static RequestId copyOf(FrameView view, Field field) {
    if (!view.is(field, ValueType.STRING) && !view.is(field, ValueType.NUMBER)) {
      throw new IllegalArgumentException(
          field + ": " + view.type(field) + " (expected: STRING or NUMBER)");
    }
    return new RequestId(view.raw(field));
  }

  /** The token as it stood in the frame, with the quotes of a string. Not to be modified. */
  public byte[] token() {
    return token;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RequestId that
        && hash == that.hash
        && Arrays.equals(meaning, that.meaning);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The token, for logs. */
  @Override
  public String toString() {
    return new String(token, StandardCharsets.UTF_8);
  }

  private static byte[] meaningOf(byte[] token) {
    for (byte b : token) {
      if (b == '\\') {
        return quotedUtf8(JsonStrings.decode(ByteBuffer.wrap(token), 1, token.length - 1));
      }
    }
    return token;
  }

  /**
   * UTF-8 between quotes. A lone surrogate, which only an escape can bring, becomes its three bytes
   * instead of the question mark that would make different ids equal.
   */
  private static byte[] quotedUtf8(String text) {
    byte[] bytes = new byte[text.length() * 3 + 2];
    int at = 0;
    bytes[at++] = '"';
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (point < 0x80) {
        bytes[at++] = (byte) point;
      } else if (point < 0x800) {
        bytes[at++] = (byte) (0xc0 | point >> 6);
        bytes[at++] = (byte) (0x80 | point & 0x3f);
      } else {
        if (point < 0x10000) {
          bytes[at++] = (byte) (0xe0 | point >> 12);
        } else {
          bytes[at++] = (byte) (0xf0 | point >> 18);
          bytes[at++] = (byte) (0x80 | point >> 12 & 0x3f);
        }
        bytes[at++] = (byte) (0x80 | point >> 6 & 0x3f);
        bytes[at++] = (byte) (0x80 | point & 0x3f);
      }
    }
    bytes[at++] = '"';
    return Arrays.copyOf(bytes, at);
  }
}
