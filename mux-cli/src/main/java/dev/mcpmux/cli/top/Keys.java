package dev.mcpmux.cli.top;

import dev.mcpmux.cli.top.Key.Kind;
import java.io.IOException;

/** Makes keys of what a terminal sends. */
final class Keys {

  /** What follows the escape character of a key comes at once, also over ssh. */
  private static final long ESCAPE_MILLIS = 100;

  private static final int ESCAPE = 0x1b;
  private static final int DELETE = 0x7f;

  /** Where the characters come from. */
  interface Source {
    int END = -1;

    /** For none in time. */
    int LATE = -2;

    /**
     * The next character.
     *
     * @param millis how long to wait; 0 for ever
     */
    int read(long millis) throws IOException;
  }

  private final Source source;

  /** Read already; {@link Source#LATE} for nothing. */
  private int ahead = Source.LATE;

  Keys(Source source) {
    this.source = source;
  }

  /** Waits for the next one. Null at the end of the input. */
  Key next() throws IOException {
    int c = ahead == Source.LATE ? source.read(0) : ahead;
    ahead = Source.LATE;
    return switch (c) {
      case Source.END -> null;
      case ESCAPE -> afterEscape();
      case '\r', '\n' -> Key.of(Kind.ENTER);
      case '\t' -> Key.of(Kind.TAB);
      case '\b', DELETE -> Key.of(Kind.BACKSPACE);
      default -> c < ' ' || Character.isSurrogate((char) c) ? other() : Key.of((char) c);
    };
  }

  private static Key other() {
    return Key.of(Kind.OTHER);
  }

  private Key afterEscape() throws IOException {
    int c = source.read(ESCAPE_MILLIS);
    if (c == '[' || c == 'O') {
      return sequence();
    }
    if (c == ESCAPE) {
      ahead = c;
    }
    return c < 0 || c == ESCAPE ? Key.of(Kind.ESCAPE) : other();
  }

  /** Up to its last character; what stands before is a number for some, and shift and the like. */
  private Key sequence() throws IOException {
    int number = 0;
    int c = source.read(ESCAPE_MILLIS);
    boolean first = true;
    while (c >= '0' && c <= '?') {
      first &= c <= '9';
      number = first ? Math.min(number * 10 + c - '0', 99) : number;
      c = source.read(ESCAPE_MILLIS);
    }
    return Key.of(
        switch (c) {
          case 'A' -> Kind.UP;
          case 'B' -> Kind.DOWN;
          case 'C' -> Kind.RIGHT;
          case 'D' -> Kind.LEFT;
          case 'H' -> Kind.HOME;
          case 'F' -> Kind.END;
          case 'Z' -> Kind.BACK_TAB;
          case 'M' -> Kind.ENTER;
          case '~' ->
              switch (number) {
                case 1, 7 -> Kind.HOME;
                case 4, 8 -> Kind.END;
                case 5 -> Kind.PAGE_UP;
                case 6 -> Kind.PAGE_DOWN;
                default -> Kind.OTHER;
              };
          default -> Kind.OTHER;
        });
  }
}
