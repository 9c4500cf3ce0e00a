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

  /** A string that has come so far may go on for long. */
  private static final int LONG_STRING_BYTES = 64;

  private static final int MAX_CHARACTER_BYTES = 4;

  /** The first bytes of characters that are not ASCII. */
  private static final int MIN_LEAD = 0xc2;

  private static final int MAX_LEAD = 0xf4;

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  private int state;
  private boolean escaped;

  /** Digits of a unicode escape, or continuation bytes of a character, still to come. */
  private int missing;

  /** The bits of the character in progress that have come. */
  private int character;

  /** Whether any string of this frame has held a character at which some readers end a line. */
  private boolean breaksLines;

  /** What the next continuation byte may be: narrower behind E0, ED, F0 and F4. */
  private int low;

  private int high;

  void begin() {
    state = PLAIN;
    escaped = false;
  }

  /** Another frame begins. */
  void forget() {
    breaksLines = false;
  }

  /** Whether there was a character in this frame's strings that {@link TidyFrame} escapes. */
  boolean breaksLines() {
    return breaksLines;
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
          int whole = skipCharacters(buffer, at, limit);
          at = whole > at ? whole : character(buffer, at, limit);
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
      if (at - i >= LONG_STRING_BYTES) {
        at = skipFourTimesEight(buffer, at, limit);
        if (at > last) {
          break;
        }
      }
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

  private static int skipFourTimesEight(ByteBuffer buffer, int i, int limit) {
    int at = i;
    for (int last = limit - 4 * Long.BYTES; at <= last; at += 4 * Long.BYTES) {
      long marks =
          special(buffer.getLong(at))
              | special(buffer.getLong(at + Long.BYTES))
              | special(buffer.getLong(at + 2 * Long.BYTES))
              | special(buffer.getLong(at + 3 * Long.BYTES));
      if (marks != 0) {
        break;
      }
    }
    return at;
  }

  /**
   * The index behind whole and valid characters, and plain bytes between them, as far as they are
   * at hand. What comes then may be anything.
   */
  private int skipCharacters(ByteBuffer buffer, int i, int limit) {
    int at = i;
    int plain = 0;
    while (limit - at >= MAX_CHARACTER_BYTES && plain < Long.BYTES) {
      int b = buffer.get(at);
      if (b >= 0) {
        if (!isPlain(b)) {
          return at;
        }
        plain++;
        at++;
        continue;
      }
      int bytes = characterBytes(buffer, at);
      if (bytes == 0) {
        return at;
      }
      plain = 0;
      at += bytes;
    }
    return at;
  }

  /** The length of the character that begins here, 0 if it is none; not ASCII. */
  private int characterBytes(ByteBuffer buffer, int at) {
    int lead = buffer.get(at) & 0xff;
    int second = buffer.get(at + 1) & 0xff;
    if (lead < MIN_LEAD || lead > MAX_LEAD || second < low(lead) || second > high(lead)) {
      return 0;
    }
    if (lead < 0xe0) {
      breaksLines |= lead == 0xc2 && second == 0x85;
      return 2;
    }
    int third = buffer.get(at + 2);
    if (!isContinuation(third)) {
      return 0;
    }
    if (lead < 0xf0) {
      breaksLines |= lead == 0xe2 && second == 0x80 && (third & 0xfe) == 0xa8;
      return 3;
    }
    return isContinuation(buffer.get(at + 3)) ? 4 : 0;
  }

  private static boolean isContinuation(int b) {
    return (b & 0xc0) == 0x80;
  }

  /** What the byte behind this one may be at least. */
  private static int low(int lead) {
    return lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  }

  /** And at most. */
  private static int high(int lead) {
    return lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  }

  /** A mark in the highest bit of each byte that needs a thought; only the lowest mark is exact. */
  static long special(long word) {
    return ((word ^ QUOTES) - ONES | (word ^ BACKSLASHES) - ONES | word - SPACES | word) & HIGHS;
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
      if (lead < MIN_LEAD || lead > MAX_LEAD) {
        state = BAD_UTF8;
        return at;
      }
      low = low(lead);
      high = high(lead);
      missing = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
      character = lead & 0x3f >> missing;
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
      character = character << 6 | b & 0x3f;
    }
    if (missing == 0) {
      breaksLines |= TidyFrame.breaksLines(character);
      state = PLAIN;
    }
    return at;
  }
}
