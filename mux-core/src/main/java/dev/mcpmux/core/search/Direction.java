package dev.mcpmux.core.search;

/**
 * The direction of a vector, a byte for each of its numbers: that tells texts apart as well as the
 * numbers themselves, in a quarter of the room. Immutable.
 */
public final class Direction {
  private final byte[] parts;
  private final double length;

  private Direction(byte[] parts, double length) {
    this.parts = parts;
    this.length = length;
  }

  /**
   * @param vector any; one without a direction, or with a number that is none, is near nothing
   */
  public static Direction of(float[] vector) {
    float most = 0;
    for (float number : vector) {
      most = Math.max(most, Math.abs(number)); // NaN stays
    }
    byte[] parts = new byte[vector.length];
    long squares = 0;
    if (most > 0 && most < Float.POSITIVE_INFINITY) {
      for (int i = 0; i < parts.length; i++) {
        parts[i] = (byte) Math.round(vector[i] / most * Byte.MAX_VALUE);
        squares += parts[i] * parts[i];
      }
    }
    return new Direction(parts, Math.sqrt(squares));
  }

  /**
   * From -1 to 1, more for a nearer one.
   *
   * @return 0 where they cannot be compared
   */
  public double cosine(Direction other) {
    if (parts.length != other.parts.length || length == 0 || other.length == 0) {
      return 0;
    }
    byte[] ours = parts;
    byte[] theirs = other.parts;
    int sum = 0;
    for (int i = 0; i < ours.length; i++) {
      sum += ours[i] * theirs[i];
    }
    return sum / (length * other.length);
  }
}
