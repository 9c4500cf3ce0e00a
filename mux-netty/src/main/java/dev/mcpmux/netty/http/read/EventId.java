package dev.mcpmux.netty.http.read;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an event stands: in which stream of the session, and as the how manieth. */
public record EventId(int stream, int number) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})");

  /** Null when it is none of ours. */
  public static EventId parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? new EventId(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
        : null;
  }
}
