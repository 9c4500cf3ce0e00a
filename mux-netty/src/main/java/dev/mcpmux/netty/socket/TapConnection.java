package dev.mcpmux.netty.socket;

import dev.mcpmux.netty.tap.Feed;
import dev.mcpmux.netty.tap.Tap;
import dev.mcpmux.netty.tap.TapRequest;
import dev.mcpmux.netty.wire.Answers;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/**
 * A connection on which frames are shown until one side closes it. What its peer does not read
 * waits only up to the water mark of the channel; then the tap keeps it, and loses what is too
 * much.
 */
final class TapConnection implements Tap.Sink {

  private final Channel channel;

  private TapConnection(Channel channel) {
    this.channel = channel;
  }

  /** Event loop. */
  static void open(Feed feed, TapRequest request, Channel channel) {
    HelloHandler.answer(channel, Answers.self());
    Tap tap = feed.open(request, new TapConnection(channel));
    channel.closeFuture().addListener(closed -> feed.close(tap));
    channel.config().setAutoRead(true); // so that its end is seen
  }

  @Override
  public boolean isReady() {
    return channel.isWritable();
  }

  @Override
  public void write(byte[] lines) {
    channel.writeAndFlush(Unpooled.wrappedBuffer(lines), channel.voidPromise());
  }

  @Override
  public void end() {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }
}
