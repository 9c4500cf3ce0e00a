package dev.mcpmux.netty.wire;

import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.netty.io.BufferRoom;
import dev.mcpmux.netty.log.Log;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;

/**
 * Cuts a byte stream into lines and checks each as a frame in the same pass ({@link FrameScanner}).
 * A line that lies in one read is handed on without a copy; one that spans reads is collected in a
 * buffer that doubles, so that its cost is linear, and that is freed behind it. Blank lines are
 * skipped. Of a line over the limit the bytes are dropped while the scanner goes on, so that its
 * fault can name its length and id. The last line may lack its line end; half a message that a
 * dying upstream has left is no message, but a user event.
 *
 * <h2>Reference Counting</h2>
 *
 * The buffers read are released here; a {@link Frame} only lends its bytes.
 */
final class LineFrameDecoder extends ChannelInboundHandlerAdapter {

  static final int MAX_CONTROL_BYTES = 64 * 1024;

  private static final String LIMIT = " (limit: " + MAX_CONTROL_BYTES + ")";

  private static final int MIN_HELD_BYTES = 1024;

  /** A line this long is read to where it is collected, see {@link #roomForRead}. */
  private static final int LONG_LINE_BYTES = 32 * 1024;

  private static final int READ_BYTES = 64 * 1024;

  /** More room than this is not made for a line only because the one before was so long. */
  private static final int MAX_EXPECTED_BYTES = 4 * 1024 * 1024;

  private enum State {
    LINE_START,
    FRAME,
    CONTROL
  }

  private final int maxFrameBytes;

  /** Whether it is a session that speaks. */
  private final boolean controlLines;

  private final FrameScanner scanner = new FrameScanner();
  private final Frame frame = new Frame(scanner.view());

  private State state = State.LINE_START;
  private boolean discarding;

  /** The front of a line whose end has not come yet, null for none. */
  private ByteBuf held;

  /** The length of the last line that spanned reads: the next one is likely to be as long. */
  private int expectedBytes;

  /**
   * @param maxFrameBytes the longest frame, without its line end
   * @param controlLines whether lines that begin with {@link ControlLine#MARK} are control lines;
   *     else they are frames, and faulty ones
   */
  LineFrameDecoder(int maxFrameBytes, boolean controlLines) {
    this.maxFrameBytes = maxFrameBytes;
    this.controlLines = controlLines;
  }

