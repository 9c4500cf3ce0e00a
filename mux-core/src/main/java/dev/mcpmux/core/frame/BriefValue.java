package dev.mcpmux.core.frame;

/**
 * A value of a frame without what is in its long strings, of which the scanner has noted where they
 * stand: to look at a value takes no longer then for a long text in it. It tells where in the whole
 * value each byte stands. Immutable.
 *
 * <p>In place of what is left out stands a byte that no string can hold. Keys, and values that are
 * not strings, are there as a whole.
 */
public final class BriefValue {
  private static final byte LEFT_OUT = 0;
  private static final int[] NONE = {};

  /** What a long string is cut to: its quotes, and the byte between them. */
  private static final int BYTES_OF_CUT = 3;

  private final byte[] json;

  /**
   * Where the part behind each cut begins, and by how much further back it does so in the whole.
   */
  private final int[] behind;

  private final int[] shifts;
  private int cuts;

  private BriefValue(FrameView frame, Field field, int strings) {
    int start = frame.start(field);
    int end = frame.end(field);
    json = new byte[end - start - leftOut(frame, start, end, strings)];
    behind = strings == 0 ? NONE : new int[strings];
    shifts = strings == 0 ? NONE : new int[strings];
    int at = start;
    int length = 0;
    for (int i = 0; i < strings; i++) {
      if (isWithin(frame, i, start, end)) {
        int kept = frame.longStart(i) + 1 - at;
        frame.bytes().get(frame.offset() + at, json, length, kept);
        length += kept;
        json[length++] = LEFT_OUT;
        at = frame.longEnd(i) - 1;
        behind[cuts] = length;
        shifts[cuts++] = at - start - length;
      }
    }
    frame.bytes().get(frame.offset() + at, json, length, end - at);
  }

  private static int leftOut(FrameView frame, int start, int end, int strings) {
    int bytes = 0;
    for (int i = 0; i < strings; i++) {
      if (isWithin(frame, i, start, end)) {
        bytes += frame.longEnd(i) - frame.longStart(i) - BYTES_OF_CUT;
      }
    }
    return bytes;
  }

  private static boolean isWithin(FrameView frame, int string, int start, int end) {
    return frame.longStart(string) > start && frame.longEnd(string) < end;
  }

  /** Of an object or array that the frame has. */
  public static BriefValue of(FrameView frame, Field field) {
    return new BriefValue(frame, field, frame.longStrings());
  }

  /** As {@link #of}, with nothing left out. */
  public static BriefValue whole(FrameView frame, Field field) {
    return new BriefValue(frame, field, 0);
  }

  /** Valid JSON but for what stands in place of what is left out. */
  public byte[] json() {
    return json;
  }

  public boolean isWhole() {
    return cuts == 0;
  }

  /** Where in the whole value the byte stands that stands here. */
  public int inWhole(int index) {
    int at = cuts - 1;
    while (at >= 0 && index < behind[at]) {
      at--;
    }
    return at < 0 ? index : index + shifts[at];
  }
}
