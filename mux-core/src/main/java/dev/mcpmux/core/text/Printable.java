package dev.mcpmux.core.text;

/**
 * Makes text of servers and clients harmless for people who look at it: a terminal must not obey
 * what a peer says, and no peer may write lines that look like ours or turn the order of letters
 * around. Colours (SGR sequences) are taken out; what else is no letter of any script becomes
 * {@code ?}: C0 and C1 controls, DEL, line separators, U+061C, U+200E, U+200F, U+202A to U+202E and
 * U+2066 to U+2069, which change the direction of text, and surrogates that stand alone.
 */
public final class Printable {

  private static final char ESCAPE = 0x1b;
  private static final char REPLACEMENT = '?';

  private Printable() {}

  /** As one line; a tab becomes a space. The same object when there is nothing to change. */
  public static String line(String text) {
    return harmless(text, false);
  }

  /** As {@link #line}, but line feeds and tabs stay, and CR LF becomes a line feed. */
  public static String lines(String text) {
    return harmless(text, true);
  }

  /**
   * As {@link #line}, cut to a length.
   *
   * @param maxChars how much is shown, in characters; what is longer ends with {@code …}
   */
  public static String line(String text, int maxChars) {
    if (text.length() <= maxChars) {
      return line(text);
    }
    int end = Character.isHighSurrogate(text.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
    return line(text.substring(0, end)) + "…";
  }

  /**
   * A JSON text in which every string says what it said before, with escapes for what is not
   * printable. Between strings such characters do not stand.
   */
  public static String json(String json) {
    int odd = firstOdd(json, true);
    if (odd < 0) {
      return json;
    }
    StringBuilder out = new StringBuilder(json.length() + 16).append(json, 0, odd);
    for (int i = odd; i < json.length(); i++) {
      char c = json.charAt(i);
      if (isOddAt(json, i, true)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String harmless(String text, boolean manyLines) {
    int odd = firstOdd(text, manyLines);
    if (odd < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length()).append(text, 0, odd);
    for (int i = odd; i < text.length(); i++) {
      char c = text.charAt(i);
      int colourEnd = c == ESCAPE ? colourEnd(text, i) : -1;
      if (colourEnd > 0) {
        i = colourEnd;
      } else if (!isOddAt(text, i, manyLines)) {
        out.append(c);
      } else if (c == '\t') {
        out.append(' ');
      } else if (!(manyLines && c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n')) {
        out.append(ByteText.isByte(c) ? ByteText.printable(String.valueOf(c)) : REPLACEMENT);
      }
    }
    return out.toString();
  }

  /** Index of the {@code m} of a colour that begins here, else -1. */
  private static int colourEnd(String text, int start) {
    if (start + 1 >= text.length() || text.charAt(start + 1) != '[') {
      return -1;
    }
    for (int i = start + 2; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'm') {
        return i;
      }
      if ((c < '0' || c > '9') && c != ';' && c != ':') {
        return -1;
      }
    }
    return -1;
  }

  private static int firstOdd(String text, boolean manyLines) {
    for (int i = 0; i < text.length(); i++) {
      if (isOddAt(text, i, manyLines)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isMarkOfDirection(char c) {
    return c == 0x61c || c == 0x200e || c == 0x200f || c >= 0x2066 && c <= 0x2069;
  }

  private static boolean isOddAt(String text, int index, boolean manyLines) {
    char c = text.charAt(index);
    if (c < 0x20) {
      return !(manyLines && (c == '\n' || c == '\t'));
    } else if (c < 0x7f) {
      return false;
    } else if (Character.isHighSurrogate(c)) {
      return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
    } else if (Character.isLowSurrogate(c)) {
      return index == 0 || !Character.isHighSurrogate(text.charAt(index - 1));
    }
    return c < 0xa0 || isMarkOfDirection(c) || c >= 0x2028 && c <= 0x202e;
  }
}
