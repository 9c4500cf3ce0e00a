package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;

/**
 * The grammar of one JSON text (RFC 8259) as a state machine over its bytes, which stops and goes
 * on anywhere. Arrays and objects are one bit each on a stack of fixed depth; strings and numbers
 * have checkers of their own; what is watched goes to {@link WatchedMembers}.
 */
final class JsonWalk {
  static final int VALUE = 0;
  static final int FIRST_VALUE = 1;
  static final int KEY = 2;
  static final int FIRST_KEY = 3;
  static final int COLON = 4;
  static final int AFTER_VALUE = 5;

  /** Behind the top-level value. */
  private static final int DONE = 6;

  /** Below the depth limit: only brackets and strings are told apart, to find the way back. */
  private static final int TOO_DEEP = 7;

  static final int IN_KEY = 8;
  static final int IN_STRING = 9;
  private static final int IN_NUMBER = 10;
  private static final int IN_LITERAL = 11;

  /** Behind an error: only the line end matters. */
  private static final int SKIP = 12;

  /** With fewer bytes at hand it is not worth the while. */
  private static final int MIN_UNWATCHED_BYTES = 16;

  private static final int STRING_TYPE = ValueType.STRING.ordinal();
  private static final int NUMBER_TYPE = ValueType.NUMBER.ordinal();
  private static final int OBJECT_TYPE = ValueType.OBJECT.ordinal();
  private static final int ARRAY_TYPE = ValueType.ARRAY.ordinal();
  private static final int TRUE_TYPE = ValueType.TRUE.ordinal();
  private static final int FALSE_TYPE = ValueType.FALSE.ordinal();
  private static final int NULL_TYPE = ValueType.NULL.ordinal();
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  /** What some writers put in front of all they write: a byte order mark in UTF-8. */
  private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final FrameView view;
  private final WatchedMembers members;
  private final StringCheck string = new StringCheck();
  private final NumberCheck number = new NumberCheck();
  private final UnwatchedWalk unwatched = new UnwatchedWalk();
  private final int maxDepth;

  /** One bit per open container, 1 for an object. */
  private final long[] objects;

  private int state;
  private int depth;

  /** Containers open below the limit, now and at most. */
  private int extraDepth;

  private int deepest;
  private byte[] literal;
  private int literalAt;

  /** Where the key or scalar in progress begins; negative when its bytes are gone. */
  private int tokenStart;

  /** The next byte to look at, relative to the frame's first byte that is still there. */
  private int position;

  private long dropped;

  /** Whether a byte order mark or a CR was met that cannot be the one of the line end. */
  private boolean untidy;

  /** Where the first CR stands that may be the one of the line end; negative for none. */
  private int firstCr;

  JsonWalk(FrameView view, WatchedMembers members, int maxDepth) {
    this.view = view;
    this.members = members;
    this.maxDepth = maxDepth;
    this.objects = new long[(maxDepth >> 6) + 1];
  }

  void reset() {
    state = VALUE;
    depth = 0;
    extraDepth = 0;
    deepest = 0;
    position = 0;
    dropped = 0;
    untidy = false;
    firstCr = -1;
    string.forget();
    unwatched.forgetCr();
  }

  /** Whether anything up to the line end must not be passed on as it is, see {@link TidyFrame}. */
  boolean isUntidy(int lineEnd) {
    boolean cr = firstCr >= 0 && firstCr != lineEnd - 1;
    return untidy || cr || string.breaksLines() || unwatched.metCr();
  }

  /** Whether the text has ended, without error so far. */
  boolean isDone() {
    return state == DONE;
  }

  /** Whether nothing has begun. */
  boolean isBlank() {
    return state == VALUE && depth == 0;
  }

  /** Whether an error was found. */
  boolean isDamaged() {
    return state == SKIP;
  }

  /** By how much the depth limit was exceeded, 0 when it was not. */
  int excessDepth() {
    return deepest;
  }

  int position() {
    return position;
  }

  /** How many bytes at the frame's front are gone. */
  long dropped() {
    return dropped;
  }

  /**
   * The index of the first byte still needed: where a watched token in progress begins, unless it
   * is longer than this already.
   */
  int keepFrom(int maxTokenBytes) {
    boolean inToken =
        state == IN_KEY
            || members.awaits()
                && (state == IN_STRING || state == IN_NUMBER || state == IN_LITERAL);
    boolean needed = inToken && isWatched() && extraDepth == 0 && tokenStart >= 0;
    return needed && position - tokenStart <= maxTokenBytes ? tokenStart : position;
  }

  void drop(int bytes) {
    dropped += bytes;
    position -= bytes;
    tokenStart = Math.max(tokenStart - bytes, -1);
  }

