package dev.mcpmux.netty.socket;

import dev.mcpmux.core.CloseCause;
import dev.mcpmux.netty.drive.SessionLink;
import dev.mcpmux.netty.log.Log;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/** A session that said hello over a socket: one channel, one stream. */
public final class SocketLink extends SessionLink {

  private final Channel channel;

  SocketLink(int number, Channel channel) {
    super(number);
    this.channel = channel;
  }

  @Override
  protected boolean isOpen() {
    return channel.isActive();
  }

  @Override
  protected boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  protected void write(int stream, ByteBuf line) {
    channel.write(line, channel.unsafe().voidPromise());
  }

  @Override
  protected boolean takesSlices() {
    return true;
  }

  @Override
  protected void flush() {
    channel.flush();
  }

  @Override
  protected long unsentBytes() {
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    return out == null ? 0 : out.totalPendingWriteBytes();
  }

  @Override
  protected void setReads(boolean reads) {
    channel.config().setAutoRead(reads);
  }

  @Override
  protected void close(CloseCause cause) {
    try {
      SessionCloser.close(channel, cause, isOutputExceeded());
    } catch (RuntimeException | Error e) { // no memory for its last line
      Log.bug(this + " is closed without a word", e);
      channel.close();
    }
  }
}
