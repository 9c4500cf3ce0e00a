package dev.mcpmux.cli.text;

import java.time.Duration;

/** Durations as people write them in the config and on the command line. */
public final class Durations {

  static final String EXPECTED = "a duration such as \"90s\", \"10m\", \"1h\", or \"never\"";

  private static final int MAX_DIGITS = 9;

  private Durations() {}

  /**
   * A number with one of the units {@code ms}, {@code s}, {@code m}, {@code h}; zero for {@code
   * never}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Duration parse(String text) {
    if (text.equals("never")) {
      return Duration.ZERO;
    }
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > MAX_DIGITS) {
      throw new IllegalArgumentException("expected " + EXPECTED);
    }
    long number = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> throw new IllegalArgumentException("expected " + EXPECTED);
    };
  }

  /** For people: the two largest units, such as {@code 1h 5m} or {@code 12s}. */
  public static String show(long seconds) {
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m " + seconds % 60 + "s";
    }
    return seconds < 86400
        ? seconds / 3600 + "h " + seconds / 60 % 60 + "m"
        : seconds / 86400 + "d " + seconds / 3600 % 24 + "h";
  }
}
