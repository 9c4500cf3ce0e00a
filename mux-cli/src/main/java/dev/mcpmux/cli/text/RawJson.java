package dev.mcpmux.cli.text;

import dev.mcpmux.cli.system.ProcessBytes;

/**
 * Finds members in a JSON text without parsing it: values come out as the very characters that
 * stand there. It is enough for short messages of known shape; of a text that is not JSON it may
 * find anything, but never fails.
 */
public final class RawJson {

  private final String text;
  private int at;

  private RawJson(String text, int start) {
    this.text = text;
    this.at = start;
  }

  /**
   * The value under the given member names, as it stands in the text; null if there is none. Names
   * written with escapes are not recognized.
   */
  public static String find(String json, String... path) {
    RawJson cursor = new RawJson(json, 0);
    cursor.skipSpace();
    for (String name : path) {
      if (!cursor.enter(name)) {
        return null;
      }
    }
    int start = cursor.at;
    cursor.skipValue();
    return cursor.at > start ? json.substring(start, cursor.at) : null;
  }

  /** As {@link #find} for a string, decoded; null if the value is something else. */
  public static String string(String json, String... path) {
    String raw = find(json, path);
    return raw != null && raw.length() >= 2 && raw.charAt(0) == '"' ? unquote(raw) : null;
  }

  /** Moves to the value of a member of the object at the cursor. */
  private boolean enter(String name) {
    if (!take('{')) {
      return false;
    }
    while (at < text.length()) {
      skipSpace();
      int start = at;
      skipString();
      boolean found =
          at - start == name.length() + 2 && text.startsWith(name, start + 1) && start < at;
      skipSpace();
      if (!take(':')) {
        return false;
      }
      skipSpace();
      if (found) {
        return true;
      }
      skipValue();
      skipSpace();
      if (!take(',')) {
        return false;
      }
    }
    return false;
  }

  private void skipValue() {
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        skipString();
      } else if (c == '{' || c == '[') {
        depth++;
        at++;
        continue;
      } else if (c == '}' || c == ']') {
        if (depth == 0) {
          return;
        }
        depth--;
        at++;
      } else if (depth > 0) {
        at++;
        continue;
      } else {
        skipScalar();
      }
      if (depth == 0) {
        return;
      }
    }
  }

  private void skipScalar() {
    while (at < text.length() && ",:]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
  }

  private void skipString() {
    if (!take('"')) {
      return;
    }
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\\') {
        at = Math.min(at + 1, text.length());
      } else if (c == '"') {
        return;
      }
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean take(char expected) {
    if (at < text.length() && text.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }

  private static String unquote(String raw) {
    StringBuilder out = new StringBuilder(raw.length());
    int end = raw.length() - 1;
    for (int i = 1; i < end; i++) {
      char c = raw.charAt(i);
      if (c != '\\' || i + 1 >= end) {
        out.append(c);
        continue;
      }
      c = raw.charAt(++i);
      switch (c) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'u' -> {
          int unit = i + 4 < end ? hex(raw, i + 1) : -1;
          out.append(unit < 0 ? '\uFFFD' : (char) unit);
          i = Math.min(i + 4, end);
        }
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  private static int hex(String raw, int start) {
    int value = 0;
    for (int i = start; i < start + 4; i++) {
      int digit = i < raw.length() ? Character.digit(raw.charAt(i), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * 16 + digit;
    }
    return value;
  }

  /**
   * Appends a string as a JSON string, in quotes. Half a character is escaped.
   *
   * @return whether there was any: {@link ProcessBytes} has bytes so that are not UTF-8
   */
  public static boolean quote(StringBuilder out, String value) {
    boolean halves = false;
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append("\\u00").append(Character.forDigit(c >> 4, 16));
        out.append(Character.forDigit(c & 15, 16));
      } else if (!Character.isSurrogate(c)) {
        out.append(c);
      } else if (i + 1 < value.length() && Character.isSurrogatePair(c, value.charAt(i + 1))) {
        out.append(c).append(value.charAt(++i));
      } else {
        out.append("\\u").append(Integer.toHexString(c));
        halves = true;
      }
    }
    out.append('"');
    return halves;
  }

  /** The string as a JSON string, in quotes. */
  public static String quote(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2);
    quote(out, value);
    return out.toString();
  }
}
