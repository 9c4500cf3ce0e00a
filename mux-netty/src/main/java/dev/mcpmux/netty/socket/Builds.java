package dev.mcpmux.netty.socket;

import java.util.regex.Pattern;

/** Which of two versions is the later one. */
final class Builds {

  private static final Pattern VERSION = Pattern.compile("\\d{1,9}(\\.\\d{1,9})*(-.*)?");

  private Builds() {}

  /** Whether both are versions, and the first is the later one; what is before it is no later. */
  static boolean isLater(String version, String than) {
    if (!VERSION.matcher(version).matches() || !VERSION.matcher(than).matches()) {
      return false;
    }
    String[] ours = numbers(version);
    String[] theirs = numbers(than);
    for (int i = 0; i < Math.max(ours.length, theirs.length); i++) {
      int difference = number(ours, i) - number(theirs, i);
      if (difference != 0) {
        return difference > 0;
      }
    }
    return than.contains("-") && !version.contains("-"); // a snapshot comes before its release
  }

  private static String[] numbers(String version) {
    return version.split("-", 2)[0].split("\\.");
  }

  private static int number(String[] numbers, int index) {
    return index < numbers.length ? Integer.parseInt(numbers[index]) : 0;
  }
}
