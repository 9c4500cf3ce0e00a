package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What JSON-RPC 2.0 asks of the top-level members, gathered as the scanner meets them. Source: the
 * JSON-RPC 2.0 specification sections 4 and 5, narrowed by 2025-11-25/basic/index#messages (an id
 * is a string or an integer, never null); {@code 7.0} is an integer as well.
 */
final class Envelope {
  private static final byte[] VERSION = "2.0".getBytes(StandardCharsets.US_ASCII);
  private static final int NOT_SEEN = -1;

  private final FrameView view;
  private final int maxIdBytes;

  /** The {@link ValueType} of each top-level member, by field; {@link #NOT_SEEN} before. */
  private final int[] types = new int[Field.ERROR.ordinal() + 1];

  private boolean version;
  private boolean usableId;
  private boolean idInDoubt;
  private Field longToken;
  private long longTokenBytes;

  Envelope(FrameView view, int maxIdBytes) {
    this.view = view;
    this.maxIdBytes = maxIdBytes;
    reset();
  }

  void reset() {
    Arrays.fill(types, NOT_SEEN);
    version = false;
    usableId = false;
    idInDoubt = false;
    longToken = null;
  }

  /** A watched member's value begins. */
  void begins(int field, int type) {
    if (field < types.length) {
      types[field] = type;
    }
  }

  /** A watched scalar has ended; start..end are indexes of the buffer. */
  void ends(Field field, int type, boolean integer, ByteBuffer buffer, int start, int end) {
    boolean string = type == ValueType.STRING.ordinal();
    switch (field) {
      case JSONRPC ->
          version = string && JsonStrings.equalsAscii(buffer, start + 1, end - 1, VERSION);
      case METHOD -> {
        if (string) {
          view.found(Method.find(buffer, start + 1, end - 1));
        }
      }
      case ID ->
          usableId =
              (string || integer || isWhole(type, buffer, start, end))
                  && isShort(field, end - start);
      case META_PROGRESS_TOKEN, PROGRESS_TOKEN, REQUEST_ID -> isShort(field, end - start);
      default -> {}
    }
  }

  /** Whether it is a whole number that is written with a fraction or an exponent. */
  private static boolean isWhole(int type, ByteBuffer buffer, int start, int end) {
    return type == ValueType.NUMBER.ordinal()
        && end - start <= WholeNumbers.MAX_BYTES
        && WholeNumbers.read(JsonStrings.utf8(buffer, start, end)) >= 0;
  }

  /** The key has come a second time, or one like it: which of the two counts is in doubt. */
  void inDoubt(Field field) {
    idInDoubt |= field == Field.ID;
  }

  boolean usableId() {
    return usableId && !idInDoubt;
  }

  boolean hasMethod() {
    return has(Field.METHOD);
  }

  private boolean isShort(Field field, int length) {
    if (length <= maxIdBytes) {
      return true;
    }
    longToken = field;
    longTokenBytes = length;
    return false;
  }

  /** The kind of a frame that is a JSON object; notes the fault in the view when it is none. */
  FrameKind classify() {
    if (longToken != null) {
      view.fault(FaultReason.TOO_LONG, longToken, longTokenBytes, maxIdBytes);
      return FrameKind.INVALID;
    }
    FaultReason reason = check();
    if (reason != FaultReason.NONE) {
      view.fault(reason, null, 0, 0);
      return FrameKind.INVALID;
    }
    if (has(Field.METHOD)) {
      return has(Field.ID) ? FrameKind.REQUEST : FrameKind.NOTIFICATION;
    }
    return has(Field.RESULT) ? FrameKind.RESPONSE : FrameKind.ERROR_RESPONSE;
  }

  private FaultReason check() {
    if (!version) {
      return FaultReason.WRONG_VERSION;
    }
    if (has(Field.RESULT) && has(Field.ERROR)) {
      return FaultReason.RESULT_AND_ERROR;
    }
    if (has(Field.METHOD)) {
      return checkCall();
    }
    if (has(Field.RESULT)) {
      return usableId ? FaultReason.NONE : has(Field.ID) ? FaultReason.BAD_ID : FaultReason.NO_ID;
    }
    if (!has(Field.ERROR)) {
      return FaultReason.NO_PURPOSE;
    }
    if (!is(Field.ERROR, ValueType.OBJECT)) {
      return FaultReason.BAD_ERROR;
    }
    return usableId || !has(Field.ID) || is(Field.ID, ValueType.NULL)
        ? FaultReason.NONE
        : FaultReason.BAD_ID;
  }

  private FaultReason checkCall() {
    if (!is(Field.METHOD, ValueType.STRING)) {
      return FaultReason.METHOD_NOT_STRING;
    }
    if (has(Field.RESULT) || has(Field.ERROR)) {
      return FaultReason.METHOD_AND_RESULT;
    }
    if (has(Field.ID) && !usableId) {
      return FaultReason.BAD_ID;
    }
    return !has(Field.PARAMS)
            || is(Field.PARAMS, ValueType.OBJECT)
            || is(Field.PARAMS, ValueType.ARRAY)
            || is(Field.PARAMS, ValueType.NULL)
        ? FaultReason.NONE
        : FaultReason.BAD_PARAMS;
  }

  private boolean has(Field field) {
    return types[field.ordinal()] != NOT_SEEN;
  }

  private boolean is(Field field, ValueType type) {
    return types[field.ordinal()] == type.ordinal();
  }
}
