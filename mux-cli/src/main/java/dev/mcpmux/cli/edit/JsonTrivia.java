package dev.mcpmux.cli.edit;

/** What stands between the tokens of a JSON text that was read: white space and comments. */
final class JsonTrivia {

  private final String text;
  private final Lines lines;

  JsonTrivia(String text) {
    this.text = text;
    this.lines = new Lines(text);
  }

  /** Where the next token begins; the end of the text if there is none. */
  int skip(int at) {
    while (at < text.length()) {
      if (text.charAt(at) == '/') {
        at = commentEnd(at);
      } else if (" \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      } else {
        break;
      }
    }
    return at;
  }

  /** After the last comment that follows on the same line; where it began if there is none. */
  int skipCommentsOfLine(int at) {
    int end = at;
    int comment = lines.skipBlanks(at);
    while (comment < text.length() && text.charAt(comment) == '/') {
      int after = commentEnd(comment);
      if (lines.isBroken(comment, after)) {
        break;
      }
      end = after;
      comment = lines.skipBlanks(after);
    }
    return end;
  }

  /** Whether the last comment that follows on the same line reaches to its end. */
  boolean isLineCommentNext(int at) {
    int comment = lines.skipBlanks(at);
    while (text.startsWith("/*", comment)) {
      int after = commentEnd(comment);
      if (lines.isBroken(comment, after)) {
        return false;
      }
      comment = lines.skipBlanks(after);
    }
    return text.startsWith("//", comment);
  }

  /** The comma after a value, before anything else; -1 if there is none. */
  int comma(int valueEnd) {
    int at = skip(valueEnd);
    return at < text.length() && text.charAt(at) == ',' ? at : -1;
  }

  private int commentEnd(int at) {
    if (text.startsWith("/*", at)) {
      return text.indexOf("*/", at + 2) + 2;
    }
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    return at;
  }
}
