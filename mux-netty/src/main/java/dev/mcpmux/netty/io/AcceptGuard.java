package dev.mcpmux.netty.io;

import dev.mcpmux.netty.log.Log;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Goes on accepting when there is no descriptor left: one of the reserve is given for the next
 * connection, which gets an answer like any other, and is taken back when that has gone. Without it
 * nobody would be told anything, and neither {@code status} nor {@code stop} would work.
 *
 * <p>Event loop only; one for each socket that listens.
 */
public final class AcceptGuard extends ChannelInboundHandlerAdapter {

  private static final long FILL_MILLIS = 20;
  private static final String NONE_LEFT = "Too many open files";

  private final DescriptorReserve reserve = new DescriptorReserve();
  private boolean filling;

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    reserve.fill();
    ctx.fireChannelActive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    reserve.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    boolean none = cause instanceof IOException && ("" + cause.getMessage()).contains(NONE_LEFT);
    if (!none) {
      ctx.fireExceptionCaught(cause);
      return;
    }
    if (!filling) {
      Log.warn("connections are accepted by descriptors of the reserve: " + cause.getMessage());
    }
    if (!reserve.release()) {
      ctx.channel().config().setAutoRead(false); // others wait until one of these has gone
    }
    fillSoon(ctx);
  }

  private void fillSoon(ChannelHandlerContext ctx) {
    if (filling) {
      return;
    }
    filling = true;
    ctx.executor().schedule(() -> fill(ctx), FILL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void fill(ChannelHandlerContext ctx) {
    if (!ctx.channel().isActive()) {
      return;
    }
    filling = false;
    reserve.fill();
    if (!reserve.isFull()) {
      fillSoon(ctx);
    }
    if (!reserve.isEmpty()) {
      ctx.channel().config().setAutoRead(true);
    }
  }
}
