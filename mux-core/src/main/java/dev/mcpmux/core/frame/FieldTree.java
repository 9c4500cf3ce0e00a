package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The table in {@link Field} by context: an object whose members are watched. Context 0 is the top
 * level, context n + 1 the value of the field with ordinal n.
 */
final class FieldTree {
  static final int ROOT = 0;
  static final int NONE = -1;

  /** A longer key, escapes counted, cannot be one of ours: each of their characters takes six. */
  static final int MAX_KEY_BYTES = 512;

  private static final Field[] FIELDS = Field.values();
  private static final int[][] MEMBERS = new int[FIELDS.length + 1][];

  /** Those of a context that must have no look-alike. */
  private static final int[][] GUARDED = new int[FIELDS.length + 1][];

  /** The first letters of the guarded of a context, one bit each, by their lowest six bits. */
  private static final long[] GUARDED_FIRST = new long[FIELDS.length + 1];

  private static final byte[][] KEYS = new byte[FIELDS.length][];

  /** Which key lengths occur in a context, one bit each: most keys are told apart by it. */
  private static final long[] LENGTHS = new long[FIELDS.length + 1];

  static {
    if (FIELDS.length > Long.SIZE) {
      throw new AssertionError("fields: " + FIELDS.length + " (limit: " + Long.SIZE + ")");
    }
    for (int context = 0; context < MEMBERS.length; context++) {
      Field parent = context == ROOT ? null : FIELDS[context - 1];
      MEMBERS[context] =
          Arrays.stream(FIELDS)
              .filter(field -> field.parent() == parent)
              .mapToInt(Field::ordinal)
              .toArray();
      GUARDED[context] =
          Arrays.stream(MEMBERS[context]).filter(member -> FIELDS[member].isGuarded()).toArray();
      for (int member : MEMBERS[context]) {
        KEYS[member] = FIELDS[member].key().getBytes(StandardCharsets.US_ASCII);
        LENGTHS[context] |= 1L << KEYS[member].length;
      }
      for (int member : GUARDED[context]) {
        GUARDED_FIRST[context] |= 1L << JsonStrings.lowerCase(KEYS[member][0]);
      }
    }
  }

  private FieldTree() {}

  static boolean isContext(int field) {
    return MEMBERS[field + 1].length > 0;
  }

  static int contextOf(int field) {
    return field + 1;
  }

  /** The field whose value this context is; {@link #NONE} for the top level. */
  static int fieldOf(int context) {
    return context - 1;
  }

  static int parentOf(int context) {
    Field parent = FIELDS[context - 1].parent();
    return parent == null ? ROOT : parent.ordinal() + 1;
  }

  /** The field that the key (the string content from..to) names in this context, else NONE. */
  static int find(int context, ByteBuffer buffer, int from, int to, boolean escaped) {
    int length = to - from;
    if (!escaped && (length >= Long.SIZE || (LENGTHS[context] >>> length & 1) == 0)) {
      return NONE;
    }
    for (int member : MEMBERS[context]) {
      byte[] key = KEYS[member];
      if (escaped
          ? JsonStrings.equalsAscii(buffer, from, to, key)
          : key.length == length && JsonStrings.sameBytes(buffer, from, key)) {
        return member;
      }
    }
    return NONE;
  }

  /**
   * The guarded field for which a reader without regard to case takes the key, else NONE. To be
   * asked when {@link #find} has found none.
   */
  static int findLookAlike(int context, ByteBuffer buffer, int from, int to) {
    if (from == to || isPlain(buffer.get(from)) && !mayBeGuarded(context, buffer.get(from))) {
      return NONE;
    }
    for (int member : GUARDED[context]) {
      // In no other case a letter takes fewer bytes.
      if (to - from >= KEYS[member].length
          && JsonStrings.equalsIgnoringCase(buffer, from, to, KEYS[member])) {
        return member;
      }
    }
    return NONE;
  }

  /** Whether the byte is a character by itself, neither an escape nor a part of a longer one. */
  private static boolean isPlain(byte unit) {
    return unit >= 0 && unit != '\\';
  }

  /** Whether a guarded key begins with the letter; true for some others as well. */
  private static boolean mayBeGuarded(int context, byte first) {
    return (GUARDED_FIRST[context] >>> JsonStrings.lowerCase(first) & 1) != 0;
  }
}
