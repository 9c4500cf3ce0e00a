package dev.mcpmux.netty.wire;

import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameSplicer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;

/**
 * Makes the outgoing line of a frame: its bytes with the edits applied, and LF. The frame is
 * borrowed; the new buffer is the caller's. Event loop only.
 *
 * <p>A small frame is copied into one new buffer of exactly that size. For a large one the line may
 * consist of slices instead, which keep the frame's buffer alive until they are written.
 */
public final class ByteBufSplicer {

  /** From here on the copy costs more than the pieces. */
  public static final int SLICED_BYTES = 32 * 1024;

  /**
   * The longest piece of a line in slices: a gathering write leaves out what it cannot take whole.
   */
  private static final int PIECE_BYTES = 64 * 1024;

  /** Enough for an id, and for the line end. */
  private static final int FIRST_COPY_BYTES = 64;

  /** What is shorter is copied. */
  private static final int SHORT_BYTES = 1024;

  private final Copy copy = new Copy();

  /** A copy of the frame with its edits. */
  public ByteBuf splice(
      ByteBufAllocator alloc, ByteBuf frame, int index, int length, FrameEdits edits) {
    int lineBytes = Math.addExact(FrameSplicer.splicedLength(length, edits), 1);
    return copy.line(alloc.buffer(lineBytes, lineBytes), frame, index, length, edits);
  }

  /** Slices of the frame with its edits between them; not to be written into. */
  public ByteBuf slice(
      ByteBufAllocator alloc, ByteBuf frame, int index, int length, FrameEdits edits) {
    return new Slices(alloc, frame, index).line(length, edits);
  }

  /** A line of a message that mcpmux itself composed. */
  public static ByteBuf line(ByteBufAllocator alloc, byte[] message) {
    int lineBytes = message.length + 1;
    return alloc.buffer(lineBytes, lineBytes).writeBytes(message).writeByte('\n');
  }

  /** Into one buffer; used again for each frame. */
  private static final class Copy implements FrameSplicer.Output {
    private ByteBuf from;
    private int fromIndex;
    private ByteBuf to;

    ByteBuf line(ByteBuf out, ByteBuf frame, int index, int length, FrameEdits edits) {
      from = frame;
      fromIndex = index;
      to = out;
      try {
        FrameSplicer.splice(length, edits, this);
        return to.writeByte('\n');
      } catch (RuntimeException | Error e) {
        to.release();
        throw e;
      } finally {
        from = null;
        to = null;
      }
    }

    @Override
    public void copy(int start, int length) {
      to.writeBytes(from, fromIndex + start, length);
    }

    @Override
    public void put(byte[] bytes, int offset, int length) {
      to.writeBytes(bytes, offset, length);
    }
  }

  /**
   * Slices of the frame, and copies of what is short or comes between them. Of what follows
   * something short, so much is copied as well that the two make a piece of full length: Netty's
   * gathering write would send a short first piece alone, which wakes its reader for nothing.
   */
  private static final class Slices implements FrameSplicer.Output {
    private final ByteBufAllocator alloc;
    private final ByteBuf from;
    private final int fromIndex;
    private final CompositeByteBuf to;

    /** The copy in progress, null for none. */
    private ByteBuf copied;

    Slices(ByteBufAllocator alloc, ByteBuf frame, int index) {
      this.alloc = alloc;
      this.from = frame;
      this.fromIndex = index;
      this.to = alloc.compositeDirectBuffer(Integer.MAX_VALUE);
    }

    ByteBuf line(int length, FrameEdits edits) {
      try {
        FrameSplicer.splice(length, edits, this);
        roomToCopy().writeByte('\n');
        endCopy();
        return to;
      } catch (RuntimeException | Error e) { // no memory is an Error
        if (copied != null) {
          copied.release();
          copied = null;
        }
        to.release();
        throw e;
      }
    }

    @Override
    public void copy(int start, int length) {
      int at = fromIndex + start;
      int end = at + length;
      if (copied != null || length < SHORT_BYTES) {
        int count = Math.min(length, roomToCopy().maxWritableBytes());
        copied.writeBytes(from, at, count);
        at += count;
      }
      while (at < end) {
        endCopy();
        int count = Math.min(end - at, PIECE_BYTES);
        to.addComponent(true, from.retainedSlice(at, count));
        at += count;
      }
    }

    @Override
    public void put(byte[] bytes, int offset, int length) {
      for (int at = offset, end = offset + length; at < end; ) {
        int count = Math.min(end - at, roomToCopy().maxWritableBytes());
        copied.writeBytes(bytes, at, count);
        at += count;
      }
    }

    private ByteBuf roomToCopy() {
      if (copied != null && copied.maxWritableBytes() == 0) {
        endCopy();
      }
      if (copied == null) {
        copied = alloc.directBuffer(FIRST_COPY_BYTES, PIECE_BYTES);
      }
      return copied;
    }

    private void endCopy() {
      if (copied != null) {
        ByteBuf piece = copied;
        copied = null; // it is taken, also when that fails
        to.addComponent(true, piece);
      }
    }
  }
}
