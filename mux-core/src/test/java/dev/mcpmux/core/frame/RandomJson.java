package dev.mcpmux.core.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Random JSON texts that keep to watched paths, and random damage. */
final class RandomJson {
  private static final String[] OTHER_KEYS = {
    "x", "arguments", "", "\u00e9", "idd", "i", "ID", "ta\u017fk"
  };
  private static final String[] NUMBERS = {
    "0",
    "-0",
    "1",
    "42",
    "-7",
    "1.0",
    "1e400",
    "0.5E-3",
    "9007199254740992",
    "123456789012345678901234567890"
  };
  private static final String[] PIECES = {
    "a",
    "2.0",
    "ping",
    "\\\"",
    "\\\\",
    "\\/",
    "\\n",
    "\\u0000",
    "\\uD83D\\uDE00",
    "\\ud800",
    "\u00e9",
    "\u65e5\u672c\u8a9e",
    "\ud83d\ude00",
    " ",
    "\u2028",
    "\u2029 \u2027",
    "\u0085\u0084",
    "plain text that takes two words or more "
  };
  private static final byte[] DAMAGE =
      "{}[]\",:\\ \t\r0123456789-+.eEtrufalsn/x".getBytes(StandardCharsets.US_ASCII);

  private final Random random;
  private final StringBuilder out = new StringBuilder();

  RandomJson(Random random) {
    this.random = random;
  }

  /** A text without a line feed: an object nearly always. */
  byte[] next() {
    out.setLength(0);
    if (random.nextInt(20) == 0) {
      value(null, 3, false);
    } else {
      object(null, 5, true);
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The text with up to three bytes changed, put in, left out or cut off. */
  byte[] damaged(byte[] text) {
    byte[] bytes = text;
    for (int i = 1 + random.nextInt(3); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      byte b = random.nextBoolean() ? DAMAGE[random.nextInt(DAMAGE.length)] : anyButLineFeed();
      switch (random.nextInt(5)) {
        case 0 -> bytes = join(bytes, at, new byte[0], at + 1);
        case 1 -> bytes = join(bytes, at, new byte[] {b}, at);
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = join(bytes, at, bytes, at);
        default -> bytes = join(bytes, at, new byte[] {b}, at + 1);
      }
    }
    return bytes;
  }

  private byte anyButLineFeed() {
    byte b = (byte) random.nextInt(256);
    return b == '\n' ? 0 : b;
  }

  private static byte[] join(byte[] bytes, int to, byte[] middle, int from) {
    byte[] joined = Arrays.copyOf(bytes, to + middle.length + bytes.length - from);
    System.arraycopy(middle, 0, joined, to, middle.length);
    System.arraycopy(bytes, from, joined, to + middle.length, bytes.length - from);
    return joined;
  }

  private void object(Field context, int depth, boolean watched) {
    Field[] members =
        Arrays.stream(Field.values())
            .filter(field -> field.parent() == context)
            .toArray(Field[]::new);
    out.append('{');
    String separator = "";
    for (int i = random.nextInt(6); i > 0; i--) {
      out.append(separator);
      space();
      boolean known = watched && members.length > 0 && random.nextInt(4) > 0;
      Field field = known ? members[random.nextInt(members.length)] : null;
      key(known ? field.key() : OTHER_KEYS[random.nextInt(OTHER_KEYS.length)]);
      space();
      out.append(':');
      space();
      value(field, depth - 1, known);
      space();
      separator = ",";
    }
    space();
    out.append('}');
  }

  private void value(Field field, int depth, boolean watched) {
    int kind = depth <= 0 ? random.nextInt(5) : random.nextInt(9);
    switch (kind) {
      case 0, 1 -> string();
      case 2, 3 -> out.append(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 4 -> out.append(new String[] {"true", "false", "null"}[random.nextInt(3)]);
      case 5 -> array(depth);
      default -> object(field, depth, watched);
    }
  }

  private void array(int depth) {
    out.append('[');
    String separator = "";
    for (int i = random.nextInt(4); i > 0; i--) {
      out.append(separator);
      value(null, depth - 1, false);
      space();
      separator = ",";
    }
    out.append(']');
  }

  private void key(String key) {
    out.append('"');
    boolean escapes = random.nextInt(10) == 0;
    for (char c : key.toCharArray()) {
      if (escapes && random.nextBoolean()) {
        out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private void string() {
    out.append('"');
    for (int i = random.nextInt(5); i > 0; i--) {
      out.append(PIECES[random.nextInt(PIECES.length)]);
    }
    out.append('"');
  }

  private void space() {
    if (random.nextInt(8) == 0) {
      out.append(" \t\r".charAt(random.nextInt(3)));
    }
  }
}
