package dev.mcpmux.netty;

import dev.mcpmux.core.SessionHello;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads the first line of a connection and makes a session or answers a control call ({@code
 * docs/attach-protocol.md}). What comes behind that line is held until the session's pipeline
 * stands.
 *
 * <h2>Reference Counting</h2>
 *
 * The bytes read are kept in one buffer, which is handed to the session's pipeline or released with
 * this handler.
 */
final class HelloHandler extends ChannelInboundHandlerAdapter {

  /** What a connection wants of the server. */
  interface Service {

    /** Whether the peer runs under our own user. */
    boolean isOwn(Channel channel);

    /**
     * Asks the disk what it has to say to a hello. Calls back on the event loop, once.
     *
     * @param unknown told why that cannot be known, in one line
     */
    void complete(Hello hello, Consumer<SessionHello> completed, Consumer<String> unknown);

    /**
     * Makes a session, answers, puts its pipeline in place of this handler, and has the channel
     * read again; or refuses. It may do so later.
     */
    void open(Channel channel, SessionHello hello);

    void status(Channel channel);

    void stop(Channel channel);

    /**
     * Any other control call. It may be answered later.
     *
     * @param server the server that it is about, empty for none
     */
    void control(Channel channel, String call, Optional<String> server);
  }

  private final Service service;
  private final Helper helper;
  private final int maxHelloBytes;
  private final long timeoutMillis;

  private ByteBuf received;
  private int searched;
  private boolean complete;
  private ScheduledFuture<?> timeout;

  HelloHandler(Service service, Helper helper, int maxHelloBytes, long timeoutMillis) {
    this.service = service;
    this.helper = helper;
    this.maxHelloBytes = maxHelloBytes;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (!service.isOwn(ctx.channel())) {
      Log.warn("refused a connection of another user");
      ctx.close();
      return;
    }
    timeout = ctx.executor().schedule(() -> ctx.close(), timeoutMillis, TimeUnit.MILLISECONDS);
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    received = received == null ? in : append(in);
    if (!complete) {
      findLine(ctx);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    cancelTimeout();
    ByteBuf rest = received;
    received = null;
    if (rest == null) {
      return;
    }
    if (rest.isReadable() && ctx.channel().isActive()) {
      ctx.fireChannelRead(rest);
      ctx.fireChannelReadComplete();
    } else {
      rest.release();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      Log.bug("a connection failed before its session was open", cause);
    }
    ctx.close();
  }

  private ByteBuf append(ByteBuf in) {
    try {
      int needed = received.readableBytes() + in.readableBytes();
      if (needed > received.capacity()) {
        received.capacity(Math.max(needed, 2 * received.capacity()));
      }
      return received.writeBytes(in);
    } finally {
      in.release();
    }
  }

  private void findLine(ChannelHandlerContext ctx) {
    int from = received.readerIndex();
    int lf = received.indexOf(from + searched, received.writerIndex(), (byte) '\n');
    searched = received.readableBytes();
    int length = lf < 0 ? searched : lf - from;
    if (length > maxHelloBytes) {
      complete = true;
      ctx.channel().config().setAutoRead(false);
      refuse(ctx, "bad-hello", "hello bytes: " + length + " (limit: " + maxHelloBytes + ")");
    } else if (lf >= 0) {
      complete = true;
      ctx.channel().config().setAutoRead(false);
      byte[] line = new byte[length];
      received.readBytes(line).skipBytes(1);
      helper.execute(() -> read(ctx, line));
    }
  }

  /** A long environment takes a while to parse: beside the loop. */
  private void read(ChannelHandlerContext ctx, byte[] line) {
    Runnable next;
    try {
      Hello hello = Hello.parse(line);
      if (hello.target().isPresent()) {
        next = () -> complete(ctx, hello);
      } else {
        next = () -> control(ctx, hello.control().orElseThrow(), hello.server());
      }
    } catch (Hello.Refused e) {
      next = () -> refuse(ctx, e.reason(), e.getMessage());
    }
    Runnable then = next;
    ctx.executor().execute(() -> go(ctx, then));
  }

  private void go(ChannelHandlerContext ctx, Runnable next) {
    cancelTimeout();
    if (ctx.channel().isActive()) {
      next.run();
    }
  }

  private void complete(ChannelHandlerContext ctx, Hello hello) {
    service.complete(
        hello,
        completed -> open(ctx.channel(), completed),
        why -> refuse(ctx, "lookup-failed", why));
  }

  private void open(Channel channel, SessionHello hello) {
    if (channel.isActive()) {
      service.open(channel, hello);
    }
  }

  private void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  private void control(ChannelHandlerContext ctx, String call, Optional<String> server) {
    switch (call) {
      case "status" -> service.status(ctx.channel());
      case "stop" -> service.stop(ctx.channel());
      default -> service.control(ctx.channel(), call, server);
    }
  }

  private static void refuse(ChannelHandlerContext ctx, String reason, String message) {
    answer(ctx.channel(), Answers.refused(reason, message))
        .addListener(ChannelFutureListener.CLOSE);
  }

  static ChannelFuture answer(Channel channel, byte[] json) {
    return channel.writeAndFlush(ByteBufSplicer.line(channel.alloc(), json));
  }
}
