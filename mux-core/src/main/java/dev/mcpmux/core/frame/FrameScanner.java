package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;

/**
 * Finds the end of one newline-delimited JSON-RPC message, checks that it is JSON (RFC 8259) in
 * UTF-8 (RFC 3629), and notes where the members in {@link Field} stand; all in one pass over the
 * bytes as they arrive. It allocates nothing per frame, does not recurse, and looks at no byte
 * twice except for short keys on watched paths and short watched values.
 *
 * <p>One frame: {@link #scan} with each read until it returns true, or {@link #finish} at the end
 * of input; then {@link #view} and {@link #lineBytes} hold; then {@link #reset}.
 *
 * <p>Positions are relative to the frame's first byte, so that the caller may move the bytes, or
 * pass another buffer, between two reads.
 *
 * <h2>Frames over the limit</h2>
 *
 * The caller knows the limit. Past it, it calls {@link #startDiscarding} and from then on may drop
 * the bytes in front of {@link #keepFrom}, telling {@link #discarded}. The frame is still read to
 * its end, so that its id is known even when it comes last, and somebody can be told.
 *
 * <h2>Ownership</h2>
 *
 * Buffers are borrowed: read by absolute index, position and limit left alone. Not thread-safe.
 */
public final class FrameScanner {
  /** Open arrays and objects at one time. */
  public static final int DEFAULT_MAX_DEPTH = 512;

  /** Length of an id, a progress token or a request id, as it stands in the frame. */
  public static final int DEFAULT_MAX_ID_BYTES = 1024;

  private static final int VALUE = 0;
  private static final int FIRST_VALUE = 1;
  private static final int KEY = 2;
  private static final int FIRST_KEY = 3;
  private static final int COLON = 4;
  private static final int AFTER_VALUE = 5;

  /** Behind the top-level value. */
  private static final int DONE = 6;

  /** Below the depth limit: only brackets and strings are told apart, to find the way back. */
  private static final int TOO_DEEP = 7;

  private static final int IN_KEY = 8;
  private static final int IN_STRING = 9;
  private static final int IN_NUMBER = 10;
  private static final int IN_LITERAL = 11;

  /** Behind an error: only the line end matters. */
  private static final int SKIP = 12;

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
  private static final Field[] FIELDS = Field.values();
  private static final long LINE_FEEDS = 0x0a0a0a0a0a0a0a0aL;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private final FrameView view = new FrameView();
  private final StringCheck string = new StringCheck();
  private final NumberCheck number = new NumberCheck();
  private final Envelope envelope;
  private final int maxDepth;
  private final int maxIdBytes;

  /** One bit per open container, 1 for an object. */
  private final long[] objects;

  private int state;
  private int depth;
  private int extraDepth;
  private int deepest;
  private byte[] literal;
  private int literalAt;
  private int rootType;

  /** The open object whose members are watched; it is the one at depth watchedDepth. */
  private int context;

  private int watchedDepth;

  /** The watched member whose value comes or is open, of the object at watchedDepth. */
  private int field;

  private int fieldType;

  /** Which fields were seen, one bit each. */
  private long seen;

  /** Where the key or scalar in progress begins; negative when its bytes are gone. */
  private int tokenStart;

  private int position;
  private boolean complete;
  private boolean discarding;
  private long discarded;
  private ByteBuffer idBytes;

  /** A scanner with the default limits. */
  public FrameScanner() {
    this(DEFAULT_MAX_DEPTH, DEFAULT_MAX_ID_BYTES);
  }

  /**
   * A scanner with these limits.
   *
   * @param maxDepth open arrays and objects at one time, at least 1
   * @param maxIdBytes length of an id or token as it stands in the frame, quotes included
   */
  public FrameScanner(int maxDepth, int maxIdBytes) {
    this.maxDepth = maxDepth;
    this.maxIdBytes = maxIdBytes;
    this.objects = new long[(maxDepth >> 6) + 1];
    this.envelope = new Envelope(view, maxIdBytes);
    reset();
  }

  /** Makes the scanner ready for the next frame; the view is void. */
  public void reset() {
    view.clear();
    envelope.reset();
    state = VALUE;
    depth = 0;
    extraDepth = 0;
    deepest = 0;
    rootType = FieldTree.NONE;
    watchedDepth = 0;
    field = FieldTree.NONE;
    seen = 0;
    position = 0;
    complete = false;
    discarding = false;
    discarded = 0;
  }

  /** What was found; valid when {@link #scan} or {@link #finish} has returned true. */
  public FrameView view() {
    return view;
  }

  /** The length of the complete frame with its line end, counted from frameStart. */
  public int lineBytes() {
    return position;
  }

  /**
   * Goes on with the frame, at the first byte not yet looked at.
   *
   * @param frameStart index of the frame's first byte (that is still there, when discarding)
   * @param limit index behind the last byte that has arrived
   * @return whether the line end was met: the frame is complete
   */
  public boolean scan(ByteBuffer buffer, int frameStart, int limit) {
    requireIncomplete();
    view.begins(buffer, frameStart);
    int lineEnd = run(buffer, frameStart, limit);
    if (lineEnd < 0) {
      position = limit - frameStart;
      return false;
    }
    complete(lineEnd, lineEnd + 1);
    return true;
  }

