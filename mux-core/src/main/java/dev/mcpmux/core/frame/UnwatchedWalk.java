package dev.mcpmux.core.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The part of {@link JsonWalk} that most bytes of a large frame go through: below the watched
 * members, where nothing is noted, it takes token after token as long as they are plain and whole.
 * Whatever else comes (an escape, a character that is not ASCII, an error, the end of the bytes,
 * the way back up) it leaves to JsonWalk, in front of the byte where it stopped.
 *
 * <p>It works on a copy of a few KiB at a time, because an array is read much faster than a buffer
 * of one of several kinds. Not thread-safe.
 */
final class UnwatchedWalk {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** A string of so many bytes, quotes included, does not end in here. */
  static final int WINDOW_BYTES = 4096;

  /** The bytes behind the last one count as control characters, at which everything stops. */
  private static final int PADDING = Long.BYTES;

  private static final int TRUE = word("true");
  private static final int NULL = word("null");
  private static final int ALSE = word("alse");
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] window;

  /** Which bytes of the buffer are in the window. */
  private int from;

  private int to;

  private int state;
  private int depth;
  private int tokenStart;
  private boolean cr;

  private static int word(String text) {
    return text.charAt(0) | text.charAt(1) << 8 | text.charAt(2) << 16 | text.charAt(3) << 24;
  }

  /** The buffer, or where the frame lies in it, is another from now on. */
  void forget() {
    to = 0;
  }

  /** Another frame begins. */
  void forgetCr() {
    cr = false;
  }

  /** Whether there was a CR in this frame. */
  boolean metCr() {
    return cr;
  }

  int state() {
    return state;
  }

  int depth() {
    return depth;
  }

  /** The index in the buffer of the token that is begun and not ended; counts in a string only. */
  int tokenStart() {
    return tokenStart;
  }

  /**
   * Goes on at index i.
   *
   * @param begin a state of {@link JsonWalk} between tokens
   * @param open how many containers are open, with a bit for each that is an object
   * @param floor the bracket that would leave so many open is not taken
   * @param ceiling nor the one that would leave more than this
   * @return the index of the first byte that was not taken
   */
  int run(
      ByteBuffer buffer,
      int i,
      int limit,
      int begin,
      int open,
      long[] objects,
      int floor,
      int ceiling) {
    if (i < from || i >= to) {
      load(buffer, i, limit);
    }
    state = begin;
    depth = open;
    return from + walk(window, i - from, to - from, objects, floor, ceiling);
  }

  private void load(ByteBuffer buffer, int i, int limit) {
    if (window == null) {
      window = new byte[WINDOW_BYTES + PADDING];
    }
    int length = Math.min(WINDOW_BYTES, limit - i);
    buffer.get(i, window, 0, length);
    LONG.set(window, length, 0L);
    from = i;
    to = i + length;
  }

  private int walk(byte[] bytes, int begin, int end, long[] objects, int floor, int ceiling) {
    int at = begin;
    int now = state;
    int levels = depth;
    boolean object = (objects[levels >> 6] >>> levels & 1) != 0;
    loop:
    while (at < end) {
      int b = bytes[at];
      if (b <= ' ') {
        if (b == ' ' || b == '\t') {
          at++;
          continue;
        }
        if (b == '\r') {
          cr = true;
          at++;
          continue;
        }
        break;
      }
      if (now == JsonWalk.AFTER_VALUE) {
        if (b == ',') {
          at++;
          now = object ? JsonWalk.KEY : JsonWalk.VALUE;
          b = bytes[at];
          if (b <= ' ') {
            continue;
          }
        } else {
          if (b != (object ? '}' : ']') || levels - 1 <= floor) {
            break;
          }
          levels--;
          object = (objects[levels >> 6] >>> levels & 1) != 0;
          at++;
          continue;
        }
      }
      if (now == JsonWalk.KEY || now == JsonWalk.FIRST_KEY) {
        if (b != '"') {
          if (b != '}' || now == JsonWalk.KEY || levels - 1 <= floor) {
            break;
          }
          levels--;
          object = (objects[levels >> 6] >>> levels & 1) != 0;
          now = JsonWalk.AFTER_VALUE;
          at++;
          continue;
        }
        int quote = skipPlain(bytes, at + 1, end);
        if (quote >= end || bytes[quote] != '"') {
          tokenStart = from + at;
          now = JsonWalk.IN_KEY;
          at = Math.min(quote, end);
          break;
        }
        at = quote + 1;
        if (bytes[at] != ':') {
          now = JsonWalk.COLON;
          continue;
        }
        at++;
        now = JsonWalk.VALUE;
        b = bytes[at];
        if (b <= ' ') {
          continue;
        }
      } else if (now == JsonWalk.COLON) {
        if (b != ':') {
          break;
        }
        now = JsonWalk.VALUE;
        at++;
        continue;
      }
      if (b == '"') {
        int quote = skipPlain(bytes, at + 1, end);
        if (quote >= end || bytes[quote] != '"') {
          tokenStart = from + at;
          now = JsonWalk.IN_STRING;
          at = Math.min(quote, end);
          break;
        }
        at = quote + 1;
        now = JsonWalk.AFTER_VALUE;
        continue;
      }
      if (b == ']' && now == JsonWalk.FIRST_VALUE) {
        if (levels - 1 <= floor) {
          break;
        }
        levels--;
        object = (objects[levels >> 6] >>> levels & 1) != 0;
        now = JsonWalk.AFTER_VALUE;
        at++;
        continue;
      }
      switch (b) {
        case '{':
        case '[':
          if (levels == ceiling) {
            break loop;
          }
          levels++;
          object = b == '{';
          long bit = 1L << levels;
          if (object) {
            objects[levels >> 6] |= bit;
            now = JsonWalk.FIRST_KEY;
          } else {
            objects[levels >> 6] &= ~bit;
            now = JsonWalk.FIRST_VALUE;
          }
          at++;
          continue;
        case 't':
        case 'n':
          if (end - at < 4 || (int) INT.get(bytes, at) != (b == 't' ? TRUE : NULL)) {
            break loop;
          }
          at += 4;
          now = JsonWalk.AFTER_VALUE;
          continue;
        case 'f':
          if (end - at < 5 || (int) INT.get(bytes, at + 1) != ALSE) {
            break loop;
          }
          at += 5;
          now = JsonWalk.AFTER_VALUE;
          continue;
        default:
          int behind = number(bytes, at, end);
          if (behind == end || behind == at) {
            break loop;
          }
          at = behind;
          now = JsonWalk.AFTER_VALUE;
      }
    }
    state = now;
    depth = levels;
    return at;
  }

  /** As in {@link StringCheck}; the padding is special. */
  private static int skipPlain(byte[] bytes, int begin, int end) {
    for (int at = begin; at < end; at += Long.BYTES) {
      long special = StringCheck.special((long) LONG.get(bytes, at));
      if (special != 0) {
        return at + (Long.numberOfTrailingZeros(special) >>> 3);
      }
    }
    return end;
  }

  /**
   * The index behind the number that begins here, begin itself if there is none. What touches the
   * end may go on there.
   */
  private static int number(byte[] bytes, int begin, int end) {
    int at = begin;
    if (bytes[at] == '-') {
      at++;
    }
    int digits = digits(bytes, at);
    if (digits == at || bytes[at] == '0' && digits > at + 1) {
      return digits >= end ? end : begin;
    }
    at = digits;
    if (bytes[at] == '.') {
      digits = digits(bytes, at + 1);
      if (digits == at + 1) {
        return digits >= end ? end : begin;
      }
      at = digits;
    }
    if (bytes[at] == 'e' || bytes[at] == 'E') {
      at++;
      if (bytes[at] == '+' || bytes[at] == '-') {
        at++;
      }
      digits = digits(bytes, at);
      if (digits == at) {
        return digits >= end ? end : begin;
      }
      at = digits;
    }
    return Math.min(at, end);
  }

  private static int digits(byte[] bytes, int begin) {
    int at = begin;
    while (bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at;
  }
}
