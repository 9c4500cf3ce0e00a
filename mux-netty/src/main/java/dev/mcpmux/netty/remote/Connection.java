package dev.mcpmux.netty.remote;

import dev.mcpmux.core.time.Timers.Timer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;

/**
 * One connection to a server, with one {@link Exchange} at a time. Messages read are released here.
 */
final class Connection extends ChannelInboundHandlerAdapter {

  /** Servers close what is idle for a while, many after 5 seconds: what is sent then is lost. */
  private static final int DEFAULT_IDLE_SECONDS = 5;

  private static final int MAX_IDLE_SECONDS = 30;

  private final Connections owner;
  private final Channel channel;
  private final int maxHeaderBytes;
  private Exchange exchange;
  private boolean reusable;
  private boolean informational;
  private int idleSeconds = DEFAULT_IDLE_SECONDS;

  Connection(Connections owner, Channel channel, int maxHeaderBytes) {
    this.owner = owner;
    this.channel = channel;
    this.maxHeaderBytes = maxHeaderBytes;
  }

  void send(Exchange next) {
    exchange = next;
    reusable = false;
    next.sentOn(this);
    FullHttpRequest request = next.request();
    channel.writeAndFlush(request);
  }

  /** Bytes that were written and not sent. */
  long unsentBytes() {
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    return out == null ? 0 : out.totalPendingWriteBytes();
  }

  boolean isActive() {
    return channel.isActive();
  }

  /** For how long it may be idle and still be used again. */
  int idleSeconds() {
    return idleSeconds;
  }

  /** Its exchange has no need of its place any more. */
  void letGo() {
    owner.sweep();
  }

  Timer later(Runnable task, long millis) {
    return owner.later(task, millis);
  }

  void close() {
    exchange = null;
    channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (exchange != null) {
        read((HttpObject) message);
      } else {
        channel.close(); // nobody asked
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(HttpObject message) {
    if (message.decoderResult().isFailure()) {
      breakOff(describe(message.decoderResult().cause()));
      return;
    }
    if (message instanceof HttpResponse head) {
      informational = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      if (!informational) {
        reusable = HttpUtil.isKeepAlive(head);
        readIdle(head.headers().get("keep-alive"));
        exchange.onHead(head);
      }
    }
    if (message instanceof HttpContent content && exchange != null && !informational) {
      if (content.content().isReadable()) {
        owner.received(content.content().readableBytes());
        exchange.onBody(content.content());
      }
      if (message instanceof LastHttpContent && exchange != null) {
        Exchange done = exchange;
        exchange = null;
        done.setOver();
        if (!reusable) {
          channel.close();
        }
        owner.released(this);
        done.onEnd();
      }
    }
  }

  /** {@code Keep-Alive: timeout=5}; a second less, because what we send takes its time. */
  private void readIdle(String keepAlive) {
    idleSeconds = DEFAULT_IDLE_SECONDS - 1;
    int at = keepAlive == null ? -1 : keepAlive.indexOf("timeout=");
    if (at >= 0) {
      String digits = keepAlive.substring(at + "timeout=".length()).replaceFirst("\\D.*", "");
      if (!digits.isEmpty() && digits.length() < 6) {
        idleSeconds = Math.min(MAX_IDLE_SECONDS, Integer.parseInt(digits) - 1);
      }
    }
  }

  private String describe(Throwable cause) {
    if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException) {
      return "sent headers of more than "
          + maxHeaderBytes
          + " bytes (limit: "
          + maxHeaderBytes
          + ")";
    }
    return "sent what is no HTTP answer";
  }

  private void breakOff(String what) {
    Exchange broken = exchange;
    exchange = null;
    channel.close();
    if (broken != null) {
      broken.setOver();
      broken.onBroken(what);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    owner.readComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    owner.readComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    breakOff("closed the connection");
    owner.gone(this);
    owner.readComplete();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    boolean compressed =
        cause instanceof DecompressionException
            || cause.getCause() instanceof DecompressionException;
    breakOff(
        (compressed ? "compressed its answer wrongly: " : "broke the connection: ")
            + Connector.describe(cause));
    owner.readComplete();
  }
}
