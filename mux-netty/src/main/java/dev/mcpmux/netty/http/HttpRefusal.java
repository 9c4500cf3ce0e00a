package dev.mcpmux.netty.http;

import dev.mcpmux.core.frame.FrameText;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer that says no: a status, and a JSON-RPC error without id for those who read the body.
 *
 * @param headers such as {@code Allow}
 */
record HttpRefusal(
    HttpResponseStatus status, int code, String message, Map<CharSequence, String> headers) {

  private static final int INVALID_REQUEST = -32600;
  private static final int INTERNAL_ERROR = -32603;
  private static final String RETRY_SECONDS = "1";

  /** Of a header's value: enough to know it again. */
  private static final int SHOWN_CHARS = 100;

  static HttpRefusal of(HttpResponseStatus status, String message) {
    int code = status.code() < 500 ? INVALID_REQUEST : INTERNAL_ERROR;
    return new HttpRefusal(status, code, message, Map.of());
  }

  /** A number over its limit. */
  static HttpRefusal over(HttpResponseStatus status, String what, Object actual, long limit) {
    return of(status, what + ": " + actual + " (limit: " + limit + ")");
  }

  /** What the client sent, as it may be shown to people. */
  static String shown(CharSequence sent) {
    String text = sent.toString();
    boolean whole = text.length() <= SHOWN_CHARS;
    String plain = text.substring(0, whole ? text.length() : SHOWN_CHARS);
    return '"' + plain.replaceAll("[^ -~]", "?") + (whole ? "\"" : "…\"");
  }

  static HttpRefusal method(String allowed) {
    return new HttpRefusal(
        HttpResponseStatus.METHOD_NOT_ALLOWED,
        INVALID_REQUEST,
        "this endpoint takes " + allowed,
        Map.of(HttpHeaderNames.ALLOW, allowed));
  }

  static HttpRefusal unauthorized(String message) {
    return new HttpRefusal(
        HttpResponseStatus.UNAUTHORIZED,
        INVALID_REQUEST,
        message,
        Map.of(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"mcpmux\""));
  }

  /** Of no use now, but soon again, here or elsewhere. */
  HttpRefusal later() {
    return new HttpRefusal(
        status, code, message, Map.of(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS));
  }

  /** Whether it cannot be told where the next request would begin. */
  boolean isAboutFraming() {
    return status == HttpResponseStatus.BAD_REQUEST
        || status == HttpResponseStatus.REQUEST_TIMEOUT
        || status == HttpResponseStatus.REQUEST_URI_TOO_LONG
        || status == HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        || status == HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED;
  }

  byte[] body() {
    StringBuilder json =
        new StringBuilder("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":")
            .append(code)
            .append(",\"message\":");
    FrameText.quote(json, message);
    return json.append("}}").toString().getBytes(StandardCharsets.UTF_8);
  }
}
