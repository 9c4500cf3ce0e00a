package dev.mcpmux.netty.upstream;

import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.drive.UpstreamLink;
import dev.mcpmux.netty.pipe.ProcessChannel;
import dev.mcpmux.netty.wire.Frame;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Turns what happens on an upstream's channel into events. */
public final class UpstreamHandler extends ChannelInboundHandlerAdapter {

  private final MuxDriver driver;
  private final UpstreamLink upstream;

  UpstreamHandler(MuxDriver driver, UpstreamLink upstream) {
    this.driver = driver;
    this.upstream = upstream;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    driver.onUpstreamStarted(upstream);
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    driver.onUpstreamFrame(upstream, (Frame) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    driver.onReadComplete();
  }

  /** Half a line is all that comes this way. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Frame half) {
      driver.onUpstreamHalfLine(upstream, half);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    driver.onWritabilityChanged(upstream);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    driver.onUpstreamExit(upstream, ((ProcessChannel) ctx.channel()).exit());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    driver.onException(upstream, ctx.channel(), cause);
  }
}
