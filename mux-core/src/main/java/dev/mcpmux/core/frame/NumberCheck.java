package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;

/** Checks one number of any size (RFC 8259 section 6), over as many reads as it takes. */
final class NumberCheck {
  private static final int ENDED = 0;
  private static final int MINUS = 1;
  private static final int ZERO = 2;
  private static final int POINT = 3;
  private static final int E = 4;
  private static final int E_SIGN = 5;

  /** From here on, a digit changes nothing. */
  private static final int INTEGER = 6;

  private static final int FRACTION = 7;
  private static final int EXPONENT = 8;

  /** The state behind an ASCII byte, at {@code state << 7 | byte}; {@link #ENDED} for none. */
  private static final byte[] NEXT = transitions();

  private int state;

  /** Begins with the number's first byte, a minus or a digit. */
  void begin(int first) {
    state = first == '-' ? MINUS : first == '0' ? ZERO : INTEGER;
  }

  /** Goes on at index i; returns the index of the first byte that is not the number's. */
  int scan(ByteBuffer buffer, int i, int limit) {
    int at = i;
    int now = state;
    for (; at < limit; at++) {
      int b = buffer.get(at);
      if (now >= INTEGER && b >= '0' && b <= '9') {
        continue;
      }
      int next = b < 0 ? ENDED : NEXT[now << 7 | b];
      if (next == ENDED) {
        break;
      }
      now = next;
    }
    state = now;
    return at;
  }

  /** Whether what was seen so far is a whole number, in the sense that it could end here. */
  boolean mayEnd() {
    return state == ZERO || state >= INTEGER;
  }

  /** Whether it has neither a fraction nor an exponent. */
  boolean isInteger() {
    return state == ZERO || state == INTEGER;
  }

  private static byte[] transitions() {
    byte[] next = new byte[EXPONENT + 1 << 7];
    digits(next, MINUS, INTEGER);
    next[MINUS << 7 | '0'] = ZERO;
    digits(next, POINT, FRACTION);
    digits(next, E, EXPONENT);
    digits(next, E_SIGN, EXPONENT);
    next[E << 7 | '+'] = E_SIGN;
    next[E << 7 | '-'] = E_SIGN;
    for (int whole : new int[] {ZERO, INTEGER}) {
      next[whole << 7 | '.'] = POINT;
    }
    for (int mantissa : new int[] {ZERO, INTEGER, FRACTION}) {
      next[mantissa << 7 | 'e'] = E;
      next[mantissa << 7 | 'E'] = E;
    }
    return next;
  }

  private static void digits(byte[] next, int from, int to) {
    for (int digit = '0'; digit <= '9'; digit++) {
      next[from << 7 | digit] = (byte) to;
    }
  }
}
