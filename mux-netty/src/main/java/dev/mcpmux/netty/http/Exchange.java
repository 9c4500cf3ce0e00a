package dev.mcpmux.netty.http;

import dev.mcpmux.netty.http.read.RequestTarget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.util.Map;

/**
 * One request, and its response on the way: nothing yet, a stream of events that goes on, or
 * complete. What is written is the channel's; the caller flushes.
 */
final class Exchange {

  static final AsciiString SESSION_ID = AsciiString.cached("mcp-session-id");
  static final AsciiString LAST_EVENT_ID = AsciiString.cached("last-event-id");
  static final AsciiString JSON = AsciiString.cached("application/json");
  private static final AsciiString EVENTS = AsciiString.cached("text/event-stream");
  private static final AsciiString X_ACCEL_BUFFERING = AsciiString.cached("x-accel-buffering");
  private static final byte[] COMMENT = {':', '\n', '\n'};

  private enum State {
    WAITING,
    STREAMING,
    DONE
  }

  final HttpConnection connection;
  final HttpRequest request;
  final RequestTarget target;
  final Endpoint endpoint;
  final long startedAt;

  /** What this is the response of; null before that is known, and for what concerns no session. */
  HttpStream stream;

  /** What the head was held against; null before that. */
  Access admittedBy;

  /** Whether it came from somebody who may come in: with the token, where one is wanted. */
  boolean admitted;

  /** The origin that the response may be shown to; null for none. */
  String allowedOrigin;

  /** The project of the session that it opens; null for none. */
  String root;

  private final Channel channel;
  private boolean keepAlive;
  private State state = State.WAITING;
  private long lastWrite;

  Exchange(HttpConnection connection, Channel channel, HttpRequest request) {
    this.connection = connection;
    this.startedAt = connection.now();
    this.lastWrite = startedAt;
    this.channel = channel;
    this.request = request;
    this.target = RequestTarget.of(request.uri());
    this.endpoint = Endpoint.of(target.pathAndQuery());
    this.keepAlive = HttpUtil.isKeepAlive(request);
  }

  /** Of a request that has not come. */
  static Exchange ofUnknown(HttpConnection connection, Channel channel) {
    return new Exchange(
        connection, channel, new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
  }

  Channel channel() {
    return channel;
  }

  boolean isWaiting() {
    return state == State.WAITING;
  }

  boolean isStreaming() {
    return state == State.STREAMING;
  }

  boolean isKeptAlive() {
    return keepAlive;
  }

  /** The connection closes behind the response. */
  void closes() {
    keepAlive = false;
  }

  String header(CharSequence name) {
    String value = request.headers().get(name);
    return value == null ? "" : value;
  }

  void refuse(HttpRefusal refusal) {
    HttpResponse response =
        head(refusal.status(), JSON, Unpooled.wrappedBuffer(refusal.body()), null);
    refusal.headers().forEach(response.headers()::set);
    finish(response);
  }

  /**
   * @param sessionId null for none
   */
  void respond(HttpResponseStatus status, CharSequence type, ByteBuf body, String sessionId) {
    finish(head(status, type, body, sessionId));
  }

  /** A response with headers of its own. */
  void respond(HttpResponseStatus status, String type, Map<String, String> headers, ByteBuf body) {
    HttpResponse response = head(status, type, body, null);
    headers.forEach(response.headers()::set);
    finish(response);
  }

  /** A response without a body. */
  HttpResponse empty(HttpResponseStatus status) {
    return head(status, null, Unpooled.EMPTY_BUFFER, null);
  }

  void finish(HttpResponse response) {
    state = State.DONE;
    channel.write(response);
    channel.flush();
    connection.onAnswered(this);
  }

  /** Begins a response that goes on until {@link #end}. */
  void beginEvents(String sessionId) {
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, EVENTS);
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
    headers.set(X_ACCEL_BUFFERING, "no");
    if (request.protocolVersion().isKeepAliveDefault()) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    } else {
      keepAlive = false; // HTTP/1.0 knows no chunks
    }
    common(headers, sessionId);
    state = State.STREAMING;
    channel.write(response);
    lastWrite = connection.now();
  }

  /** Takes the buffer. */
  void write(ByteBuf events) {
    channel.write(new DefaultHttpContent(events));
    lastWrite = connection.now();
  }

  /** Shows everybody on the way that the stream is alive. */
  void writeComment() {
    write(Unpooled.wrappedBuffer(COMMENT));
    channel.flush();
  }

  long lastWrite() {
    return lastWrite;
  }

  void flush() {
    channel.flush();
  }

  /** Ends a stream of events. */
  void end() {
    if (state == State.STREAMING) {
      state = State.DONE;
      channel.write(LastHttpContent.EMPTY_LAST_CONTENT);
      channel.flush();
      connection.onAnswered(this);
    }
  }

  private HttpResponse head(
      HttpResponseStatus status, CharSequence type, ByteBuf body, String sessionId) {
    boolean head = request.method().equals(HttpMethod.HEAD);
    int length = body.readableBytes();
    if (head) {
      body.release();
    }
    HttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, status, head ? Unpooled.EMPTY_BUFFER : body);
    HttpHeaders headers = response.headers();
    if (type != null) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, type);
    }
    if (status != HttpResponseStatus.NO_CONTENT) {
      headers.setInt(HttpHeaderNames.CONTENT_LENGTH, length);
    }
    common(headers, sessionId);
    return response;
  }

  private void common(HttpHeaders headers, String sessionId) {
    if (sessionId != null) {
      headers.set(SESSION_ID, sessionId);
    }
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (!request.protocolVersion().isKeepAliveDefault()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    if (allowedOrigin != null) {
      headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowedOrigin);
      headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "Mcp-Session-Id, Retry-After");
      headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
    }
  }
}
