package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Checks the content of one string (RFC 8259 section 7, RFC 3629), from behind its opening quote to
 * behind its closing one, over as many reads as it takes. Bytes that need no thought go eight at a
 * time.
 */
final class StringCheck {
  /** Within the string, at a character boundary. */
  private static final int PLAIN = 0;

  private static final int ESCAPE = 1;
  private static final int HEX = 2;
  private static final int UTF8 = 3;

  /** Behind the closing quote. */
  static final int CLOSED = 4;

  /** At a control character, a wrong escape or a wrong digit. */
  static final int BAD_BYTE = 5;

  /** At a byte that UTF-8 does not allow there. */
  static final int BAD_UTF8 = 6;

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  private int state;
  private boolean escaped;

  /** Digits of a unicode escape, or continuation bytes of a character, still to come. */
  private int missing;

  /** What the next continuation byte may be: narrower behind E0, ED, F0 and F4. */
  private int low;

  private int high;

  void begin() {
    state = PLAIN;
    escaped = false;
  }

  int state() {
    return state;
  }

  /** Whether there was a backslash. */
  boolean escaped() {
    return escaped;
  }

  /**
   * Goes on at index i.
   *
   * @return the index behind the closing quote, of the bad byte, or limit when the string goes on
   */
  int scan(ByteBuffer buffer, int i, int limit) {
    int at = i;
    while (at < limit) {
      if (state == PLAIN) {
        at = skipPlain(buffer, at, limit);
        if (at == limit) {
          return at;
        }
        int b = buffer.get(at);
        if (b == '"') {
          state = CLOSED;
          return at + 1;
        }
        if (b == '\\') {
          escaped = true;
          state = ESCAPE;
          at++;
        } else if (b < 0) {
          at = character(buffer, at, limit);
        } else {
          state = BAD_BYTE;
        }
      } else if (state == UTF8) {
        at = continuation(buffer, at, limit);
      } else {
        at = escape(buffer.get(at), at);
      }
      if (state >= BAD_BYTE) {
        return at;
      }
    }
    return at;
  }

  /** The index of the first byte that is a quote, a backslash, a control character or not ASCII. */
  private static int skipPlain(ByteBuffer buffer, int i, int limit) {
    int at = i;
    for (int last = limit - Long.BYTES; at <= last; at += Long.BYTES) {
      long word = buffer.getLong(at);
      if (special(word) != 0) {
        // Only the lowest mark is exact: a borrow may spoil those above it.
        long ordered = buffer.order() == ByteOrder.LITTLE_ENDIAN ? word : Long.reverseBytes(word);
        return at + (Long.numberOfTrailingZeros(special(ordered)) >>> 3);
      }
    }
    while (at < limit && isPlain(buffer.get(at))) {
      at++;
    }
    return at;
  }

  /** A mark in the highest bit of each byte that needs a thought; only the lowest mark is exact. */
  static long special(long word) {
    long quote = word ^ QUOTES;
    long backslash = word ^ BACKSLASHES;
    return (quote - ONES & ~quote | backslash - ONES & ~backslash | word - SPACES & ~word | word)
        & HIGHS;
  }

  private static boolean isPlain(int b) {
    return b >= ' ' && b != '"' && b != '\\';
  }

  private int escape(int b, int at) {
    if (state == HEX) {
      int letter = b | 0x20;
      if (b >= '0' && b <= '9' || letter >= 'a' && letter <= 'f') {
        if (--missing == 0) {
          state = PLAIN;
        }
        return at + 1;
      }
    } else if (b == 'u') {
      state = HEX;
      missing = 4;
      return at + 1;
    } else if (b == 'n' || b == '"' || b == '\\' || b == '/' || b == 't' || b == 'r' || b == 'b'
        || b == 'f') {
      state = PLAIN;
      return at + 1;
    }
    state = BAD_BYTE;
    return at;
  }

  /** At a first byte that is not ASCII: takes this character, and others like it behind it. */
  private int character(ByteBuffer buffer, int i, int limit) {
    int at = i;
    do {
      int lead = buffer.get(at) & 0xff;
      if (lead < 0xc2 || lead > 0xf4) {
        state = BAD_UTF8;
        return at;
      }
      low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
      high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
      missing = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
      state = UTF8;
      at = continuation(buffer, at + 1, limit);
    } while (state == PLAIN && at < limit && buffer.get(at) < 0);
    return at;
  }

  private int continuation(ByteBuffer buffer, int i, int limit) {
    int at = i;
    for (; at < limit && missing > 0; at++, missing--) {
      int b = buffer.get(at) & 0xff;
      if (b < low || b > high) {
        state = BAD_UTF8;
        return at;
      }
      low = 0x80;
      high = 0xbf;
    }
    if (missing == 0) {
      state = PLAIN;
    }
    return at;
  }
}
