package dev.mcpmux.core.frame;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Walks through JSON that the frame scanner has let pass, and tells where values stand, so that
 * some can be replaced and the rest be copied as it came.
 */
public final class JsonSpans {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = ONES << 7;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';

  private JsonSpans() {}

  /** Takes the members of an object, or the elements of an array. */
  public interface Visitor {
    /**
     * @param key the member's name; null for an element
     * @param start index of the value's first byte
     * @param end index behind its last
     */
    void value(@Nullable String key, int start, int end);
  }

  /** Takes the members of an object, or the elements of an array, and goes on behind each. */
  public interface Reader {
    /**
     * @param key the member's name; null for an element
     * @param start index of the value's first byte
     * @return the index behind its last, as {@link #end} tells
     */
    int value(@Nullable String key, int start);
  }

  /** The members of the object that begins at {@code at}; none when another value begins there. */
  public static void members(byte[] json, int at, Visitor visitor) {
    if (json[at] == '{') {
      read(json, at, true, reader(json, visitor));
    }
  }

  /** The elements of the array that begins at {@code at}; none when another value begins there. */
  public static void elements(byte[] json, int at, Visitor visitor) {
    if (json[at] == '[') {
      read(json, at, false, reader(json, visitor));
    }
  }

  private static Reader reader(byte[] json, Visitor visitor) {
    return (key, start) -> {
      int end = end(json, start);
      visitor.value(key, start, end);
      return end;
    };
  }

  /**
   * Reads the object that begins at {@code at}.
   *
   * @return the index behind it
   */
  public static int members(byte[] json, int at, Reader reader) {
    return read(json, at, true, reader);
  }

  /** What the string from start to end says; null when it is another value. */
  public static @Nullable String text(byte[] json, int start, int end) {
    return json[start] == '"' ? FrameText.unquoted(json, start, end) : null;
  }

  /** What the member of an object says that is a string; null when there is none. */
  public static @Nullable String textOf(byte[] json, int object, String member) {
    String[] found = new String[1];
    members(
        json,
        object,
        (name, start, end) -> {
          if (name.equals(member) && json[start] == '"') {
            found[0] = text(json, start, end);
          }
        });
    return found[0];
  }

  /** The array that begins at {@code at} without some elements, the others byte for byte. */
  public static byte[] filter(byte[] json, int at, IntPredicate keeps) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('[');
    elements(
        json,
        at,
        (none, start, end) -> {
          if (keeps.test(start)) {
            if (out.size() > 1) {
              out.write(',');
            }
            out.write(json, start, end - start);
          }
        });
    out.write(']');
    return out.toByteArray();
  }

  private static int read(byte[] json, int at, boolean named, Reader reader) {
    int next = skipSpace(json, at + 1);
    while (json[next] != '}' && json[next] != ']') {
      @Nullable String key = null;
      if (named) {
        int keyEnd = end(json, next);
        key = text(json, next, keyEnd);
        next = skipSpace(json, skipSpace(json, keyEnd) + 1);
      }
      next = skipSpace(json, reader.value(key, next));
      if (json[next] == ',') {
        next = skipSpace(json, next + 1);
      }
    }
    return next + 1;
  }

  private static int skipSpace(byte[] json, int from) {
    int at = from;
    while (json[at] == ' ' || json[at] == '\t' || json[at] == '\r' || json[at] == '\n') {
      at++;
    }
    return at;
  }

  /** The index behind the value that begins here. */
  public static int end(byte[] json, int start) {
    if (json[start] == '"') {
      return stringEnd(json, start);
    }
    boolean nested = json[start] == '{' || json[start] == '[';
    int depth = 0;
    for (int at = start; at < json.length; at++) {
      switch (json[at]) {
        case '"' -> at = stringEnd(json, at) - 1;
        case '{', '[' -> depth++;
        case '}', ']' -> {
          depth--;
          if (depth <= 0) {
            return nested ? at + 1 : at;
          }
        }
        case ',', ' ', '\t', '\r', '\n' -> {
          if (depth == 0) {
            return at;
          }
        }
        default -> {}
      }
    }
    return json.length;
  }

  private static int stringEnd(byte[] json, int start) {
    int at = skipPlain(json, start + 1);
    while (json[at] != '"') {
      at = skipPlain(json, at + 2);
    }
    return at + 1;
  }

  /**
   * The index of the next quote or backslash; there is one. Eight bytes at a time, because strings
   * may be long.
   */
  public static int skipPlain(byte[] json, int from) {
    int at = from;
    while (at <= json.length - Long.BYTES) {
      long word = (long) LONG.get(json, at);
      long found = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      at += Long.BYTES;
    }
    while (json[at] != '"' && json[at] != '\\') {
      at++;
    }
    return at;
  }

  /** The highest bit of each byte that is 0, and maybe of some above one. */
  private static long zeros(long word) {
    return word - ONES & ~word & HIGHS;
  }
}