  /** No byte follows: only a number at the top level can end by that. */
  void endOfInput() {
    if (state == IN_NUMBER && depth == 0 && number.mayEnd()) {
      state = DONE;
    }
  }

  /** Goes on up to limit; returns the index of the line end, -1 when there is none yet. */
  int run(ByteBuffer buffer, int frameStart, int limit) {
    unwatched.forget();
    int lineEnd = find(buffer, frameStart, limit);
    position = (lineEnd < 0 ? limit : lineEnd) - frameStart;
    return lineEnd;
  }

  private int find(ByteBuffer buffer, int frameStart, int limit) {
    int i = frameStart + position;
    while (i < limit) {
      switch (state) {
        case IN_KEY:
          i = string.scan(buffer, i, limit);
          if (string.state() == StringCheck.CLOSED) {
            if (isWatched()) {
              keyEnds(buffer, frameStart, i);
            }
            if (i < limit && buffer.get(i) == ':') {
              i++;
              state = VALUE;
            } else {
              state = COLON;
            }
          } else {
            checkString(buffer, frameStart, i);
          }
          continue;
        case IN_STRING:
          i = string.scan(buffer, i, limit);
          if (string.state() == StringCheck.CLOSED) {
            stringEnds(buffer, frameStart, i);
          } else {
            checkString(buffer, frameStart, i);
          }
          continue;
        case IN_NUMBER:
          i = number.scan(buffer, i, limit);
          if (i < limit) {
            if (number.mayEnd() && (depth == 0 || buffer.get(i) != '\n')) {
              scalarEnds(buffer, frameStart, i);
            } else {
              fail(FaultReason.UNEXPECTED_BYTE, buffer, frameStart, i);
            }
          }
          continue;
        case IN_LITERAL:
          if (buffer.get(i) != literal[literalAt]) {
            fail(FaultReason.UNEXPECTED_BYTE, buffer, frameStart, i);
          } else {
            i++;
            if (++literalAt == literal.length) {
              literalEnds(buffer, frameStart, i);
            }
          }
          continue;
        case SKIP:
          return LineEnd.find(buffer, i, limit);
        default:
          int next = walkUnwatched(buffer, frameStart, i, limit);
          if (next > i) {
            i = next;
            continue;
          }
      }
      int b = buffer.get(i);
      if (b == ' ' || b == '\t') {
        i++;
      } else if (b == '\r') {
        firstCr = firstCr < 0 ? i - frameStart : firstCr;
        i++;
      } else if (b == '\n') {
        return i;
      } else if (structure(b, i - frameStart)) {
        i++;
      } else {
        fail(FaultReason.UNEXPECTED_BYTE, buffer, frameStart, i);
      }
    }
    return -1;
  }

  /** Takes what it can of what is not watched; returns where it stopped. */
  private int walkUnwatched(ByteBuffer buffer, int frameStart, int i, int limit) {
    if (state > AFTER_VALUE || depth <= members.depth() || limit - i < MIN_UNWATCHED_BYTES) {
      return i;
    }
    int next = unwatched.run(buffer, i, limit, state, depth, objects, members.depth(), maxDepth);
    state = unwatched.state();
    depth = unwatched.depth();
    if (state > AFTER_VALUE) {
      string.begin();
      tokenStart = unwatched.tokenStart() - frameStart;
    }
    return next;
  }

  /** Takes one byte between tokens, or the first of a token; false when it may not stand there. */
  private boolean structure(int b, int at) {
    switch (state) {
      case FIRST_VALUE:
        if (b == ']') {
          containerEnds(at);
          return true;
        }
        return valueBegins(b, at);
      case VALUE:
        return valueBegins(b, at);
      case FIRST_KEY:
        if (b == '}') {
          containerEnds(at);
          return true;
        }
        return keyBegins(b, at);
      case KEY:
        return keyBegins(b, at);
      case COLON:
        if (b != ':') {
          return false;
        }
        state = VALUE;
        return true;
      case AFTER_VALUE:
        boolean inObject = inObject();
        if (b == ',') {
          state = inObject ? KEY : VALUE;
          return true;
        }
        if (b != (inObject ? '}' : ']')) {
          return false;
        }
        containerEnds(at);
        return true;
      case TOO_DEEP:
        return tooDeep(b);
      default:
        return false;
    }
  }

  private boolean keyBegins(int b, int at) {
    if (b != '"') {
      return false;
    }
    string.begin();
    tokenStart = at;
    state = IN_KEY;
    return true;
  }

