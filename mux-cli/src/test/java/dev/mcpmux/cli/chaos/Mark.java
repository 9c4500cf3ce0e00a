package dev.mcpmux.cli.chaos;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who asked, as a text that no other request of the run has: {@code ~s3-17~} is the 17th of session
 * 3. It goes along with a request, is written down by the server that executes it, and comes back
 * in all that the request causes. It is fit for a URI.
 */
record Mark(int session, int number) {

  private static final Pattern PATTERN = Pattern.compile("~s(\\d+)-(\\d+)~");

  @Override
  public String toString() {
    return "~s" + session + "-" + number + "~";
  }

  /** The first mark in a text that is of another session; null if there is none. */
  static Mark foreign(String text, int session) {
    Matcher matcher = PATTERN.matcher(text);
    while (matcher.find()) {
      Mark mark = of(matcher);
      if (mark.session != session) {
        return mark;
      }
    }
    return null;
  }

  /** The first one in a text; null if there is none. */
  static Mark in(String text) {
    Matcher matcher = PATTERN.matcher(text);
    return matcher.find() ? of(matcher) : null;
  }

  private static Mark of(Matcher matcher) {
    return new Mark(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }
}
