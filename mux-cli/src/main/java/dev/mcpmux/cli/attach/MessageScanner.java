package dev.mcpmux.cli.attach;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds, in a stream of lines that comes in pieces, what each JSON-RPC message in it is: its id,
 * its method, and whose cancelling it tells. Reads every byte once and keeps none but those few
 * tokens, so a message of any length passes. It does not check that a line is JSON: of one that is
 * not it may find anything, and the daemon refuses it. A line with an array is a batch, each
 * element of which is a message. Not thread safe.
 */
final class MessageScanner {

  /** What a piece of the stream has ended. */
  enum Event {
    /** All bytes are taken, and nothing has ended. */
    MORE,
    /** A message, whose tokens are there until the next call. */
    MESSAGE,
    /** A line. */
    LINE
  }

  /** The daemon refuses longer ids. */
  private static final int MAX_ID_BYTES = 1024 + 2;

  private static final int MAX_WORD_BYTES = 32;

  private enum State {
    BETWEEN,
    STRING,
    ESCAPE,
    SCALAR,
    NO_MESSAGE
  }

  private enum Member {
    OTHER,
    ID,
    METHOD,
    PARAMS,
    REQUEST_ID
  }

  /** A string with its quotes, or a number, as it stands there. */
  private static final class Token {
    private final byte[] bytes;
    private int length;

    Token(int capacity) {
      bytes = new byte[capacity];
    }

    void add(byte b) {
      if (length < bytes.length) {
        bytes[length] = b;
      }
      length = Math.min(length, bytes.length) + 1;
    }

    boolean is(byte[] expected) {
      return length == expected.length && Arrays.equals(bytes, 0, length, expected, 0, length);
    }

    /** Null for none, and for one that is too long or no JSON; a character per byte. */
    String text() {
      if (length == 0 || length > bytes.length) {
        return null;
      }
      for (int i = 0; i < length; i++) {
        if (bytes[i] >= 0 && bytes[i] < ' ') {
          return null;
        }
      }
      return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
  }

  private static final byte[] KEY_ID = word("id");
  private static final byte[] KEY_METHOD = word("method");
  private static final byte[] KEY_PARAMS = word("params");
  private static final byte[] KEY_ERROR = word("error");
  private static final byte[] KEY_REQUEST_ID = word("requestId");
  private static final byte[] INITIALIZE = word("initialize");
  private static final byte[] INITIALIZED = word("notifications/initialized");
  private static final byte[] CANCELLED = word("notifications/cancelled");
  private static final byte[] PROGRESS = word("notifications/progress");

  private final Token id = new Token(MAX_ID_BYTES);
  private final Token method = new Token(MAX_WORD_BYTES);
  private final Token cancelled = new Token(MAX_ID_BYTES);
  private final Token key = new Token(MAX_WORD_BYTES);

  private State state = State.BETWEEN;
  private Member which = Member.OTHER;
  private boolean keyNext;
  private boolean inParams;
  private boolean inside;
  private boolean error;
  private int depth;
  private int base;
  private Token into;
  private Event event = Event.MORE;

