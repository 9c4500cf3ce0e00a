package dev.mcpmux.netty.remote;

import dev.mcpmux.core.port.MuxVersion;
import dev.mcpmux.core.port.RemoteLaunch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.net.URI;

/**
 * The requests of one session as they go out: what the config says, and what the protocol wants. No
 * answer is asked for compressed.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http">2025-11-25/basic/transports#streamable-http</a>
 */
final class Wire {

  static final String SESSION_ID = "mcp-session-id";
  static final String PROTOCOL_VERSION = "mcp-protocol-version";
  static final String LAST_EVENT_ID = "last-event-id";
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";

  private final RemoteLaunch launch;

  /** Where messages go. */
  URI target;

  /** Null until the server names one. */
  String sessionId;

  /** Null until the server answers {@code initialize}. */
  String protocolVersion;

  Wire(RemoteLaunch launch) {
    this.launch = launch;
    this.target = launch.url();
  }

  /**
   * @param body lent
   */
  FullHttpRequest post(ByteBuf body) {
    FullHttpRequest request = request(HttpMethod.POST, body.retainedDuplicate());
    request.headers().set(HttpHeaderNames.CONTENT_TYPE, JSON);
    request.headers().set(HttpHeaderNames.ACCEPT, JSON + ", " + EVENTS);
    request.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    return request;
  }

  /**
   * @param lastEventId null to begin at the beginning
   */
  FullHttpRequest events(String lastEventId) {
    FullHttpRequest request = request(HttpMethod.GET, Unpooled.EMPTY_BUFFER);
    request.headers().set(HttpHeaderNames.ACCEPT, EVENTS);
    request.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    if (lastEventId != null) {
      request.headers().set(LAST_EVENT_ID, lastEventId);
    }
    return request;
  }

  FullHttpRequest delete() {
    return request(HttpMethod.DELETE, Unpooled.EMPTY_BUFFER);
  }

  private FullHttpRequest request(HttpMethod method, ByteBuf body) {
    boolean toProxy = launch.proxy().isPresent() && target.getScheme().equals("http");
    String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
    String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
    String origin = toProxy ? target.getScheme() + "://" + target.getRawAuthority() : "";
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, origin + path + query, body);
    HttpHeaders headers = request.headers();
    headers.set(HttpHeaderNames.HOST, target.getRawAuthority());
    headers.set(HttpHeaderNames.USER_AGENT, "mcpmux/" + MuxVersion.get());
    launch.headers().forEach(headers::set);
    if (toProxy) {
      Connector.proxyAuthorization(launch)
          .ifPresent(value -> headers.set(HttpHeaderNames.PROXY_AUTHORIZATION, value));
    }
    if (sessionId != null) {
      headers.set(SESSION_ID, new AsciiString(sessionId)); // a byte a character, as it came
    }
    if (protocolVersion != null) {
      headers.set(PROTOCOL_VERSION, protocolVersion);
    }
    return request;
  }

  /** Whether credentials for one of them may be sent to the other. */
  static boolean isSameOrigin(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && other.getHost() != null
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  /** Where a reference found in an answer leads; null when it is none, or leads elsewhere. */
  URI sameOrigin(String reference) {
    try {
      URI resolved = target.resolve(reference.strip());
      boolean mine = isSameOrigin(target, resolved) && resolved.getRawUserInfo() == null;
      return mine ? resolved : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
