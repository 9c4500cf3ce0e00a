package dev.mcpmux.core.schema;

/** A number as it stands in JSON. Two are equal as far as a double can tell. */
final class JsonNumber {
  /** From here on a double does not hold each whole number. */
  private static final double MAX_EXACT = 1L << 53;

  private final String text;
  private final double value;

  JsonNumber(String text) {
    this.text = text;
    this.value = Double.parseDouble(text);
  }

  double value() {
    return value;
  }

  /** Whether the comparison with another number can be trusted. */
  boolean isExact() {
    return Math.abs(value) < MAX_EXACT;
  }

  /** {@code 1.0} and {@code 1e400} are whole numbers, too. */
  boolean isWhole() {
    return !isExact() || value == Math.rint(value);
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