  /**
   * Where the channel may put the next bytes it reads, so that a long line is not copied once more:
   * behind what has come of it. What was read is passed to {@link #channelRead} in the same buffer.
   *
   * @return a buffer with room, one reference of which is the caller's; null when one of its own is
   *     as good
   */
  ByteBuf roomForRead() {
    if (held == null || discarding || held.readableBytes() < LONG_LINE_BYTES) {
      return null;
    }
    makeRoom(READ_BYTES);
    return held.retain();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (in != held || lineEndsIn(ctx, in)) {
        decode(ctx, in);
      }
    } finally {
      in.release();
    }
  }

  /** Goes on in the line that is held, to which bytes were read; whether it ends there. */
  private boolean lineEndsIn(ChannelHandlerContext ctx, ByteBuf in) {
    if (!scan(in.nioBuffer(), 0, in.readableBytes())) {
      if (discarding) {
        keepOnlyNeeded(ctx);
      }
      return false;
    }
    int lineBytes = scanner.lineBytes();
    // the reference of the read keeps what follows the line
    emitLine(ctx, in, in.readerIndex());
    in.skipBytes(lineBytes);
    endLine();
    return true;
  }

  private void decode(ChannelHandlerContext ctx, ByteBuf in) {
    int base = in.readerIndex();
    ByteBuffer bytes = in.nioBuffer();
    while (in.isReadable()) {
      if (state == State.LINE_START) {
        boolean control = controlLines && in.getByte(in.readerIndex()) == ControlLine.MARK;
        state = control ? State.CONTROL : State.FRAME;
      }
      if (state == State.CONTROL) {
        decodeControl(ctx, in);
      } else if (held == null) {
        decodeFrame(ctx, in, base, bytes);
      } else {
        decodeHeld(ctx, in);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (state == State.FRAME && scanner.finish(held.nioBuffer(), 0, held.readableBytes())) {
      FrameFault fault = scanner.view().fault();
      if (fault == FrameFault.NONE || controlLines && fault != FrameFault.BLANK) {
        emit(ctx, held, held.readerIndex());
      } else if (fault != FrameFault.BLANK) {
        frame.set(held, held.readerIndex());
        ctx.fireUserEventTriggered(frame);
      }
    }
    endLine();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    endLine();
  }

  /** The line begins in this read. */
  private void decodeFrame(ChannelHandlerContext ctx, ByteBuf in, int base, ByteBuffer bytes) {
    int start = in.readerIndex() - base;
    int limit = in.writerIndex() - base;
    if (scan(bytes, start, limit)) {
      int lineBytes = scanner.lineBytes();
      emitLine(ctx, in, in.readerIndex());
      in.skipBytes(lineBytes);
      endLine();
    } else {
      int keepFrom = keepFrom();
      in.skipBytes(keepFrom);
      held = ctx.alloc().buffer(MIN_HELD_BYTES);
      hold(in);
      in.skipBytes(in.readableBytes());
    }
  }

  /** The line began in an earlier read. */
  private void decodeHeld(ChannelHandlerContext ctx, ByteBuf in) {
    int before = held.readableBytes();
    hold(in);
    if (scan(held.nioBuffer(), 0, held.readableBytes())) {
      int ofThisRead = scanner.lineBytes() - before;
      emitLine(ctx, held, held.readerIndex());
      in.skipBytes(ofThisRead);
      endLine();
      return;
    }
    in.skipBytes(in.readableBytes());
    if (discarding) {
      keepOnlyNeeded(ctx);
    }
  }

  private void keepOnlyNeeded(ChannelHandlerContext ctx) {
    held.skipBytes(keepFrom());
    ByteBuf rest = ctx.alloc().buffer(Math.max(MIN_HELD_BYTES, held.readableBytes()));
    rest.writeBytes(held);
    held.release();
    held = rest;
  }

  /**
   * Goes on with a line, and over the limit changes to discarding. Of a line just over the limit it
   * must be known whether the last byte is the CR of its line end.
   */
  private boolean scan(ByteBuffer bytes, int start, int limit) {
    if (!discarding) {
      int window = (int) Math.min(limit, start + maxFrameBytes + 1L);
      if (scanner.scan(bytes, start, window)) {
        return true;
      }
      if (window == limit) {
        return false;
      }
      if (bytes.get(window - 1) == '\r' && scanner.scan(bytes, start, window + 1)) {
        return true;
      }
      discarding = true;
      scanner.startDiscarding(maxFrameBytes);
    }
    return scanner.scan(bytes, start, limit);
  }

  private int keepFrom() {
    if (!discarding) {
      return 0;
    }
    int keepFrom = scanner.keepFrom();
    scanner.discarded(keepFrom);
    return keepFrom;
  }

  /** Appends a read, without taking it: what follows the line is decoded where it lies. */
  private void hold(ByteBuf in) {
    makeRoom(in.readableBytes());
    held.writeBytes(in, in.readerIndex(), in.readableBytes());
  }

  private void makeRoom(int bytes) {
    int needed = held.readableBytes() + bytes;
    if (needed > held.capacity()) {
      // Netty's own growth is in steps of 4 MiB from there on, which is quadratic
      long room = Math.min(2L * needed, maxFrameBytes + 2L + READ_BYTES);
      if (needed >= LONG_LINE_BYTES) {
        room = Math.max(room, expectedBytes + READ_BYTES);
      }
      int capacity = (int) Math.max(needed, room);
      BufferRoom.check(capacity);
      held.capacity(capacity);
    }
  }

  private void emitLine(ChannelHandlerContext ctx, ByteBuf buffer, int index) {
    if (scanner.view().fault() != FrameFault.BLANK) {
      emit(ctx, buffer, index);
    }
  }

  private void emit(ChannelHandlerContext ctx, ByteBuf buffer, int index) {
    frame.set(buffer, index);
    ctx.fireChannelRead(frame);
  }

  /** A control line that is too long counts as one of an unknown kind: it is ignored. */
  private void decodeControl(ChannelHandlerContext ctx, ByteBuf in) {
    int lf = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
    int end = lf < 0 ? in.writerIndex() : lf;
    if (held == null) {
      held = ctx.alloc().buffer(MIN_HELD_BYTES);
    }
    int room = MAX_CONTROL_BYTES + 1 - held.readableBytes();
    held.writeBytes(in, in.readerIndex(), Math.min(room, end - in.readerIndex()));
    in.readerIndex(lf < 0 ? end : lf + 1);
    if (lf >= 0) {
      if (held.readableBytes() <= MAX_CONTROL_BYTES) {
        byte[] json = new byte[held.readableBytes() - 1];
        held.getBytes(held.readerIndex() + 1, json);
        endLine();
        ctx.fireUserEventTriggered(new ControlLine(json));
      } else {
        Log.info("a control line was ignored: bytes: more than " + MAX_CONTROL_BYTES + LIMIT);
        endLine();
      }
    }
  }

  private void endLine() {
    state = State.LINE_START;
    discarding = false;
    if (held != null) {
      expectedBytes = Math.min(scanner.lineBytes(), MAX_EXPECTED_BYTES);
      held.release();
      held = null;
    }
    scanner.reset();
  }
}
