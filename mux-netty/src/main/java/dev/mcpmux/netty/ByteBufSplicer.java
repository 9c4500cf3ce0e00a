package dev.mcpmux.netty;

import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameSplicer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Makes the outgoing line of a frame: its bytes with the edits applied, and LF, in one new buffer
 * of exactly that size. The frame is borrowed; the new buffer is the caller's. Event loop only.
 */
final class ByteBufSplicer implements FrameSplicer.Output {

  private ByteBuf from;
  private int fromIndex;
  private ByteBuf to;

  ByteBuf splice(ByteBufAllocator alloc, ByteBuf frame, int index, int length, FrameEdits edits) {
    int lineBytes = Math.addExact(FrameSplicer.splicedLength(length, edits), 1);
    from = frame;
    fromIndex = index;
    to = alloc.buffer(lineBytes, lineBytes);
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

  /** A line of a message that mcpmux itself composed. */
  static ByteBuf line(ByteBufAllocator alloc, byte[] message) {
    int lineBytes = message.length + 1;
    return alloc.buffer(lineBytes, lineBytes).writeBytes(message).writeByte('\n');
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
