package dev.mcpmux.core.schema;

/** A number as it stands in JSON. Two are equal as far as a double can tell. */
final class JsonNumber {
  /** From here on a double does not hold each whole number. */
  private static final double MAX_WHOLE = 1L << 53;

  /** No two numbers of so many digits are the same double, if they are neither huge nor tiny. */
  private static final int MAX_DIGITS = 15;

  private static final double TINY = 1e-290;
  private static final double HUGE = 1e290;

  private final String text;
  private final double value;

  /** Whether it is a whole number as it stands; a long one is looked through only here. */
  private final boolean plain;

  JsonNumber(String text) {
    this.text = text;
    this.value = Double.parseDouble(text);
    this.plain = text.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9');
  }

  double value() {
    return value;
  }

  /**
   * Whether the comparison with another number can be trusted. One that is less as a double is less
   * in any case; two that are the same double may differ.
   */
  boolean isComparable(JsonNumber other) {
    return value != other.value || isExact() && other.isExact();
  }

  /** Whether no other number that is exact, too, is the same double. */
  boolean isExact() {
    if (text.length() > MAX_DIGITS + 10) {
      return false;
    }
    int digits = 0;
    boolean zero = true;
    for (int i = 0; i < text.length() && text.charAt(i) != 'e' && text.charAt(i) != 'E'; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        zero &= c == '0';
        digits++;
      }
    }
    double size = Math.abs(value);
    return digits <= MAX_DIGITS && (zero || size > TINY && size < HUGE);
  }

  /** {@code 1.0} and {@code 1e400} are whole numbers, too. */
  boolean isWhole() {
    return Math.abs(value) >= MAX_WHOLE || value == Math.rint(value);
  }

  /** Whether {@link #isWhole} can be trusted. */
  boolean isWholeForSure() {
    return plain || !isWhole() || isExact();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonNumber number && number.value == value;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(value);
  }

  @Override
  public String toString() {
    return text;
  }
}
