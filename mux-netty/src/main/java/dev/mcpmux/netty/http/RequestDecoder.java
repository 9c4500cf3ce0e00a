package dev.mcpmux.netty.http;

import dev.mcpmux.netty.config.HttpLimits;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/**
 * Cuts bytes into requests, and refuses what two readers could cut differently: two lengths, a
 * length beside chunks, line ends other than CR LF. Tells the connection when bytes come, so that a
 * head that never ends has its time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-6.3">RFC 9112, section 6.3</a>
 */
final class RequestDecoder extends HttpRequestDecoder {

  /** What cannot be cut. */
  static final HttpRefusal BROKEN =
      HttpRefusal.of(HttpResponseStatus.BAD_REQUEST, "not an HTTP request as RFC 9112 has it");

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

  /** What is said of a head that could not be read. */
  static HttpRefusal refusal(Throwable cause, HttpLimits limits) {
    if (cause instanceof TooLongHttpLineException) {
      return tooLong(
          HttpResponseStatus.REQUEST_URI_TOO_LONG, "request line", limits.maxRequestLineBytes());
    } else if (cause instanceof TooLongHttpHeaderException) {
      return tooLong(
          HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "header", limits.maxHeaderBytes());
    }
    return BROKEN;
  }

  private static HttpRefusal tooLong(HttpResponseStatus status, String what, int limit) {
    return HttpRefusal.over(status, what + " bytes", "more than " + limit, limit);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("Content-Length beside Transfer-Encoding");
  }
}
