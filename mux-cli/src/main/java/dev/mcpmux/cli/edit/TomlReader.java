package dev.mcpmux.cli.edit;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds what stands where in a text that is known to be TOML: tables, keys and values, as in the
 * grammar of <a href="https://toml.io/en/v1.0.0">TOML 1.0</a>. It tells nothing about values but
 * where they end.
 */
final class TomlReader {

  private final String text;
  private int at;

  private TomlReader(String text) {
    this.text = text;
    this.at = ConfigText.bodyOf(text);
  }

  /** The sections of a text; the first has no header. */
  static List<TomlSection> read(String text) {
    return new TomlReader(text).sections();
  }

  private List<TomlSection> sections() {
    List<TomlSection> sections = new ArrayList<>();
    List<TomlPair> pairs = new ArrayList<>();
    sections.add(new TomlSection(List.of(), at, at, pairs));
    skip();
    while (at < text.length()) {
      if (text.charAt(at) == '[') {
        int start = at;
        int brackets = text.startsWith("[[", at) ? 2 : 1;
        at += brackets;
        List<String> path = key();
        at += brackets;
        pairs = new ArrayList<>();
        sections.add(new TomlSection(path, start, at, pairs));
      } else {
        pairs.add(pair());
      }
      skip();
    }
    return sections;
  }

  private TomlPair pair() {
    int keyStart = at;
    List<String> key = key();
    int keyEnd = new Lines(text).backOverBlanks(at);
    at++; // the equals sign
    skipBlanks();
    int start = at;
    List<TomlPair> members = value();
    return new TomlPair(key, keyStart, keyEnd, start, at, members);
  }

  /** The parts of a key; afterwards at what follows it. */
  private List<String> key() {
    List<String> parts = new ArrayList<>();
    do {
      if (!parts.isEmpty()) {
        at++; // the dot
      }
      skipBlanks();
      parts.add(part());
      skipBlanks();
    } while (text.charAt(at) == '.');
    return parts;
  }

  private String part() {
    int start = at;
    char quote = text.charAt(at);
    if (quote == '"' || quote == '\'') {
      string();
      String inner = text.substring(start + 1, at - 1);
      return quote == '"' ? unescaped(inner) : inner;
    }
    while (isBare(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw new IndexOutOfBoundsException(at); // no key: the text is no TOML
    }
    return text.substring(start, at);
  }

  static boolean isBare(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '-';
  }

  /** Moves behind a value. The members of an inline table; null of anything else. */
  private List<TomlPair> value() {
    switch (text.charAt(at)) {
      case '"', '\'' -> string();
      case '[' -> {
        at++;
        skip();
        while (text.charAt(at) != ']') {
          value();
          skip();
          if (text.charAt(at) == ',') {
            at++;
            skip();
          }
        }
        at++;
      }
      case '{' -> {
        return inlineTable();
      }
      default -> {
        int start = at;
        while (at < text.length() && ",]}#\r\n".indexOf(text.charAt(at)) < 0) {
          at++;
        }
        at = new Lines(text).backOverBlanks(at);
        if (at == start) {
          throw new IndexOutOfBoundsException(at); // no value: the text is no TOML
        }
      }
    }
    return null;
  }

  private List<TomlPair> inlineTable() {
    List<TomlPair> members = new ArrayList<>();
    at++;
    skip();
    while (text.charAt(at) != '}') {
      members.add(pair());
      skip();
      if (text.charAt(at) == ',') {
        at++;
        skip();
      }
    }
    at++;
    return members;
  }

  private void string() {
    String quote = text.substring(at, at + 1);
    if (!text.startsWith(quote.repeat(3), at)) {
      at = closing(quote, at + 1) + 1;
      return;
    }
    at = closing(quote.repeat(3), at + 3) + 3;
    // up to two quotes may stand before the closing three
    for (int more = 0; more < 2 && text.startsWith(quote, at); more++) {
      at++;
    }
  }

  private int closing(String quotes, int from) {
    int end = from;
    while (!text.startsWith(quotes, end)) {
      end += text.charAt(end) == '\\' && quotes.startsWith("\"") ? 2 : 1;
    }
    return end;
  }

  private void skipBlanks() {
    at = new Lines(text).skipBlanks(at);
  }

  /** Moves over white space, line ends and comments. */
  private void skip() {
    while (at < text.length()) {
      if (text.charAt(at) == '#') {
        at = lineEnd(text, at);
      } else if (" \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      } else {
        return;
      }
    }
  }

  /** Where the line ends, before CR LF or LF. */
  static int lineEnd(String text, int at) {
    int feed = text.indexOf('\n', at);
    if (feed < 0) {
      return text.length();
    }
    return feed > at && text.charAt(feed - 1) == '\r' ? feed - 1 : feed;
  }

  private static String unescaped(String inner) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      c = inner.charAt(++i);
      switch (c) {
        case 'b' -> out.append('\b');
        case 't' -> out.append('\t');
        case 'n' -> out.append('\n');
        case 'f' -> out.append('\f');
        case 'r' -> out.append('\r');
        case 'u', 'U' -> {
          int digits = c == 'u' ? 4 : 8;
          out.appendCodePoint(Integer.parseInt(inner.substring(i + 1, i + 1 + digits), 16));
          i += digits;
        }
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