  /**
   * Ends the frame at limit, as if a line end stood there: the input has ended.
   *
   * @return false when there was not a single byte, and so no frame
   */
  public boolean finish(ByteBuffer buffer, int frameStart, int limit) {
    if (scan(buffer, frameStart, limit)) {
      return true;
    }
    if (position == 0 && discarded == 0) {
      return false;
    }
    if (state == IN_NUMBER && depth == 0 && number.mayEnd()) {
      state = DONE;
    }
    complete(limit, limit);
    return true;
  }

  /**
   * The frame is over the limit: its bytes will be dropped, and {@link FrameFault#OVERSIZE} is its
   * fault. To be called once, after {@link #scan} has returned false and while that call's bytes
   * are still in place.
   */
  public void startDiscarding() {
    requireIncomplete();
    discarding = true;
    if (view.has(Field.ID) && envelope.usableId()) {
      keepId(
          view.bytes(), view.offset() + view.start(Field.ID), view.offset() + view.end(Field.ID));
    }
    view.dropAll();
  }

  /**
   * The index, relative to frameStart, of the first byte that is still needed: where a key or a
   * watched value in progress begins, else the next byte to come.
   */
  public int keepFrom() {
    boolean needed =
        depth == watchedDepth
            && extraDepth == 0
            && (state == IN_KEY
                || field >= 0 && (state == IN_STRING || state == IN_NUMBER || state == IN_LITERAL));
    return needed
            && tokenStart >= 0
            && position - tokenStart <= Math.max(FieldTree.MAX_KEY_BYTES, maxIdBytes)
        ? tokenStart
        : position;
  }

  /** Tells that so many bytes at the front are gone: frameStart now means the byte behind them. */
  public void discarded(int bytes) {
    if (!discarding || bytes < 0 || bytes > keepFrom()) {
      throw new IllegalArgumentException(
          "discarded: " + bytes + " (expected: <= " + keepFrom() + ")");
    }
    discarded += bytes;
    position -= bytes;
    tokenStart = Math.max(tokenStart - bytes, -1);
  }

  private void requireIncomplete() {
    if (complete) {
      throw new IllegalStateException("the frame is complete: reset() comes first");
    }
  }

