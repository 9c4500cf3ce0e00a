package dev.mcpmux.cli.logs;

import dev.mcpmux.cli.text.Durations;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** A moment in the past, as people write it. */
public final class Since {

  private static final Pattern DAYS = Pattern.compile("[0-9]{1,4}d");

  private Since() {}

  /**
   * {@code 10m}, {@code 2h} or {@code 3d} ago; a date, a time of today or both, in the time of the
   * place; or a time of ISO 8601 with its zone.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Instant parse(String text, Instant now, ZoneId zone) {
    String word = text.strip();
    if (DAYS.matcher(word).matches()) {
      return now.minusSeconds(86_400L * Integer.parseInt(word.substring(0, word.length() - 1)));
    }
    if (word.matches("[0-9]+(ms|s|m|h)")) {
      return now.minus(Durations.parse(word));
    }
    String iso = word.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) +", "$1T");
    try {
      if (iso.matches(".*T.*([zZ]|[+-]\\d{2}:?\\d{2})")) {
        return OffsetDateTime.parse(iso).toInstant();
      }
      if (iso.contains("T")) {
        return LocalDateTime.parse(iso).atZone(zone).toInstant();
      }
      if (iso.contains(":")) {
        return LocalDate.ofInstant(now, zone).atTime(LocalTime.parse(iso)).atZone(zone).toInstant();
      }
      return LocalDate.parse(iso).atStartOfDay(zone).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "expected a time such as 10m, 2h, 3d, 2026-11-30 or 2026-11-30T14:30");
    }
  }
}
