package dev.mcpmux.cli.top;

import dev.mcpmux.cli.text.Amounts;
import dev.mcpmux.cli.text.Numbers;
import dev.mcpmux.cli.top.Table.Cell;
import java.util.Locale;
import java.util.Map;

/** Numbers as cells of a table. */
final class Figures {

  private static final int SLOW_MILLIS = 10_000;

  private Figures() {}

  /** A dash for none. */
  static Cell count(Map<String, Object> object, String name) {
    return Cell.number(Numbers.count(object, name), Numbers.number(object, name));
  }

  static Cell failed(Map<String, Object> numbers) {
    long failed = Numbers.failed(numbers);
    return Cell.number(failed == 0 ? Numbers.NONE : Amounts.count(failed), failed);
  }

  static Cell p95(Map<String, Object> numbers) {
    return Cell.number(Numbers.latency(numbers, "p95Micros"), Numbers.number(numbers, "p95Micros"));
  }

  /** So many in a second. */
  static Cell rate(double rate) {
    return Cell.number(shownRate(rate), rate);
  }

  static String shownRate(double rate) {
    if (rate <= 0) {
      return Numbers.NONE;
    }
    return rate < 100 ? String.format(Locale.ROOT, "%.1f", rate) : Amounts.count(Math.round(rate));
  }

  /** Since a call began. */
  static Cell age(Map<String, Object> call) {
    return Cell.number(shownAge(call), Numbers.number(call, "ageMillis"));
  }

  static String shownAge(Map<String, Object> call) {
    return Amounts.micros(1000 * Numbers.number(call, "ageMillis"));
  }

  static boolean isSlow(Map<String, Object> call) {
    return Numbers.number(call, "ageMillis") >= SLOW_MILLIS;
  }

  /** The tool of a call, or else its method. */
  static Object what(Map<String, Object> call) {
    return call.getOrDefault("tool", call.get("method"));
  }
}
