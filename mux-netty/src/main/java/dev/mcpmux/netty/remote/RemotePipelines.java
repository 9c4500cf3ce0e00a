package dev.mcpmux.netty.remote;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.SslHandler;

/**
 * What stands in which pipeline toward remote servers, and nothing else.
 *
 * <pre>
 * to a proxy, for a server with TLS   proxyCodec, tunnel
 * to a server while TLS is begun      tls, greeting
 * to a server with TLS                tls, http, plain, connection
 * to a server without                 http, plain, connection
 * </pre>
 */
final class RemotePipelines {

  static final String PROXY_CODEC = "proxyCodec";
  static final String TUNNEL = "tunnel";
  static final String TLS = "tls";
  static final String GREETING = "greeting";
  static final String HTTP = "http";
  static final String PLAIN = "plain";
  static final String CONNECTION = "connection";

  private RemotePipelines() {}

  static void tunnel(ChannelPipeline pipeline, int maxHeaderBytes, ChannelHandler tunnel) {
    pipeline.addLast(PROXY_CODEC, codec(maxHeaderBytes));
    pipeline.addLast(TUNNEL, tunnel);
  }

  /** The proxy has let us through: from here on it is the server that speaks. */
  static void endTunnel(ChannelPipeline pipeline) {
    pipeline.remove(TUNNEL);
    pipeline.remove(PROXY_CODEC);
  }

  static void tls(ChannelPipeline pipeline, SslHandler tls, ChannelHandler greeting) {
    pipeline.addLast(TLS, tls);
    pipeline.addLast(GREETING, greeting);
  }

  static void endGreeting(ChannelPipeline pipeline) {
    pipeline.remove(GREETING);
  }

  /**
   * @param maxBodyBytes how much memory what was compressed may take at a time
   */
  static void server(
      ChannelPipeline pipeline, int maxHeaderBytes, int maxBodyBytes, ChannelHandler connection) {
    pipeline.addLast(HTTP, codec(maxHeaderBytes));
    pipeline.addLast(PLAIN, new HttpContentDecompressor(maxBodyBytes)); // some compress unasked
    pipeline.addLast(CONNECTION, connection);
  }

  private static HttpClientCodec codec(int maxHeaderBytes) {
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(maxHeaderBytes)
            .setMaxHeaderSize(maxHeaderBytes)
            .setMaxChunkSize(64 * 1024);
    return new HttpClientCodec(config, false, false);
  }
}
