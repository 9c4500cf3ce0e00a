package dev.mcpmux.netty.http.read;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.netty.io.BufferRoom;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Collects a request's body and scans it as it arrives. Servers read lines, and a body may be
 * written over many: LF becomes CR, which the scanner does not take for the frame's end and treats
 * alike otherwise, and of which the core makes a space ({@link FrameView#isUntidy()}).
 *
 * <h2>Reference Counting</h2>
 *
 * What is appended stays the caller's. The bytes collected are this object's until {@link #clear}.
 */
public final class RequestBody {

  private static final byte LF = '\n';
  private static final int MIN_BYTES = 512;
  private static final int MAX_FIRST_BYTES = 64 * 1024;

  private final FrameScanner scanner = new FrameScanner();
  private ByteBuf held;

  /**
   * @param expected the whole body's length, -1 if not known
   */
  public void begin(ByteBufAllocator alloc, long expected) {
    int bytes = (int) Math.min(Math.max(expected, MIN_BYTES), MAX_FIRST_BYTES);
    held = alloc.buffer(bytes);
  }

  /** Asks a client that waits with its body to send it. */
  public static void ask(Channel channel) {
    channel.writeAndFlush(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
  }

  public int length() {
    return held.readableBytes();
  }

  public void append(ByteBuf content) {
    int from = held.writerIndex();
    int needed = from + content.readableBytes();
    if (needed > held.capacity()) {
      int capacity = (int) Math.max(needed, Math.min(2L * held.capacity(), Integer.MAX_VALUE));
      BufferRoom.check(capacity);
      held.capacity(capacity);
    }
    held.writeBytes(content, content.readerIndex(), content.readableBytes());
    hideLineFeeds(from);
    if (held.isReadable()) {
      scanner.scan(held.nioBuffer(), 0, held.readableBytes());
    }
  }

  /** The whole body as a frame, unless it is of no length. Valid until {@link #clear}. */
  public FrameView finish() {
    scanner.finish(held.nioBuffer(), 0, held.readableBytes());
    return scanner.view();
  }

  /** Whether a frame that is an array has nothing in it. */
  public boolean isEmptyArray() {
    String start = held.toString(held.readerIndex(), Math.min(length(), MIN_BYTES), US_ASCII);
    return start.replaceAll("\\s+", "").equals("[]");
  }

  /** Where the frame lies, from its reader index on. */
  public ByteBuf buffer() {
    return held;
  }

  public void clear() {
    if (held != null) {
      held.release();
      held = null;
      scanner.reset();
    }
  }

  private void hideLineFeeds(int from) {
    int end = held.writerIndex();
    for (int at = held.indexOf(from, end, LF); at >= 0; at = held.indexOf(at + 1, end, LF)) {
      held.setByte(at, '\r');
    }
  }
}
