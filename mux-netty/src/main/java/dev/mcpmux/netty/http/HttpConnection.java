package dev.mcpmux.netty.http;

import dev.mcpmux.netty.config.HttpLimits;
import dev.mcpmux.netty.http.read.RequestBody;
import dev.mcpmux.netty.io.BufferRoom;
import dev.mcpmux.netty.log.Log;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * One connection: takes requests one after the other, and reads no further while one that came
 * behind another has to wait.
 *
 * <pre>
 * IDLE ── bytes ──► HEAD ── its end ──► BODY ── its end ──► BUSY ── response complete ──► IDLE
 *   any but BUSY ── refused or too slow ──► CLOSING
 * </pre>
 *
 * <h2>Reference Counting</h2>
 *
 * What the decoder hands in is released here; bodies are copied into a {@link RequestBody}.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

  enum State {
    IDLE,
    HEAD,
    BODY,
    BUSY,
    /** Answered for the last time; what still comes is not looked at. */
    CLOSING
  }

  /** How long a refused client may go on sending, so that it gets to read why. */
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long LINGER_BYTES = 1 << 20;

  private final HttpService service;
  private ChannelHandlerContext context;
  private Channel channel;
  private State state = State.IDLE;
  private long since;
  private boolean neverUsed = true;

  /** Whether a request on it has shown that it may come in. */
  private boolean admitted;

  private Exchange exchange;
  private RequestBody body;
  private long lingered;

  /** The response is complete, but its client does not read it: there will be no other before. */
  private boolean unread;

  /** Requests that came behind one that is not answered yet; null for none. */
  private ArrayDeque<Object> waiting;

  HttpConnection(HttpService service) {
    this.service = service;
    this.since = service.now();
  }

  long now() {
    return service.now();
  }

  Exchange exchange() {
    return exchange;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    channel = ctx.channel();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    service.onOpened(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    clear();
    service.onClosed(this);
  }

  /** Bytes have come; of what, nobody knows yet. */
  void onBytes() {
    if (state == State.IDLE) {
      enter(State.HEAD);
      neverUsed = false;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (state == State.BUSY) {
      if (waiting == null) {
        waiting = new ArrayDeque<>();
        channel.config().setAutoRead(false);
      }
      waiting.add(message);
      return;
    }
    take(message);
  }

  private void take(Object message) {
    try {
      if (state == State.CLOSING) {
        linger(message);
        return;
      }
      if (message instanceof HttpRequest head) {
        onHead(head);
      } else if (message instanceof HttpContent content && exchange != null) {
        onContent(content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /** A body of any length would keep us busy for all of the time. */
  private void linger(Object message) {
    if (message instanceof HttpContent content) {
      lingered += content.content().readableBytes();
    }
    if (lingered > LINGER_BYTES) {
      channel.close();
    }
  }

  private void onHead(HttpRequest request) {
    enter(State.HEAD);
    exchange = new Exchange(this, channel, request);
    if (request.decoderResult().isFailure()) {
      refuse(RequestDecoder.refusal(request.decoderResult().cause(), service.limits()));
      return;
    }
    HttpRefusal refusal = service.checkHead(exchange);
    if (exchange.admitted && !admitted) {
      admitted = true;
      service.onAdmitted(this);
    }
    if (refusal != null) {
      refuse(refusal);
      return;
    }
    if (HttpUtil.is100ContinueExpected(request)) {
      RequestBody.ask(channel);
    }
    enter(State.BODY);
    if (request.method().equals(HttpMethod.POST)) {
      if (body == null) {
        body = new RequestBody();
      }
      body.begin(channel.alloc(), HttpUtil.getContentLength(request, -1L));
    }
  }

  private void onContent(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      refuse(RequestDecoder.BROKEN);
      return;
    }
    ByteBuf bytes = content.content();
    boolean post = exchange.request.method().equals(HttpMethod.POST);
    if (bytes.isReadable()) {
      if (!post) {
        refuse(HttpRefusal.of(HttpResponseStatus.BAD_REQUEST, "this method takes no body"));
        return;
      }
      HttpRefusal refusal = service.checkBody((long) body.length() + bytes.readableBytes());
      if (refusal != null) {
        refuse(refusal);
        return;
      }
      body.append(bytes);
    }
    if (content instanceof LastHttpContent) {
      enter(State.BUSY);
      service.prepare(exchange, this::onPrepared);
    }
  }

  /**
   * All that the request needs is known; that may have taken a while.
   *
   * @param refusal null for none
   */
  private void onPrepared(Exchange prepared, HttpRefusal refusal) {
    if (exchange != prepared) {
      return; // its connection broke meanwhile
    }
    try {
      HttpRefusal no = refusal == null ? service.checkAgain(prepared) : refusal;
      if (no != null) {
        prepared.refuse(no);
      } else if (prepared.request.method().equals(HttpMethod.POST)) {
        service.onPost(prepared, body);
      } else {
        service.onRequest(prepared);
      }
    } catch (RuntimeException | Error e) {
      exceptionCaught(context, e); // no pipeline does it where that took a while
    } finally {
      clearBody();
    }
  }

  /**
   * Says no before the request is complete. What follows cannot be told from its rest any more, so
   * the connection ends; a while later, or the client might not get to read the answer.
   */
  private void refuse(HttpRefusal refusal) {
    if (!hasNoBody() || refusal.isAboutFraming() || !exchange.isKeptAlive()) {
      exchange.closes();
      enter(State.CLOSING);
    } else {
      enter(State.BUSY);
    }
    clearBody();
    exchange.refuse(refusal);
  }

  private boolean hasNoBody() {
    return state == State.HEAD
        && !HttpUtil.isTransferEncodingChunked(exchange.request)
        && exchange.header(HttpHeaderNames.CONTENT_LENGTH).matches("0?");
  }

  /** The response is complete. */
  void onAnswered(Exchange answered) {
    if (answered.stream != null) {
      answered.stream.onGone(answered);
    }
    exchange = null;
    if (state == State.CLOSING) {
      if (channel instanceof DuplexChannel duplex
          && channel.pipeline().get(SslHandler.class) == null) {
        duplex.shutdownOutput(); // so that the client sees the end before we take its line away
      }
      return;
    }
    if (!answered.isKeptAlive()) {
      enter(State.CLOSING);
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    if (channel.isWritable()) {
      takeNext();
    } else {
      unread = true;
      enter(State.BUSY);
    }
  }

  private void takeNext() {
    unread = false;
    enter(State.IDLE);
    if (waiting != null) {
      // not from within what has just been answered
      channel.eventLoop().execute(this::takeWaiting);
    }
  }

  private void takeWaiting() {
    while (waiting != null && state != State.BUSY) {
      Object message = waiting.poll();
      if (message == null) {
        waiting = null;
        channel.config().setAutoRead(true);
        return;
      }
      try {
        take(message);
      } catch (RuntimeException | Error e) {
        exceptionCaught(context, e); // no pipeline does it for a task
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (unread && channel.isWritable()) {
      takeNext();
    }
    if (exchange != null && exchange.stream != null) {
      exchange.stream.session().onWritabilityChanged();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof BufferRoom.FullException && state == State.BODY) {
      refuse(HttpRefusal.of(HttpResponseStatus.SERVICE_UNAVAILABLE, cause.getMessage()));
      return;
    }
    if (!(cause instanceof IOException) && !(cause instanceof DecoderException)) {
      Log.bug("an HTTP connection failed and is closed", cause);
    }
    ctx.close();
  }

  /** Looks whether something takes too long. */
  void onTick(long now) {
    HttpLimits limits = service.limits();
    long waited = now - since;
    switch (state) {
      case IDLE -> {
        long millis = neverUsed ? limits.headerTimeoutMillis() : idleMillis(limits);
        if (waited > TimeUnit.MILLISECONDS.toNanos(millis)) {
          channel.close();
        }
      }
      case HEAD -> timeOut(waited, limits.headerTimeoutMillis(), "the request's head");
      case BODY ->
          timeOut(waited, atMost(limits.bodyTimeoutMillis(), limits), "the request's body");
      case BUSY -> {
        if (exchange != null) {
          service.onTick(exchange, now);
        } else if (waited > TimeUnit.MILLISECONDS.toNanos(idleMillis(limits))) {
          channel.close();
        }
      }
      case CLOSING -> {
        if (waited > LINGER_NANOS) {
          channel.close();
        }
      }
    }
  }

  private long idleMillis(HttpLimits limits) {
    return atMost(limits.connectionIdleMillis(), limits);
  }

  /** A stranger has no more time for anything than a head may take. */
  private long atMost(long millis, HttpLimits limits) {
    return admitted ? millis : Math.min(millis, limits.headerTimeoutMillis());
  }

  private void timeOut(long waited, long millis, String what) {
    if (waited > TimeUnit.MILLISECONDS.toNanos(millis)) {
      HttpRefusal refusal =
          HttpRefusal.over(
              HttpResponseStatus.REQUEST_TIMEOUT,
              what + " in milliseconds",
              TimeUnit.NANOSECONDS.toMillis(waited),
              millis);
      if (exchange == null) {
        exchange = Exchange.ofUnknown(this, channel);
      }
      refuse(refusal);
    }
  }

  /** There is no room for it. */
  void refuseAll(HttpRefusal refusal) {
    exchange = Exchange.ofUnknown(this, channel);
    refuse(refusal);
  }

  /**
   * Another needs its place, now: it is told why as far as it listens, and waited for by nobody.
   */
  void pushOut(HttpRefusal refusal) {
    ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
    if (tls != null) {
      tls.close(); // past the handler, which would wait for the other side's farewell
      return;
    }
    if (state == State.IDLE || state == State.HEAD) {
      refuseAll(refusal);
    }
    channel.close();
  }

  void close() {
    channel.close();
  }

  /** Its number; -1 where that cannot be told. */
  int descriptor() {
    return channel instanceof UnixChannel unix ? unix.fd().intValue() : -1;
  }

  private void enter(State next) {
    state = next;
    since = now();
  }

  private void clearBody() {
    if (body != null) {
      body.clear();
    }
  }

  private void clear() {
    clearBody();
    if (exchange != null && exchange.stream != null) {
      exchange.stream.onGone(exchange);
    }
    exchange = null;
    if (waiting != null) {
      waiting.forEach(ReferenceCountUtil::release);
      waiting = null;
    }
  }
}