  /** Scans to limit; returns the index of the line end, -1 when there is none yet. */
  private int run(ByteBuffer buffer, int frameStart, int limit) {
    int i = frameStart + position;
    while (i < limit) {
      switch (state) {
        case IN_KEY:
          i = string.scan(buffer, i, limit);
          if (string.state() == StringCheck.CLOSED) {
            if (depth == watchedDepth) {
              keyEnds(buffer, frameStart, i);
            }
            state = COLON;
          } else {
            checkString(buffer, frameStart, i);
          }
          continue;
        case IN_STRING:
          i = string.scan(buffer, i, limit);
          if (string.state() == StringCheck.CLOSED) {
            scalarEnds(buffer, frameStart, i);
          } else {
            checkString(buffer, frameStart, i);
          }
          continue;
        case IN_NUMBER:
          i = number.scan(buffer, i, limit);
          if (i < limit) {
            if (number.mayEnd()) {
              scalarEnds(buffer, frameStart, i);
            } else {
              unexpected(buffer, frameStart, i);
            }
          }
          continue;
        case IN_LITERAL:
          if (buffer.get(i) != literal[literalAt]) {
            unexpected(buffer, frameStart, i);
          } else {
            i++;
            if (++literalAt == literal.length) {
              scalarEnds(buffer, frameStart, i);
            }
          }
          continue;
        case SKIP:
          return findLineEnd(buffer, i, limit);
        default:
          break;
      }
      int b = buffer.get(i);
      if (b == ' ' || b == '\t' || b == '\r') {
        i++;
      } else if (b == '\n') {
        return i;
      } else if (structure(b, i - frameStart)) {
        i++;
      } else {
        unexpected(buffer, frameStart, i);
      }
    }
    return -1;
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

  private void scalarBegins(int type, int next, int at) {
    tokenStart = at;
    state = next;
    if (depth == watchedDepth) {
      watchedBegins(type);
    }
  }

  /** A value begins for which a field may be waiting, or the top-level value does. */
  private void watchedBegins(int type) {
    if (depth == 0) {
      rootType = type;
    }
    if (field >= 0) {
      fieldType = type;
      envelope.begins(field, type);
    }
  }

  private void containerBegins(int type, int next, int at) {
    if (depth == watchedDepth) {
      watchedBegins(type);
      if (field >= 0) {
        view.begins(field, at, type);
      }
      boolean watched = depth == 0 || field >= 0 && FieldTree.isContext(field);
      if (watched && type == OBJECT_TYPE && depth < maxDepth) {
        context = FieldTree.contextOf(field);
        watchedDepth++;
        field = FieldTree.NONE;
      }
    }
    if (depth == maxDepth) {
      if (depth == watchedDepth) {
        field = FieldTree.NONE;
      }
      extraDepth = 1;
      deepest = Math.max(deepest, 1);
      state = TOO_DEEP;
      return;
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
    if (depth == watchedDepth) {
      field = FieldTree.fieldOf(context);
      watchedDepth--;
      if (field >= 0) {
        context = FieldTree.parentOf(context);
      }
    }
    depth--;
    if (depth == watchedDepth && field >= 0 && !discarding) {
      view.ends(field, at + 1);
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

  private void scalarEnds(ByteBuffer buffer, int frameStart, int end) {
    if (extraDepth > 0) {
      state = TOO_DEEP;
      return;
    }
    if (depth == watchedDepth && field >= 0 && tokenStart >= 0) {
      watchedEnds(buffer, frameStart + tokenStart, end);
    }
    state = depth == 0 ? DONE : AFTER_VALUE;
  }

  private void watchedEnds(ByteBuffer buffer, int start, int end) {
    Field ended = FIELDS[field];
    boolean integer = fieldType == NUMBER_TYPE && number.isInteger();
    envelope.ends(ended, fieldType, integer, buffer, start, end);
    if (!discarding) {
      view.begins(field, tokenStart, fieldType);
      view.ends(field, tokenStart + end - start);
    } else if (ended == Field.ID && envelope.usableId()) {
      view.begins(field, 0, fieldType);
      keepId(buffer, start, end);
    }
  }

  private void keyEnds(ByteBuffer buffer, int frameStart, int end) {
    field = FieldTree.NONE;
    int from = frameStart + tokenStart + 1;
    if (tokenStart < 0 || end - from > FieldTree.MAX_KEY_BYTES) {
      return;
    }
    int found = FieldTree.find(context, buffer, from, end - 1, string.escaped());
    if (found < 0) {
      return;
    }
    if ((seen >>> found & 1) == 0) {
      seen |= 1L << found;
      field = found;
    } else {
      envelope.twice(FIELDS[found]);
      if (view.reason() == FaultReason.NONE) {
        view.fault(FaultReason.DUPLICATE, FIELDS[found], 0, 0);
      }
    }
  }

  private void checkString(ByteBuffer buffer, int frameStart, int i) {
    if (string.state() == StringCheck.BAD_UTF8) {
      fail(FaultReason.BAD_UTF8, buffer.get(i), i - frameStart);
    } else if (string.state() == StringCheck.BAD_BYTE) {
      unexpected(buffer, frameStart, i);
    }
  }

  private void unexpected(ByteBuffer buffer, int frameStart, int i) {
    int b = buffer.get(i);
    fail(b == '\n' ? FaultReason.UNEXPECTED_END : FaultReason.UNEXPECTED_BYTE, b, i - frameStart);
  }

  private void fail(FaultReason reason, int b, int at) {
    view.fault(reason, null, b, discarded + at);
    state = SKIP;
  }

  private static int findLineEnd(ByteBuffer buffer, int i, int limit) {
    int at = i;
    for (int last = limit - Long.BYTES; at <= last; at += Long.BYTES) {
      long word = buffer.getLong(at) ^ LINE_FEEDS;
      if ((word - ONES & ~word & HIGHS) != 0) {
        break;
      }
    }
    for (; at < limit; at++) {
      if (buffer.get(at) == '\n') {
        return at;
      }
    }
    return -1;
  }

  private void keepId(ByteBuffer buffer, int start, int end) {
    if (idBytes == null) {
      idBytes = ByteBuffer.allocate(maxIdBytes);
    }
    idBytes.clear();
    for (int i = start; i < end; i++) {
      idBytes.put(buffer.get(i));
    }
    idBytes.flip();
  }

  private void complete(int lineEnd, int next) {
    ByteBuffer buffer = view.bytes();
    int frameStart = view.offset();
    complete = true;
    position = next - frameStart;
    if (state != DONE && state != SKIP) {
      boolean blank = rootType == FieldTree.NONE;
      view.fault(
          blank ? FaultReason.BLANK : FaultReason.UNEXPECTED_END,
          null,
          0,
          discarded + lineEnd - frameStart);
      state = SKIP;
    }
    FrameKind kind = FrameKind.INVALID;
    if (state == DONE && deepest > 0) {
      view.fault(FaultReason.TOO_DEEP, null, maxDepth + deepest, maxDepth);
    } else if (state == DONE && rootType != OBJECT_TYPE) {
      view.fault(
          rootType == ARRAY_TYPE ? FaultReason.ARRAY : FaultReason.NOT_AN_OBJECT, null, 0, 0);
    } else if (view.reason() == FaultReason.NONE) {
      kind = envelope.classify();
    }
    if (!envelope.usableId()) {
      view.drop(Field.ID);
    }
    long length = discarded + lineEnd - frameStart;
    if (discarding) {
      view.fault(FaultReason.OVERSIZE, null, length, 0);
      if (envelope.usableId()) {
        view.begins(idBytes, 0);
        view.ends(Field.ID.ordinal(), idBytes.limit());
      }
    } else if (lineEnd > frameStart && buffer.get(lineEnd - 1) == '\r') {
      length--;
    }
    view.completes(length, kind, envelope.hasMethod());
  }
}
