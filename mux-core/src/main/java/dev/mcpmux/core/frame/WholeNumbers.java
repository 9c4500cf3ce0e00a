package dev.mcpmux.core.frame;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Reads numbers that are written otherwise than with digits alone. Off the path of most frames. */
final class WholeNumbers {
  /** Whatever is longer was written by nobody who meant one of these. */
  static final int MAX_BYTES = 64;

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?");

  /** The digits of 2^53. */
  private static final int MAX_DIGITS = 16;

  private WholeNumbers() {}

  /**
   * The whole number from 0 to 2^53 - 1 that the text is and nothing else, as JSON writes numbers;
   * else -1.
   */
  static long read(String text) {
    boolean number = text.length() <= MAX_BYTES && NUMBER.matcher(text).matches();
    return number ? read(new BigDecimal(text)) : -1;
  }

  private static long read(BigDecimal number) {
    boolean small = number.precision() - number.scale() <= MAX_DIGITS;
    if (number.signum() == 0) {
      return 0;
    }
    if (number.signum() < 0 || !small || number.stripTrailingZeros().scale() > 0) {
      return -1;
    }
    long whole = number.longValueExact();
    return whole <= FrameView.MAX_SAFE_INTEGER ? whole : -1;
  }
}
