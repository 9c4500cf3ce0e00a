package dev.mcpmux.netty.socket;

import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.wire.Answers;
import dev.mcpmux.netty.wire.ControlLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Closes a session on purpose: a {@code close} control line behind what was sent, then the channel
 * once all of it is flushed. A peer that takes nothing for {@link #STUCK_MILLIS} is not waited for;
 * for one for which too much is kept, {@link #TOO_MUCH_MILLIS} are enough. Event loop only.
 */
final class SessionCloser {

  static final long STUCK_MILLIS = 300;
  static final long TOO_MUCH_MILLIS = 20;
  static final long MAX_MILLIS = 10_000;

  private final Channel channel;
  private final CloseCause cause;
  private final long giveUpAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MAX_MILLIS);
  private final long stuckMillis;
  private long unsentBefore = -1;

  private SessionCloser(Channel channel, CloseCause cause, long stuckMillis) {
    this.channel = channel;
    this.stuckMillis = stuckMillis;
    this.cause = cause;
  }

  /**
   * @param tooMuch whether what is unsent is needed for others
   * @param silently without a word to the peer, who knows what comes
   */
  static void close(Channel channel, CloseCause cause, boolean tooMuch, boolean silently) {
    ByteBuf line =
        silently ? Unpooled.EMPTY_BUFFER : ControlLine.of(channel.alloc(), Answers.close(cause));
    channel.writeAndFlush(line).addListener(ChannelFutureListener.CLOSE);
    new SessionCloser(channel, cause, tooMuch ? TOO_MUCH_MILLIS : STUCK_MILLIS).closeWhenStuck();
  }

  private void closeWhenStuck() {
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    if (out == null) {
      return;
    }
    long unsent = out.totalPendingWriteBytes() - progressOfCurrent(out);
    if (unsent == unsentBefore || System.nanoTime() - giveUpAt > 0) {
      Log.info("closed a session that takes nothing, without a word to it: " + cause.message());
      channel.close();
      return;
    }
    unsentBefore = unsent;
    channel.eventLoop().schedule(this::closeWhenStuck, stuckMillis, TimeUnit.MILLISECONDS);
  }

  /** What was written of a large buffer is not yet taken from the sum. */
  private static long progressOfCurrent(ChannelOutboundBuffer out) {
    return out.current() == null ? 0 : out.currentProgress();
  }
}
