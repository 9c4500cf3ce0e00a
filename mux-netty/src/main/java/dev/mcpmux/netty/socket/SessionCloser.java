package dev.mcpmux.netty.socket;

import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.log.Log;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that a session goes which has been sent its last word, and whose channel closes when
 * all of it is flushed. A peer that takes nothing for {@link #STUCK_MILLIS} is not waited for; for
 * one for which too much is kept, {@link #TOO_MUCH_MILLIS} are enough. Event loop only.
 */
final class SessionCloser {

  static final long STUCK_MILLIS = 300;
  static final long TOO_MUCH_MILLIS = 20;
  static final long MAX_MILLIS = 10_000;

  private final Channel channel;
  private final AwakeClock clock;
  private final CloseCause cause;
  private final long giveUpAt;
  private long unsentBefore = -1;

  SessionCloser(Channel channel, AwakeClock clock, CloseCause cause) {
    this.channel = channel;
    this.clock = clock;
    this.cause = cause;
    this.giveUpAt = clock.now() + TimeUnit.MILLISECONDS.toNanos(MAX_MILLIS);
  }

  /**
   * @param tooMuch whether what is unsent is needed for others
   */
  void closeWhenStuck(boolean tooMuch) {
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    if (out == null) {
      return;
    }
    long unsent = out.totalPendingWriteBytes() - progressOfCurrent(out);
    if (unsent == unsentBefore || clock.now() > giveUpAt) {
      Log.info("closed a session that takes nothing, without a word to it: " + cause.message());
      channel.close();
      return;
    }
    unsentBefore = unsent;
    long millis = tooMuch ? TOO_MUCH_MILLIS : STUCK_MILLIS;
    clock.in(millis, TimeUnit.MILLISECONDS, () -> closeWhenStuck(tooMuch));
  }

  /** What was written of a large buffer is not yet taken from the sum. */
  private static long progressOfCurrent(ChannelOutboundBuffer out) {
    return out.current() == null ? 0 : out.currentProgress();
  }
}
