package dev.mcpmux.core.schema;

/**
 * What a schema says of sizes and of numbers. Each look tells whether its answer is certain, as
 * {@link Check} needs to know.
 */
final class Bounds {
  private Bounds() {}

  /**
   * @param keyword begins with {@code min} or {@code max}
   * @param is what the schema says
   * @param what is counted, one of it
   */
  static boolean size(
      String keyword, Object is, int size, String what, Object value, Place place, Faults faults) {
    if (!(is instanceof JsonNumber limit)) {
      return false;
    }
    boolean least = keyword.startsWith("min");
    if (least ? size < limit.value() : size > limit.value()) {
      String expected = least ? "at least " : "at most ";
      faults.add(
          place,
          () ->
              "expected "
                  + expected
                  + count(limit, what)
                  + ", got "
                  + size
                  + ": "
                  + Shown.of(value));
    }
    return size != limit.value() || limit.isExact();
  }

  private static String count(JsonNumber limit, String what) {
    String number = Shown.of(limit);
    return number + " " + what + (number.equals("1") ? "" : "s");
  }

  /**
   * @param is what the schema says
   */
  static boolean range(String keyword, Object is, JsonNumber number, Place place, Faults faults) {
    if (!(is instanceof JsonNumber limit)) {
      return false;
    }
    double value = number.value();
    double bound = limit.value();
    boolean sure = number.isComparable(limit);
    String wrong =
        switch (keyword) {
          case "minimum" -> value < bound ? "at least " : null;
          case "maximum" -> value > bound ? "at most " : null;
          case "exclusiveMinimum" -> sure && value <= bound ? "more than " : null;
          default -> sure && value >= bound ? "less than " : null;
        };
    if (wrong != null) {
      faults.add(place, () -> "expected " + wrong + Shown.of(limit) + Shown.got(number));
    }
    return sure;
  }
}
