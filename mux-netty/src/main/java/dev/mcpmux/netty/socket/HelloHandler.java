package dev.mcpmux.netty.socket;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionTraces;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.netty.io.BufferRoom;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.wire.Answers;
import dev.mcpmux.netty.wire.ByteBufSplicer;
import dev.mcpmux.netty.wire.Hello;
import dev.mcpmux.netty.wire.RelayHello;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
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
public final class HelloHandler extends ChannelInboundHandlerAdapter {

  /** What a connection wants of the server. */
  interface Service {

    /** Whether the peer runs under our own user. */
    boolean isOwn(Channel channel);

    /**
     * Reads the config again when it does not know the target. Called on a helper thread, and may
     * block.
     */
    void refresh(Target target);

    /** What tells the session from others. Called on a helper thread. */
    SessionTraces traces(Hello hello);

    /** Whether the channel has a descriptor that is kept for those who ask for little. */
    boolean isShort(Channel channel);

    /**
     * Makes room for a hello that is being answered.
     *
     * @return empty when there is some, else why not, in one line
     */
    Optional<String> begin(int bytes);

    /** It has been answered, or its connection has gone. */
    void end(int bytes);

    /** The bounds of now. */
    Limits limits();

    /** Runs something on the event loop after a time in which it could work. */
    Timer in(long millis, Runnable task);

    /**
     * Asks the disk what it has to say to a hello. Calls back on the event loop, once.
     *
     * @param traces what {@link #traces} has returned
     * @param unknown told why that cannot be known, in one line
     */
    void complete(
        Hello hello,
        SessionTraces traces,
        Consumer<SessionHello> completed,
        Consumer<String> unknown);

    /** Somebody was not let in before it came to that. */
    void refused(String reason, String message);

    /**
     * Makes a session, answers, puts its pipeline in place of this handler, and has the channel
     * read again; or refuses.
     */
    void open(Channel channel, SessionHello hello, RelayHello relay);

    void status(Channel channel);

    void stop(Channel channel);

    /** Shows the channel frames until it closes, or refuses. */
    void tap(Channel channel, Map<String, String> options);

    /**
     * Any other control call. It may be answered later.
     *
     * @param server the server that it is about, empty for none
     */
    void control(Channel channel, String call, Optional<String> server);
  }

  /** Others wait for the descriptor of one that says nothing. */
  private static final long SHORT_MILLIS = 250;

  private static final CloseCause INTERNAL = CloseCause.INTERNAL;

  private final Service service;
  private final Helper helper;
  private final int maxHelloBytes;
  private final long timeoutMillis;

  private ByteBuf received;
  private int searched;
  private boolean complete;
  private int counted;
  private Timer timeout;

  public HelloHandler(Service service, Helper helper, int maxHelloBytes, long timeoutMillis) {
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
    long millis = service.isShort(ctx.channel()) ? SHORT_MILLIS : timeoutMillis;
    timeout = service.in(millis, ctx::close);
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
    if (counted > 0) {
      service.end(counted);
    }
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
    if (cause instanceof IOException) {
      ctx.close();
    } else if (cause instanceof BufferRoom.FullException full) {
      refuse(ctx, full.cause().reason(), full.getMessage());
    } else {
      Log.bug("a connection failed before its session was open", cause);
      refuse(ctx, INTERNAL.reason(), INTERNAL.message());
    }
  }

  private ByteBuf append(ByteBuf in) {
    try {
      int needed = received.readableBytes() + in.readableBytes();
      if (needed > received.capacity()) {
        int capacity = Math.max(needed, 2 * received.capacity());
        BufferRoom.check(capacity);
        received.capacity(capacity);
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
      cancelTimeout(); // what takes long from now on is not the client's doing
      ctx.channel().config().setAutoRead(false);
      Optional<String> noRoom = service.begin(length);
      if (noRoom.isPresent()) {
        refuse(ctx, "busy", noRoom.get());
        return;
      }
      counted = length;
      byte[] line = new byte[length];
      received.readBytes(line).skipBytes(1);
      helper.execute(() -> read(ctx, line));
    }
  }

  /** A long environment takes a while to parse: beside the loop. */
  private void read(ChannelHandlerContext ctx, byte[] line) {
    Runnable next;
    try {
      Hello said = Hello.parse(line, service.limits());
      Hello hello = said.from(PeerCredentials.process(ctx.channel(), said.pid()));
      if (hello.target().isPresent()) {
        service.refresh(hello.target().get());
        SessionTraces traces = service.traces(hello);
        next = () -> complete(ctx, hello, traces);
      } else {
        next = () -> control(ctx, hello);
      }
    } catch (Hello.Refused e) {
      next = () -> refuse(ctx, e.reason(), e.getMessage());
    } catch (RuntimeException | Error e) { // it may be more than there is memory for
      Log.bug("a hello could not be read", e);
      next = () -> refuse(ctx, INTERNAL.reason(), INTERNAL.message());
    }
    Runnable then = next;
    ctx.executor().execute(() -> go(ctx, then));
  }

  private void go(ChannelHandlerContext ctx, Runnable next) {
    if (!ctx.channel().isActive()) {
      return;
    }
    try {
      next.run();
    } catch (RuntimeException | Error e) {
      // the loop would only log it, and the client would wait for an answer
      exceptionCaught(ctx, e);
    }
  }

  private void complete(ChannelHandlerContext ctx, Hello hello, SessionTraces traces) {
    service.complete(
        hello,
        traces,
        completed -> open(ctx, completed, hello.relay()),
        why -> refuse(ctx, "lookup-failed", why));
  }

  private void open(ChannelHandlerContext ctx, SessionHello hello, RelayHello relay) {
    if (ctx.channel().isActive()) {
      try {
        service.open(ctx.channel(), hello, relay);
      } catch (RuntimeException | Error e) {
        exceptionCaught(ctx, e);
      }
    }
  }

  private void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel();
    }
  }

  private void control(ChannelHandlerContext ctx, Hello hello) {
    String call = hello.control().orElseThrow();
    switch (call) {
      case "status" -> service.status(ctx.channel());
      case "stop" -> service.stop(ctx.channel());
      case "tap" -> {
        service.tap(ctx.channel(), hello.options());
        ctx.pipeline().replace(this, "said-all", new SaidAll());
      }
      case "alive" ->
          answer(ctx.channel(), Answers.self()).addListener(ChannelFutureListener.CLOSE);
      default -> service.control(ctx.channel(), call, hello.server());
    }
  }

  private void refuse(ChannelHandlerContext ctx, String reason, String message) {
    service.refused(reason, message);
    answer(ctx.channel(), Answers.refused(reason, message))
        .addListener(ChannelFutureListener.CLOSE);
  }

  static ChannelFuture answer(Channel channel, byte[] json) {
    return channel.writeAndFlush(ByteBufSplicer.line(channel.alloc(), json));
  }
}
