package dev.mcpmux.netty;

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
final class ByteBufSplicer {

  /** From here on the copy costs more than the pieces. */
  static final int SLICED_BYTES = 32 * 1024;

  private final Copy copy = new Copy();

  /** A copy of the frame with its edits. */
  ByteBuf splice(ByteBufAllocator alloc, ByteBuf frame, int index, int length, FrameEdits edits) {
    int lineBytes = Math.addExact(FrameSplicer.splicedLength(length, edits), 1);
    return copy.line(alloc.buffer(lineBytes, lineBytes), frame, index, length, edits);
  }

  /** Slices of the frame with its edits between them; not to be written into. */
  ByteBuf slice(ByteBufAllocator alloc, ByteBuf frame, int index, int length, FrameEdits edits) {
    return new Slices(alloc, frame, index).line(length, edits);
  }

  /** A line of a message that mcpmux itself composed. */
  static ByteBuf line(ByteBufAllocator alloc, byte[] message) {
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
      } catch (RuntimeException e) {
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

  /** Slices of the frame, and what comes between them. */
  private static final class Slices implements FrameSplicer.Output {
    private final ByteBufAllocator alloc;
    private final ByteBuf from;
    private final int fromIndex;
    private final CompositeByteBuf to;

    Slices(ByteBufAllocator alloc, ByteBuf frame, int index) {
      this.alloc = alloc;
      this.from = frame;
      this.fromIndex = index;
      this.to = alloc.compositeDirectBuffer(Integer.MAX_VALUE);
    }

    ByteBuf line(int length, FrameEdits edits) {
      try {
        FrameSplicer.splice(length, edits, this);
        to.addComponent(true, alloc.directBuffer(1, 1).writeByte('\n'));
        return to;
      } catch (RuntimeException e) {
        to.release();
        throw e;
      }
    }

    @Override
    public void copy(int start, int length) {
      to.addComponent(true, from.retainedSlice(fromIndex + start, length));
    }

    @Override
    public void put(byte[] bytes, int offset, int length) {
      to.addComponent(true, alloc.directBuffer(length, length).writeBytes(bytes, offset, length));
    }
  }
}
