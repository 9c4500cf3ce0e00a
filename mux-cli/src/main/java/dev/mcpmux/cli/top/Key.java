package dev.mcpmux.cli.top;

/**
 * A key that was pressed.
 *
 * @param text the character of {@link Kind#TEXT}; 0 for all others
 */
record Key(Kind kind, int text) {

  enum Kind {
    TEXT,
    UP,
    DOWN,
    LEFT,
    RIGHT,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    ENTER,
    ESCAPE,
    TAB,
    BACK_TAB,
    BACKSPACE,
    /** One that nobody knows. */
    OTHER
  }

  static Key of(Kind kind) {
    return new Key(kind, 0);
  }

  static Key of(char text) {
    return new Key(Kind.TEXT, text);
  }

  boolean is(Kind some) {
    return kind == some;
  }
}
