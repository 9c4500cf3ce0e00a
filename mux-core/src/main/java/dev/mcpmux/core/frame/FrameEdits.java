package dev.mcpmux.core.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The replacements to make in one frame: spans relative to the frame's first byte, kept in their
 * order, none overlapping. Meant to be reused: {@link #clear()} keeps the capacity, and a decimal
 * number is written without an object.
 *
 * <p>Not thread-safe. The byte arrays given are borrowed until {@link #clear()} and not changed.
 */
public final class FrameEdits {
  /** The digits of {@link Long#MAX_VALUE}. */
  private static final int MAX_DIGITS = 19;

  private int[] starts = new int[4];
  private int[] ends = new int[4];
  private byte[][] texts = new byte[4][];
  private long[] decimals = new long[4];
  private final byte[] scratch = new byte[MAX_DIGITS];
  private int count;
  private int delta;

  /** No edits yet. */
  public FrameEdits() {}

  public void clear() {
    Arrays.fill(texts, 0, count, null);
    count = 0;
    delta = 0;
  }

  /**
   * Replaces start..end (end exclusive) by these bytes. With start equal to end it inserts: before
   * a replacement that begins there, after an insertion made there earlier.
   *
   * @throws IllegalArgumentException when the span overlaps one already given
   */
  public void replace(int start, int end, byte[] with) {
    add(start, end, with, 0, with.length);
  }

  /** Replaces start..end by the digits of a number that is not negative. */
  public void replace(int start, int end, long decimal) {
    if (decimal < 0) {
      throw new IllegalArgumentException("decimal: " + decimal + " (expected: >= 0)");
    }
    add(start, end, null, decimal, digits(decimal));
  }

  /** Replaces the value of a member that the frame has. */
  public void replace(FrameView frame, Field field, byte[] with) {
    replace(frame.start(field), frame.end(field), with);
  }

  /** As {@link #replace(int, int, long)}, the value of a member that the frame has. */
  public void replace(FrameView frame, Field field, long decimal) {
    replace(frame.start(field), frame.end(field), decimal);
  }

  public int count() {
    return count;
  }

  /** By how many bytes the edited frame is longer; negative when it is shorter. */
  public int delta() {
    return delta;
  }

  /**
   * What is put in place of the value that begins there, for who watches; null where that stays.
   */
  public @Nullable String textAt(int start) {
    for (int i = 0; i < count; i++) {
      if (starts[i] == start && ends[i] > start) {
        return texts[i] == null
            ? Long.toString(decimals[i])
            : new String(texts[i], StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
  }

  /** The replacing bytes, null when the edit is a decimal number. */
  byte @Nullable [] text(int index) {
    return texts[index];
  }

  long decimal(int index) {
    return decimals[index];
  }

  /** Room for the digits of one number while the frame is written. */
  byte[] scratch() {
    return scratch;
  }

  private static int digits(long decimal) {
    int digits = 1;
    for (long rest = decimal; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private void add(int start, int end, byte[] text, long decimal, int length) {
    int at = count;
    while (at > 0 && comesBefore(start, end, at - 1)) {
      at--;
    }
    if (start < 0
        || end < start
        || at > 0 && ends[at - 1] > start
        || at < count && starts[at] < end) {
      throw new IllegalArgumentException("edit " + start + ".." + end + " overlaps or is reversed");
    }
    makeRoomAt(at);
    starts[at] = start;
    ends[at] = end;
    texts[at] = text;
    decimals[at] = decimal;
    count++;
    delta += length - (end - start);
  }

  private boolean comesBefore(int start, int end, int index) {
    return start < starts[index]
        || start == starts[index] && start == end && ends[index] > starts[index];
  }

  private void makeRoomAt(int at) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
      texts = Arrays.copyOf(texts, count * 2);
      decimals = Arrays.copyOf(decimals, count * 2);
    }
    System.arraycopy(starts, at, starts, at + 1, count - at);
    System.arraycopy(ends, at, ends, at + 1, count - at);
    System.arraycopy(texts, at, texts, at + 1, count - at);
    System.arraycopy(decimals, at, decimals, at + 1, count - at);
  }
}
