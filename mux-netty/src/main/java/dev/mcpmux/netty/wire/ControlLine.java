package dev.mcpmux.netty.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * A line between relay and daemon, see {@code docs/attach-protocol.md}; a user event of the
 * session's pipeline.
 *
 * @param json what follows the byte 0x1E, without the line end
 */
public record ControlLine(byte[] json) {

  /** The line as it is sent. */
  public static ByteBuf of(ByteBufAllocator alloc, byte[] json) {
    ByteBuf line = alloc.buffer(json.length + 2);
    return line.writeByte(MARK).writeBytes(json).writeByte('\n');
  }

  /** Record separator, the first byte of such a line. */
  public static final byte MARK = 0x1e;
}
