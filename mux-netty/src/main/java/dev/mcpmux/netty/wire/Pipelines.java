package dev.mcpmux.netty.wire;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.io.Buffers;
import dev.mcpmux.netty.pipe.ProcessChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;

/**
 * What stands in which pipeline, and nothing else: every {@code addLast} of mcpmux but those toward
 * remote servers.
 *
 * <pre>
 * a connection before its hello    hello
 * a session                        frames, [resume,] session
 * an upstream                      frames, upstream
 * an HTTP connection               [tls,] request, response, http
 * </pre>
 *
 * Outgoing lines are whole buffers when they are written ({@link ByteBufSplicer}), so no encoder
 * stands in the way.
 */
public final class Pipelines {

  static final String HELLO = "hello";
  static final String FRAMES = "frames";
  static final String RESUME = "resume";
  static final String SESSION = "session";
  static final String UPSTREAM = "upstream";
  static final String TLS = "tls";
  static final String REQUEST = "request";
  static final String RESPONSE = "response";
  static final String HTTP = "http";

  private Pipelines() {}

  public static void connection(Channel channel, ChannelHandler hello) {
    channel.config().setAllocator(Buffers.ALLOCATOR);
    channel.pipeline().addLast(HELLO, hello);
  }

  /** From the hello to frames; bytes that came behind the hello are still to be fired. */
  public static void session(
      Channel channel, Optional<ChannelHandler> resume, ChannelHandler session, Limits limits) {
    channel.config().setWriteBufferWaterMark(waterMark(limits.sessionOutputSoftBytes()));
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(FRAMES, new LineFrameDecoder(limits.maxFrameBytes(), true));
    pipeline.addLast(SESSION, session);
    resume.ifPresent(handler -> pipeline.addAfter(FRAMES, RESUME, handler));
    pipeline.remove(HELLO);
  }

  /** Of an HTTP connection, in their order. */
  public record HttpHandlers(ChannelHandler decoder, ChannelHandler connection) {}

  public static void http(
      Channel channel, Optional<SslHandler> tls, HttpHandlers handlers, Limits limits) {
    channel.config().setAllocator(Buffers.ALLOCATOR);
    channel.config().setWriteBufferWaterMark(waterMark(limits.sessionOutputSoftBytes()));
    ChannelPipeline pipeline = channel.pipeline();
    tls.ifPresent(handler -> pipeline.addLast(TLS, handler));
    pipeline.addLast(REQUEST, handlers.decoder());
    pipeline.addLast(RESPONSE, new HttpResponseEncoder());
    pipeline.addLast(HTTP, handlers.connection());
  }

  public static void upstream(ProcessChannel channel, ChannelHandler upstream, Limits limits) {
    channel.config().setAllocator(Buffers.ALLOCATOR);
    channel.config().setWriteBufferWaterMark(waterMark(limits.upstreamOutputBytes()));
    LineFrameDecoder frames = new LineFrameDecoder(limits.maxFrameBytes(), false);
    channel.readInto(frames::roomForRead);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(FRAMES, frames);
    pipeline.addLast(UPSTREAM, upstream);
  }

  /** Unwritable over the limit, writable again well below. */
  private static WriteBufferWaterMark waterMark(int limit) {
    return new WriteBufferWaterMark(limit / 2, limit);
  }
}
