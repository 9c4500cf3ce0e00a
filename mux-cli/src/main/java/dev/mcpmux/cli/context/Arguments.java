package dev.mcpmux.cli.context;

import dev.mcpmux.cli.text.Durations;
import dev.mcpmux.cli.text.Spelling;
import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The arguments of a tool. What is wrong with one is said so that a model can mend it. */
final class Arguments {

  private static final int MAX_SHOWN = 60;

  private static final int DAY_HOURS = 24;

  private static final Duration LONGEST = Duration.ofDays(3650);

  private static final Pattern NO_LINE = Pattern.compile("[\\s\\p{Cc}\\x{2028}\\x{2029}]+");

  private static final Set<String> SCOPES = new TreeSet<>(Set.of("session", "project", "global"));

  private final Map<String, Json> values;

  /**
   * @param known all that the tool takes
   */
  Arguments(Json arguments, Collection<String> known) throws StoreException {
    if (!arguments.isObject()) {
      throw new StoreException("arguments: expected an object");
    }
    values = arguments.members();
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw new StoreException(
            Printable.line(name, MAX_SHOWN)
                + ": there is no such argument"
                + Spelling.nearest(name, known).map(Spelling::didYouMean).orElse("")
                + "; expected "
                + String.join(", ", known));
      }
    }
  }

  private Json value(String name) {
    return values.getOrDefault(name, Json.NULL);
  }

  private static StoreException wrong(String name, String expected, Json got) {
    String what = Printable.line(got.toString(), MAX_SHOWN);
    return new StoreException(name + ": expected " + expected + ", got " + what);
  }

  /** Null where it is not given. */
  String text(String name, int max) throws StoreException {
    Json value = value(name);
    if (value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw wrong(name, "a string", value);
    }
    String text = value.text();
    if (text.length() > max) {
      throw new StoreException(
          name + ": " + text.length() + " characters (limit: " + max + "); shorten it");
    }
    return text;
  }

  /** As {@link #text}, in one line and not empty. */
  String line(String name, int max) throws StoreException {
    String text = text(name, max);
    if (text == null) {
      return null;
    }
    String line = oneLine(text);
    if (line.isEmpty()) {
      throw wrong(name, "a string that is not empty", value(name));
    }
    return line;
  }

  /** Without what ends a line anywhere, or does something on a terminal. */
  private static String oneLine(String text) {
    return NO_LINE.matcher(text).replaceAll(" ").strip();
  }

  static <T> T required(String name, T value) throws StoreException {
    if (value == null) {
      throw new StoreException(name + ": missing");
    }
    return value;
  }

  /** Null where it is not given. */
  Long number(String name, long min, long max) throws StoreException {
    Json value = value(name);
    if (value.isNull()) {
      return null;
    }
    try {
      long number = value.number();
      if (number >= min && number <= max) {
        return number;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw wrong(name, "a whole number from " + min + " to " + max, value);
  }

  /** One of these; null where it is not given. */
  String word(String name, Set<String> words) throws StoreException {
    Json value = value(name);
    if (value.isNull()) {
      return null;
    }
    String word = value.text("");
    if (!words.contains(word)) {
      throw wrong(name, "one of " + String.join(", ", words), value);
    }
    return word;
  }

  /** Null where it is not given. */
  NoteScope scope() throws StoreException {
    String word = word("scope", SCOPES);
    return word == null ? null : NoteScope.of(word);
  }

  /** Null where it is not given. */
  List<String> lines(String name, int maxCount, int maxLength) throws StoreException {
    Json value = value(name);
    if (value.isNull()) {
      return null;
    }
    List<Json> elements = value.elements();
    if (!value.isArray() || elements.size() > maxCount) {
      throw wrong(name, "an array of at most " + maxCount + " strings", value);
    }
    List<String> lines = new ArrayList<>();
    for (Json element : elements) {
      String line = oneLine(element.text(""));
      if (line.isEmpty() || line.length() > maxLength) {
        throw wrong(name, "strings of 1 to " + maxLength + " characters", element);
      }
      if (!lines.contains(line)) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** When it is over what lasts so long; null where nothing is said. */
  Instant end(String name, Instant now) throws StoreException {
    String text = text(name, MAX_SHOWN);
    if (text == null) {
      return null;
    }
    if (text.equals("never")) {
      return Draft.NEVER;
    }
    try {
      boolean days = text.matches("\\d{1,5}d");
      Duration length =
          days
              ? Duration.ofHours(
                  (long) DAY_HOURS * Integer.parseInt(text.substring(0, text.length() - 1)))
              : Durations.parse(text);
      if (length.compareTo(LONGEST) <= 0 && !length.isZero()) {
        return now.plus(length);
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw wrong(name, "how long it is kept, such as 12h or 7d, or never", value(name));
  }
}
