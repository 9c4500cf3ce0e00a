package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;

/** Writes JSON strings for the messages that mcpmux itself composes. */
public final class FrameText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private FrameText() {}

  /**
   * Appends the text as a JSON string with its quotes. Control characters, line separators and lone
   * surrogates are escaped: the result never breaks a line and is valid UTF-8 when encoded.
   */
  public static void quote(StringBuilder out, CharSequence text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1))) {
            out.append(c).append(text.charAt(++i));
          } else if (c < 0x20 || TidyFrame.breaksLines(c) || Character.isSurrogate(c)) {
            unicodeEscape(out, c);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** The text as a JSON string with its quotes. */
  public static String quoted(CharSequence text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    quote(out, text);
    return out.toString();
  }

  /**
   * What a JSON string says.
   *
   * @param start index of its first quote
   * @param end index behind its last
   */
  public static String unquoted(byte[] json, int start, int end) {
    return JsonStrings.decode(ByteBuffer.wrap(json), start + 1, end - 1);
  }

  private static void unicodeEscape(StringBuilder out, char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX[c >> shift & 0xf]);
    }
  }
}