  private static byte[] word(String text) {
    return ('"' + text + '"').getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether a line has begun and not ended. */
  boolean isInside() {
    return inside;
  }

  /** What the last call has found. */
  Event event() {
    return event;
  }

  /** The id of the message that has ended; null if it has none that can be given back. */
  String id() {
    return id.text();
  }

  boolean hasMethod() {
    return method.length > 0;
  }

  boolean isInitialize() {
    return method.is(INITIALIZE);
  }

  boolean isInitialized() {
    return method.is(INITIALIZED);
  }

  boolean isProgress() {
    return method.is(PROGRESS);
  }

  /** Whether the message is an answer that is an error. */
  boolean isError() {
    return error && method.length == 0;
  }

  /** The request that the message cancels; null if it does not. */
  String cancelled() {
    return method.is(CANCELLED) ? cancelled.text() : null;
  }

  /** Takes bytes up to the next {@link #event}, and returns the index behind them. */
  int next(byte[] bytes, int from, int to) {
    event = Event.MORE;
    int at = from;
    if (at < to && !inside) {
      beginLine();
    }
    while (at < to) {
      byte b = bytes[at];
      if (b == '\n') {
        inside = false;
        event = Event.LINE;
        return at + 1;
      }
      switch (state) {
        case STRING -> at = passString(bytes, at, to);
        case ESCAPE -> {
          add(b);
          at++;
          state = State.STRING;
        }
        case SCALAR -> at = passScalar(bytes, at, to);
        case NO_MESSAGE -> at = lineEnd(bytes, at, to);
        default -> {
          if (counts()) {
            at = takeBetween(b, at);
            if (event == Event.MESSAGE) {
              return at;
            }
          } else if (depth == 0) {
            takeOutside(b);
            at++;
          } else if (depth == 1 && base == 2) {
            takeInBatch(b);
            at++;
          } else {
            at = passUncounted(bytes, at, to);
          }
        }
      }
    }
    return at;
  }

  private void beginLine() {
    resetMessage();
    state = State.BETWEEN;
    keyNext = false;
    into = null;
    depth = 0;
    base = 1;
    inside = true;
  }

  private void resetMessage() {
    id.length = 0;
    method.length = 0;
    cancelled.length = 0;
    key.length = 0;
    inParams = false;
    error = false;
    which = Member.OTHER;
  }

  private void add(byte b) {
    if (into != null) {
      into.add(b);
    }
  }

  /** Whether members are looked at where the scanner is. */
  private boolean counts() {
    return depth == base || inParams && depth == base + 1;
  }

  private int takeBetween(byte b, int at) {
    switch (b) {
      case '"' -> beginString();
      case '{', '[' -> open(b);
      case '}', ']' -> close(b);
      case ',' -> {
        keyNext = true;
        which = Member.OTHER;
      }
      case ':' -> keyNext = false;
      default -> {
        if ((b == '-' || b >= '0' && b <= '9') && which != Member.OTHER && !keyNext) {
          into = place();
          if (into != null) {
            state = State.SCALAR;
            return at;
          }
        }
      }
    }
    return at + 1;
  }

  private void takeOutside(byte b) {
    if (b == '{' || b == '[') {
      open(b);
    } else if (b != ' ' && b != '\t' && b != '\r') {
      state = State.NO_MESSAGE;
    }
  }

  /** Takes the next byte between the elements of a batch. */
  private void takeInBatch(byte b) {
    if (b == '{' || b == '[') {
      open(b);
    } else if (b == '}' || b == ']') {
      depth--;
    } else if (b == '"') {
      state = State.STRING;
      into = null;
    }
  }

  private void beginString() {
    state = State.STRING;
    if (keyNext) {
      key.length = 0;
      into = key;
    } else {
      into = place();
    }
    add((byte) '"');
  }

  private void endString() {
    state = State.BETWEEN;
    add((byte) '"');
    if (into != key) {
      return;
    }
    if (depth != base) {
      which = key.is(KEY_REQUEST_ID) ? Member.REQUEST_ID : Member.OTHER;
    } else if (key.is(KEY_ID)) {
      which = Member.ID;
    } else if (key.is(KEY_METHOD)) {
      which = Member.METHOD;
    } else {
      which = key.is(KEY_PARAMS) ? Member.PARAMS : Member.OTHER;
      error |= key.is(KEY_ERROR);
    }
  }

  /** Where the value that begins goes; null for nowhere. */
  private Token place() {
    Token token =
        which == Member.ID
            ? id
            : which == Member.METHOD ? method : which == Member.REQUEST_ID ? cancelled : null;
    if (token != null) {
      token.length = 0;
    }
    return token;
  }

  private void open(byte b) {
    if (depth == 0 && b == '[') {
      base = 2;
    } else if (b == '{' && depth == base && which == Member.PARAMS && !keyNext) {
      inParams = true;
    }
    depth++;
    if (b == '{' && depth == base) {
      resetMessage();
    }
    keyNext = true;
    if (counts()) {
      which = Member.OTHER;
    }
  }

  private void close(byte b) {
    if (b == '}' && depth == base) {
      event = Event.MESSAGE;
    }
    depth--;
    if (depth <= base) {
      inParams = false;
    }
    endValue();
  }

  private void endValue() {
    keyNext = false;
    if (counts()) {
      which = Member.OTHER;
    }
  }

  /** Goes on in a string, behind the bytes that say nothing. */
  private int passString(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      byte b = bytes[at];
      if (b == '\n') {
        return at;
      }
      at++;
      if (b == '"') {
        endString();
        return at;
      }
      add(b);
      if (b == '\\') {
        state = State.ESCAPE;
        return at;
      }
    }
    return at;
  }

  /** Goes on in a number that counts. */
  private int passScalar(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && !endsScalar(bytes[at])) {
      add(bytes[at++]);
    }
    if (at < to) {
      state = State.BETWEEN;
    }
    return at;
  }

  private static boolean endsScalar(byte b) {
    return switch (b) {
      case ',', '}', ']', ' ', '\t', '\r', '\n', ':', '"' -> true;
      default -> false;
    };
  }

  /** Goes on where no member counts: only brackets and quotes do. */
  private int passUncounted(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      switch (bytes[at]) {
        case '"' -> {
          state = State.STRING;
          into = null;
          return at + 1;
        }
        case '{', '[' -> depth++;
        case '}', ']' -> {
          depth--;
          if (counts()) {
            endValue();
            return at + 1;
          }
        }
        case '\n' -> {
          return at;
        }
        default -> {}
      }
    }
    return to;
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '\n') {
      at++;
    }
    return at;
  }
}
