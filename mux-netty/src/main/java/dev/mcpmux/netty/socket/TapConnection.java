package dev.mcpmux.netty.socket;

import dev.mcpmux.netty.tap.Feed;
import dev.mcpmux.netty.tap.Tap;
import dev.mcpmux.netty.tap.TapRequest;
import dev.mcpmux.netty.wire.Answers;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.RejectedExecutionException;

/**
 * A connection on which frames are shown until one side closes it. What its peer does not read
 * waits only up to the water mark of the channel; then the tap keeps it, and loses what is too
 * much.
 */
final class TapConnection implements Tap.Sink {

  private final Channel channel;

  /** Whether what was written last is still on its way to the event loop. */
  private volatile boolean writing;

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
    return !writing && channel.isWritable();
  }

  @Override
  public void write(byte[] lines) {
    writing = true;
    onLoop(
        () -> {
          writing = false;
          channel.writeAndFlush(Unpooled.wrappedBuffer(lines), channel.voidPromise());
        });
  }

  @Override
  public void end() {
    onLoop(
        () ->
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE));
  }

  private void onLoop(Runnable task) {
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      // the daemon has ended, and the connection with it
    }
  }
}
