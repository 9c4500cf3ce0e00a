package dev.mcpmux.cli.text;

import java.util.Locale;

/** Sizes and times in three digits or so, as people compare them. */
public final class Amounts {

  private static final double STEP = 1024;

  private Amounts() {}

  /** Such as {@code 9.5 MB}. */
  public static String kib(long kib) {
    double mib = kib / STEP;
    return mib < STEP ? three(mib) + " MB" : three(mib / STEP) + " GB";
  }

  /** Such as {@code 120 kB}. */
  public static String bytes(long bytes) {
    if (bytes < STEP) {
      return bytes + " B";
    }
    double kib = bytes / STEP;
    return kib < STEP ? three(kib) + " kB" : kib(Math.round(kib));
  }

  /** Such as {@code 1.2 ms}. */
  public static String micros(long micros) {
    if (micros < 1000) {
      return micros + " µs";
    }
    double millis = micros / 1000.0;
    if (millis < 1000) {
      return three(millis) + " ms";
    }
    double seconds = millis / 1000;
    return seconds < 120 ? three(seconds) + " s" : Math.round(seconds / 60) + " min";
  }

  /** Such as {@code 412}, {@code 123k} or {@code 12.3M}: no more than five characters. */
  public static String count(long count) {
    if (count < 100_000) {
      return Long.toString(count);
    }
    return count < 10_000_000
        ? Math.round(count / 1e3) + "k"
        : String.format(Locale.ROOT, "%.1fM", count / 1e6);
  }

  private static String three(double number) {
    return String.format(Locale.ROOT, number < 10 ? "%.1f" : "%.0f", number);
  }
}
