package dev.mcpmux.cli.attach.message;

/**
 * Finds, in a stream of lines that comes in pieces, what each JSON-RPC message in it is. Reads
 * every byte once and keeps none but the {@link MessageTokens}, so a message of any length passes.
 * It does not check that a line is JSON: of one that is not it may find anything, and the daemon
 * refuses it. A line with an array is a batch, each element of which is a message. Not thread safe.
 */
public final class MessageScanner {

  /** What a piece of the stream has ended. */
  public enum Event {
    /** All bytes are taken, and nothing has ended. */
    MORE,
    /** A message, whose tokens are there until the next one begins. */
    MESSAGE,
    /** A line. */
    LINE
  }

  private enum State {
    BETWEEN,
    STRING,
    ESCAPE,
    SCALAR,
    NO_MESSAGE
  }

  private final MessageTokens message = new MessageTokens();

  private State state = State.BETWEEN;
  private boolean keyNext;
  private boolean inParams;
  private boolean inside;
  private int depth;

  /** Where the members of a message are: 1, or 2 in a batch. */
  private int base;

  /** Where the bytes of the string or number go; null for nowhere. */
  private Token into;

  private Event event = Event.MORE;

  /** Whether a line has begun and not ended. */
  public boolean isInside() {
    return inside;
  }

  /** What the last call has found. */
  public Event event() {
    return event;
  }

  /** The message that has ended. */
  public MessageTokens message() {
    return message;
  }

  /** Takes bytes up to the next {@link #event}, and returns the index behind them. */
  public int next(byte[] bytes, int from, int to) {
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
        case NO_MESSAGE -> at = passLine(bytes, at, to);
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
    beginMessage();
    state = State.BETWEEN;
    keyNext = false;
    into = null;
    depth = 0;
    base = 1;
    inside = true;
  }

  private void beginMessage() {
    message.begin();
    inParams = false;
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
      case '"' -> {
        beginString(keyNext ? message.beginKey() : message.beginValue());
        add(b);
      }
      case '{', '[' -> open(b);
      case '}', ']' -> close(b);
      case ',' -> {
        keyNext = true;
        message.endMember();
      }
      case ':' -> keyNext = false;
      default -> {
        if ((b == '-' || b >= '0' && b <= '9') && !keyNext) {
          into = message.beginValue();
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
      beginString(null);
    }
  }

  private void beginString(Token place) {
    state = State.STRING;
    into = place;
  }

  private void open(byte b) {
    if (depth == 0 && b == '[') {
      base = 2;
    } else if (b == '{' && depth == base && message.isAtParams() && !keyNext) {
      inParams = true;
    }
    depth++;
    if (b == '{' && depth == base) {
      beginMessage();
    }
    keyNext = true;
    if (counts()) {
      message.endMember();
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
      message.endMember();
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
      add(b);
      if (b == '"') {
        state = State.BETWEEN;
        message.end(into, depth != base);
        return at;
      }
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
          beginString(null);
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

  private static int passLine(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '\n') {
      at++;
    }
    return at;
  }
}
