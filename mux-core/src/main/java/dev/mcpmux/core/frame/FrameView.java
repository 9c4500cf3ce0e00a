package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the scanner found in one frame: its kind, its fault, and the spans of the members in {@link
 * Field}. Each scanner has one view and fills it again for every frame.
 *
 * <h2>Ownership</h2>
 *
 * Valid from the moment the scanner reports a complete frame until its next {@code scan}, {@code
 * finish} or {@code reset}. The bytes are borrowed from the caller of the scanner. Not thread-safe.
 *
 * <p>A frame with {@link FrameFault#OVERSIZE} has only method and id: its bytes are gone, and
 * {@link #bytes()} holds the id's token alone. After {@link FrameFault#PARSE_ERROR} only what came
 * before the damage is known.
 */
public final class FrameView {
  private static final ValueType[] TYPES = ValueType.values();
  static final long MAX_SAFE_INTEGER = (1L << 53) - 1;
  private static final int MAX_SAFE_DIGITS = 16;

  /** Nearly all that is in frames with long texts; of very many, the others are read. */
  private static final int MAX_LONG_STRINGS = 16;

  private final int[] starts = new int[Field.values().length];
  private final int[] ends = new int[Field.values().length];
  private final byte[] types = new byte[Field.values().length];
  private long present;

  /**
   * Where strings begin and end that are long and no keys, in their order; null before the first.
   */
  private int @Nullable [] longStrings;

  private int longStringCount;

  private @Nullable Object origin;

  private ByteBuffer bytes;

  private int offset;
  private long frameBytes;
  private FrameKind kind = FrameKind.INVALID;
  private Method method = Method.UNKNOWN;
  private boolean looksLikeRequest;
  private boolean untidy;

  private FaultReason reason = FaultReason.NONE;
  private @Nullable Field faultField;
  private long faultActual;
  private long faultPosition;

  FrameView() {}

  /** What {@link #origin(Object)} was last given; null for nothing. */
  public @Nullable Object origin() {
    return origin;
  }

  /** Names what the owner of the bytes knows the frame by. It stays for the next frames, too. */
  public void origin(@Nullable Object known) {
    origin = known;
  }

  /** {@link FrameKind#INVALID} exactly when there is a fault: it then must not be passed on. */
  public FrameKind kind() {
    return kind;
  }

  /** {@link FrameFault#NONE} for a frame that may be passed on. */
  public FrameFault fault() {
    return reason.fault;
  }

  /** The fault in a few words of English, without any of the frame's content; empty for none. */
  public String faultText() {
    return reason.text(faultField, faultActual, faultPosition);
  }

  /** Whether the top level has a {@code method} of any type: an invalid frame is then answered. */
  public boolean looksLikeRequest() {
    return looksLikeRequest;
  }

  /**
   * Whether the frame, which is one in JSON, holds what must not be passed on as it stands: at
   * which some reader of lines would end one, or which a reader of JSON would not take. {@link
   * TidyFrame} has the list, and the same frame without.
   */
  public boolean isUntidy() {
    return untidy;
  }

  /** The method, {@link Method#UNKNOWN} for one not listed and for frames without. */
  public Method method() {
    return method;
  }

  /** The buffer the frame lies in; read it by absolute index and leave its position alone. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** The index of the frame's first byte in {@link #bytes()}. */
  public int offset() {
    return offset;
  }

  /** The frame's length without its line end (LF or CR LF). */
  public long frameBytes() {
    return frameBytes;
  }

  public boolean has(Field field) {
    return (present >>> field.ordinal() & 1) != 0;
  }

  /** The index of the value's first byte, for a string the quote, relative to {@link #offset()}. */
  public int start(Field field) {
    return has(field) ? starts[field.ordinal()] : -1;
  }

  /** The index behind the value's last byte, relative to {@link #offset()}; -1 when absent. */
  public int end(Field field) {
    return has(field) ? ends[field.ordinal()] : -1;
  }

  /** The JSON type of the value, null when absent. */
  public @Nullable ValueType type(Field field) {
    return has(field) ? TYPES[types[field.ordinal()]] : null;
  }

  /** Whether the member is there and its value has this type. */
  public boolean is(Field field, ValueType type) {
    return has(field) && types[field.ordinal()] == type.ordinal();
  }

  /**
   * The decoded text of a string, the JSON text of any other value, null when absent. A new string
   * each time.
   */
  public @Nullable String text(Field field) {
    if (!has(field)) {
      return null;
    }
    int from = offset + starts[field.ordinal()];
    int to = offset + ends[field.ordinal()];
    return is(field, ValueType.STRING)
        ? JsonStrings.decode(bytes, from + 1, to - 1)
        : JsonStrings.utf8(bytes, from, to);
  }

  /** A copy of the value's bytes as they stand in the frame, quotes included; null when absent. */
  public byte @Nullable [] raw(Field field) {
    return has(field)
        ? JsonStrings.copy(bytes, offset + starts[field.ordinal()], offset + ends[field.ordinal()])
        : null;
  }

  /** {@link #longValue} of the id: our own ids are such numbers. */
  public long idAsLong() {
    return longValue(Field.ID);
  }

  /**
   * The whole number from 0 to 2^53 - 1 that the value is, or that it is as a string; else, or when
   * absent, -1. Our own ids and tokens are such numbers, and some peers give them back as {@code
   * "7"}, {@code 7.0} or {@code 7e0}: nothing else can be meant. Allocates nothing for one that is
   * written with digits alone.
   */
  public long longValue(Field field) {
    boolean number = is(field, ValueType.NUMBER);
    if (!number && !is(field, ValueType.STRING)) {
      return -1;
    }
    int quote = number ? 0 : 1;
    int from = offset + starts[field.ordinal()] + quote;
    int to = offset + ends[field.ordinal()] - quote;
    long value = digits(from, to);
    if (value >= 0 || to - from > WholeNumbers.MAX_BYTES) {
      return value;
    }
    return WholeNumbers.read(
        number ? JsonStrings.utf8(bytes, from, to) : JsonStrings.decode(bytes, from, to));
  }

  private long digits(int from, int to) {
    if (to - from > MAX_SAFE_DIGITS || to == from) {
      return -1;
    }
    long value = 0;
    for (int at = from; at < to; at++) {
      int digit = bytes.get(at) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value <= MAX_SAFE_INTEGER ? value : -1;
  }

  /** How many long strings were noted, see {@link BriefValue}. */
  int longStrings() {
    return longStringCount;
  }

  int longStart(int index) {
    return longStrings[2 * index];
  }

  int longEnd(int index) {
    return longStrings[2 * index + 1];
  }

  /** The kind and the fault, for logs: nothing of the content. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(kind.name().toLowerCase(Locale.ROOT));
    if (method != Method.UNKNOWN) {
      text.append(' ').append(method.wireName());
    }
    if (reason != FaultReason.NONE) {
      text.append(" (").append(faultText()).append(')');
    }
    return text.append(", ").append(frameBytes).append(" bytes").toString();
  }

  void clear() {
    present = 0;
    longStringCount = 0;
    bytes = null;
    kind = FrameKind.INVALID;
    method = Method.UNKNOWN;
    looksLikeRequest = false;
    untidy = false;
    reason = FaultReason.NONE;
    faultField = null;
  }

  void begins(ByteBuffer buffer, int frameStart) {
    bytes = buffer;
    offset = frameStart;
  }

  /** A field's value begins; it is not there before it ends. */
  void begins(int field, int start, int type) {
    starts[field] = start;
    types[field] = (byte) type;
  }

  /** The type of a field that has begun, also when it is not there any more. */
  int valueType(Field field) {
    return types[field.ordinal()];
  }

  void longString(int start, int end) {
    if (longStringCount < MAX_LONG_STRINGS) {
      if (longStrings == null) {
        longStrings = new int[2 * MAX_LONG_STRINGS];
      }
      longStrings[2 * longStringCount] = start;
      longStrings[2 * longStringCount + 1] = end;
      longStringCount++;
    }
  }

  void ends(int field, int end) {
    ends[field] = end;
    present |= 1L << field;
  }

  void completes(long length, FrameKind frameKind, boolean hasMethod) {
    frameBytes = length;
    kind = frameKind;
    looksLikeRequest = hasMethod;
  }

  void untidy(boolean is) {
    untidy = is;
  }

  void found(Method known) {
    method = known;
  }

  void drop(Field field) {
    present &= ~(1L << field.ordinal());
  }

  /** Forgets all spans. */
  void dropAll() {
    present = 0;
  }

  FaultReason reason() {
    return reason;
  }

  void fault(FaultReason why, Field field, long actual, long position) {
    reason = why;
    faultField = field;
    faultActual = actual;
    faultPosition = position;
  }
}
