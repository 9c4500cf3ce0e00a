package dev.mcpmux.netty.socket;

import dev.mcpmux.netty.log.Log;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;

/** Drops what comes on a connection whose peer has said all that it has to say, and only looks. */
final class SaidAll extends SimpleChannelInboundHandler<ByteBuf> {

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
    // released behind this
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      Log.bug("a tap's connection failed", cause);
    }
    ctx.close();
  }
}
