package dev.mcpmux.cli.edit;

/** Where lines of a text begin and end; they end in LF, with or without CR before it. */
final class Lines {

  private final String text;

  Lines(String text) {
    this.text = text;
  }

  /** The first line end of the text; LF if it has none. */
  String newline() {
    int feed = text.indexOf('\n');
    return feed > 0 && text.charAt(feed - 1) == '\r' ? "\r\n" : "\n";
  }

  /** The beginning of the line that a character is on; never before a byte order mark. */
  int start(int at) {
    int start = text.lastIndexOf('\n', at - 1) + 1;
    return start == 0 ? ConfigText.bodyOf(text) : start;
  }

  /** The beginning of the line after this one; the end of the text if there is none. */
  int next(int at) {
    int feed = text.indexOf('\n', at);
    return feed < 0 ? text.length() : feed + 1;
  }

  /** The white space that the line begins with. */
  String indent(int at) {
    int start = start(at);
    return text.substring(start, skipBlanks(start));
  }

  /** Whether there is only white space before it on its line. */
  boolean begins(int at) {
    return skipBlanks(start(at)) >= at;
  }

  /** Whether there is only white space from here to the end of the line. */
  boolean ends(int at) {
    int after = skipBlanks(at);
    return after == text.length()
        || text.charAt(after) == '\n'
        || text.startsWith("\r\n", after)
        || text.charAt(after) == '\r' && after + 1 == text.length();
  }

  int skipBlanks(int at) {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  int backOverBlanks(int at) {
    while (at > 0 && isBlank(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  boolean isBroken(int from, int to) {
    int feed = text.indexOf('\n', from);
    return feed >= 0 && feed < to;
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
