package dev.mcpmux.netty.wire;

/**
 * A line between relay and daemon, see {@code docs/attach-protocol.md}; a user event of the
 * session's pipeline.
 *
 * @param json what follows the byte 0x1E, without the line end
 */
public record ControlLine(byte[] json) {

  /** Record separator, the first byte of such a line. */
  public static final byte MARK = 0x1e;
}
