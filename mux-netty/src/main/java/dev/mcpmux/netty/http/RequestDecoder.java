package dev.mcpmux.netty.http;

import dev.mcpmux.netty.HttpLimits;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Cuts bytes into requests, and refuses what two readers could cut differently: two lengths, a
 * length beside chunks, line ends other than CR LF. Tells the connection when bytes come, so that a
 * head that never ends has its time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-6.3">RFC 9112, section 6.3</a>
 */
final class RequestDecoder extends HttpRequestDecoder {

  private final HttpConnection connection;

  RequestDecoder(HttpLimits limits, HttpConnection connection) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.maxRequestLineBytes())
            .setMaxHeaderSize(limits.maxHeaderBytes())
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true)
            .setAllowDuplicateContentLengths(false));
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    connection.onBytes();
    super.channelRead(ctx, message);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("Content-Length beside Transfer-Encoding");
  }
}
