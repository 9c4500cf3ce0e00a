package dev.mcpmux.netty.socket;

import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.netty.drive.SessionLink;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.wire.Answers;
import dev.mcpmux.netty.wire.ControlLine;
import dev.mcpmux.netty.wire.RelayHello;
import dev.mcpmux.netty.wire.ResumeValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** A session that said hello over a socket: one channel, one stream. */
public final class SocketLink extends SessionLink {

  private final Channel channel;
  private final RelayHello relay;
  private final AwakeClock clock;

  private boolean handsOver;
  private boolean agreed;

  /** Whether its relay has what is best kept of it. */
  private boolean keepsState;

  /** A mark of what its relay was last given; 0 for nothing yet. */
  private long given;

  SocketLink(int number, Channel channel, RelayHello relay, AwakeClock clock) {
    super(number);
    this.clock = clock;
    this.channel = channel;
    this.relay = relay;
  }

  /** What its relay has said of itself. */
  RelayHello relay() {
    return relay;
  }

  /** Has its relay keep what its client sends from now on for the next daemon, if it can. */
  void handOver() {
    if (relay.resumes() && channel.isActive()) {
      handsOver = true;
      channel.writeAndFlush(ControlLine.of(channel.alloc(), Answers.handover()));
    }
  }

  /** Its relay keeps it. */
  void agree() {
    agreed = true;
  }

  /** Whether nothing new comes from its relay, as far as that was to be had. */
  boolean hasAgreed() {
    return !handsOver || agreed || !channel.isActive();
  }

  /** Whether its relay opens it anew by what its client has said first, and nothing else. */
  boolean beginsAnew() {
    return handsOver && !keepsState && given == 0;
  }

  /** Ends it without a word. */
  void drop() {
    channel.close();
  }

  /** Whether its relay is to keep what it has, and gets nothing new. */
  void keepsState(boolean keeps) {
    keepsState = keeps;
  }

  @Override
  protected void state(SessionState state) {
    if (!relay.resumes() || keepsState) {
      return;
    }
    String value = ResumeValue.write(state);
    long mark = mark(value);
    if (mark != given) {
      given = mark;
      channel.write(
          ControlLine.of(channel.alloc(), Answers.resume(value)), channel.unsafe().voidPromise());
    }
  }

  /** Instead of the value, which may be long. Never 0. */
  private static long mark(String value) {
    if (value == null) {
      return 1;
    }
    CRC32 sum = new CRC32();
    sum.update(value.getBytes(StandardCharsets.UTF_8));
    return (long) value.hashCode() << 32 | sum.getValue() | 2;
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
    // of a handover its relay knows, but not that its client is done, or that nobody comes next
    boolean silently = handsOver && cause.equals(Handover.CAUSE);
    try {
      ByteBuf last =
          silently ? Unpooled.EMPTY_BUFFER : ControlLine.of(channel.alloc(), Answers.close(cause));
      channel.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
      new SessionCloser(channel, clock, cause).closeWhenStuck(isOutputExceeded());
    } catch (RuntimeException | Error e) { // no memory for its last line
      Log.bug(this + " is closed without a word", e);
      channel.close();
    }
  }
}
