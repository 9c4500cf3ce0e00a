package dev.mcpmux.netty.socket;

import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.drive.SessionLink;
import dev.mcpmux.netty.wire.Answers;
import dev.mcpmux.netty.wire.ControlLine;
import dev.mcpmux.netty.wire.Frame;
import dev.mcpmux.netty.wire.RelayLine;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Turns what happens on a session's channel into events. */
public final class SessionHandler extends ChannelInboundHandlerAdapter {

  private final MuxDriver driver;
  private final SessionLink session;

  SessionHandler(MuxDriver driver, SessionLink session) {
    this.driver = driver;
    this.session = session;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    driver.onSessionFrame(session, (Frame) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    driver.onReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ControlLine line) {
      onLine(ctx, RelayLine.of(line));
    }
  }

  private void onLine(ChannelHandlerContext ctx, RelayLine line) {
    if (line.ping() >= 0) {
      ctx.writeAndFlush(ControlLine.of(ctx.alloc(), Answers.pong(line.ping())));
    }
    if (line.handsOver() && session instanceof SocketLink socket) {
      socket.agree();
    }
    if (line.endOfInput()) {
      driver.onSessionInputEnd(session);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    driver.onWritabilityChanged(session);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    driver.onSessionClose(session);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    driver.onException(session, ctx.channel(), cause);
  }
}