  private boolean valueBegins(int b, int at) {
    switch (b) {
      case '"':
        string.begin();
        scalarBegins(STRING_TYPE, IN_STRING, at);
        return true;
      case '{':
        containerBegins(OBJECT_TYPE, FIRST_KEY, at);
        return true;
      case '[':
        containerBegins(ARRAY_TYPE, FIRST_VALUE, at);
        return true;
      case 't':
        literalBegins(TRUE, TRUE_TYPE, at);
        return true;
      case 'f':
        literalBegins(FALSE, FALSE_TYPE, at);
        return true;
      case 'n':
        literalBegins(NULL, NULL_TYPE, at);
        return true;
      default:
        if (b == BOM[0] && at == 0 && dropped == 0) {
          literal = BOM;
          literalAt = 1;
          state = IN_LITERAL;
          return true;
        }
        if (b != '-' && (b < '0' || b > '9')) {
          return false;
        }
        number.begin(b);
        scalarBegins(NUMBER_TYPE, IN_NUMBER, at);
        return true;
    }
  }

  private void literalBegins(byte[] bytes, int type, int at) {
    literal = bytes;
    literalAt = 1;
    scalarBegins(type, IN_LITERAL, at);
  }

  private void literalEnds(ByteBuffer buffer, int frameStart, int end) {
    if (literal == BOM) {
      untidy = true;
      state = VALUE;
    } else {
      scalarEnds(buffer, frameStart, end);
    }
  }

  private void scalarBegins(int type, int next, int at) {
    tokenStart = at;
    state = next;
    if (isWatched()) {
      members.valueBegins(type, at);
    }
  }

  private void containerBegins(int type, int next, int at) {
    boolean watched = isWatched();
    if (watched) {
      members.valueBegins(type, at);
    }
    if (depth == maxDepth) {
      if (watched) {
        members.passesOver();
      }
      extraDepth = 1;
      deepest = Math.max(deepest, 1);
      state = TOO_DEEP;
      return;
    }
    if (watched) {
      members.enters(type);
    }
    depth++;
    long bit = 1L << depth;
    if (type == OBJECT_TYPE) {
      objects[depth >> 6] |= bit;
    } else {
      objects[depth >> 6] &= ~bit;
    }
    state = next;
  }

  private void containerEnds(int at) {
    if (isWatched()) {
      members.leaves();
    }
    depth--;
    if (isWatched()) {
      members.containerEnds(at + 1);
    }
    state = depth == 0 ? DONE : AFTER_VALUE;
  }

  private boolean tooDeep(int b) {
    if (b == '"') {
      string.begin();
      state = IN_STRING;
    } else if (b == '{' || b == '[') {
      deepest = Math.max(deepest, ++extraDepth);
    } else if ((b == '}' || b == ']') && --extraDepth == 0) {
      state = AFTER_VALUE;
    }
    return true;
  }

  private boolean inObject() {
    return (objects[depth >> 6] >>> depth & 1) != 0;
  }

  private void stringEnds(ByteBuffer buffer, int frameStart, int end) {
    if (end - frameStart - tokenStart >= UnwatchedWalk.WINDOW_BYTES) {
      view.longString(tokenStart, end - frameStart);
    }
    scalarEnds(buffer, frameStart, end);
  }

  private void scalarEnds(ByteBuffer buffer, int frameStart, int end) {
    if (extraDepth > 0) {
      state = TOO_DEEP;
      return;
    }
    if (isWatched() && members.awaits() && tokenStart >= 0) {
      members.scalarEnds(buffer, frameStart, frameStart + tokenStart, end, number.isInteger());
    }
    state = depth == 0 ? DONE : AFTER_VALUE;
  }

  private void keyEnds(ByteBuffer buffer, int frameStart, int end) {
    int from = frameStart + tokenStart + 1;
    if (tokenStart < 0 || end - from > FieldTree.MAX_KEY_BYTES) {
      members.otherKeyEnds();
    } else {
      members.keyEnds(buffer, from, end - 1, string.escaped());
    }
  }

  /** Whether the key or value that is open belongs to the innermost watched object. */
  private boolean isWatched() {
    return depth == members.depth();
  }

  private void checkString(ByteBuffer buffer, int frameStart, int i) {
    if (string.state() == StringCheck.BAD_UTF8) {
      fail(FaultReason.BAD_UTF8, buffer, frameStart, i);
    } else if (string.state() == StringCheck.BAD_BYTE) {
      fail(FaultReason.UNEXPECTED_BYTE, buffer, frameStart, i);
    }
  }

  private void fail(FaultReason reason, ByteBuffer buffer, int frameStart, int i) {
    int b = buffer.get(i);
    FaultReason why = b == '\n' ? FaultReason.UNEXPECTED_END : reason;
    view.fault(why, null, b, dropped + i - frameStart);
    state = SKIP;
  }
}
