package dev.mcpmux.netty.wire;

import dev.mcpmux.core.frame.FrameView;
import io.netty.buffer.ByteBuf;

/**
 * One line, as {@link LineFrameDecoder} hands it on: what the scanner saw in it and where its bytes
 * lie. There is one such object per decoder, filled again for each line.
 *
 * <h2>Reference Counting</h2>
 *
 * Borrowed: the decoder owns the buffer, and both buffer and view are valid only until {@code
 * channelRead} returns. {@link #keep} makes a buffer that lasts.
 */
public final class Frame {

  /**
   * Keeping a slice of a buffer this many times larger would pin too much; it is copied instead.
   */
  private static final int MAX_PINNED_FACTOR = 4;

  private static final int MAX_PINNED_BYTES = 1024;

  private final FrameView view;
  private ByteBuf buffer;
  private int index;

  public Frame(FrameView view) {
    this.view = view;
    view.origin(this);
  }

  public void set(ByteBuf newBuffer, int newIndex) {
    buffer = newBuffer;
    index = newIndex;
  }

  public FrameView view() {
    return view;
  }

  public ByteBuf buffer() {
    return buffer;
  }

  /** Where the frame begins in {@link #buffer()}. */
  public int index() {
    return index;
  }

  /** Without the line end. */
  public int length() {
    return Math.toIntExact(view.frameBytes());
  }

  /** The frame's bytes in a buffer that the caller must release. */
  public ByteBuf keep() {
    int length = length();
    if (pinsTooMuch(buffer, length)) {
      return buffer.alloc().buffer(length, length).writeBytes(buffer, index, length);
    }
    return buffer.retainedSlice(index, length);
  }

  /** Whether a slice of this length should be a copy, because it keeps all of the buffer. */
  public static boolean pinsTooMuch(ByteBuf buffer, int length) {
    return buffer.capacity() > length * (long) MAX_PINNED_FACTOR + MAX_PINNED_BYTES;
  }
}
