package dev.mcpmux.netty.http;

import dev.mcpmux.core.message.Revision;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;

/** What a request must be, as its head says. */
final class RequestCheck {

  private static final String KNOWN_PARAMETERS =
      "; parameters are view=find, profile=NAME and root=DIRECTORY";

  private static final AsciiString PROTOCOL_VERSION = AsciiString.cached("mcp-protocol-version");
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";

  /** Of two, somebody on the way may have looked at the other. */
  private static final List<CharSequence> ONCE =
      List.of(
          Exchange.SESSION_ID,
          PROTOCOL_VERSION,
          Exchange.LAST_EVENT_ID,
          HttpHeaderNames.CONTENT_TYPE);

  private final IntSupplier maxBodyBytes;

  RequestCheck(IntSupplier maxBodyBytes) {
    this.maxBodyBytes = maxBodyBytes;
  }

  /** Null when nothing is wrong. */
  HttpRefusal head(Exchange exchange, Access access) {
    HttpRequest request = exchange.request;
    exchange.admittedBy = access;
    exchange.allowedOrigin = null;
    HttpRefusal refusal = access.checkOrigin(request);
    if (refusal == null) {
      // whatever else is wrong, a page of this origin may read
      exchange.allowedOrigin = Access.originOf(request.headers());
      refusal = shape(request);
    }
    if (refusal == null && !exchange.endpoint.isHealth()) {
      // a load balancer asks by address, and has no token
      refusal = access.checkHost(request, exchange.target.authority());
      if (refusal == null) {
        refusal = FetchMetadata.check(request);
      }
      // a browser asks without the token whether it may ask with it
      if (refusal == null && !isPreflight(request)) {
        refusal = access.checkToken(request);
        exchange.admitted = refusal == null;
      }
    }
    if (refusal == null) {
      refusal = endpoint(exchange);
    }
    return refusal == null && request.method().equals(HttpMethod.POST) ? post(exchange) : refusal;
  }

  private static boolean isPreflight(HttpRequest request) {
    return request.method().equals(HttpMethod.OPTIONS)
        && request.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
  }

  /** Null when it is a request that can be read in one way. */
  static HttpRefusal shape(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    if (!version.protocolName().equals("HTTP") || version.majorVersion() != 1) {
      return HttpRefusal.of(
          HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "HTTP/1.1 is spoken here");
    }
    List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    boolean chunked =
        codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0));
    if (!codings.isEmpty() && (!chunked || !version.isKeepAliveDefault())) {
      return HttpRefusal.of(
          HttpResponseStatus.BAD_REQUEST,
          "Transfer-Encoding: expected chunked or none, found "
              + HttpRefusal.shown(String.join(", ", codings)));
    }
    for (CharSequence name : ONCE) {
      int times = request.headers().getAll(name).size();
      if (times > 1) {
        return HttpRefusal.of(
            HttpResponseStatus.BAD_REQUEST, name + ": expected once, found " + times + " times");
      }
    }
    String expect = request.headers().get(HttpHeaderNames.EXPECT);
    return expect != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect)
        ? HttpRefusal.of(
            HttpResponseStatus.EXPECTATION_FAILED,
            "Expect: expected 100-continue, found " + HttpRefusal.shown(expect))
        : null;
  }

  private static HttpRefusal endpoint(Exchange exchange) {
    HttpMethod method = exchange.request.method();
    Endpoint endpoint = exchange.endpoint;
    if (endpoint.kind() == Endpoint.Kind.UNKNOWN) {
      return HttpRefusal.of(
          HttpResponseStatus.NOT_FOUND,
          "nothing is here: all servers are at /mcp, one is at /mcp/NAME, a profile at /mcp?profile=NAME; /sse and /sse/NAME for older clients");
    }
    boolean finds = endpoint.view().equals(Endpoint.FIND) && endpoint.server().isEmpty();
    if (endpoint.isOfSessions() && !endpoint.view().isEmpty() && !finds) {
      return HttpRefusal.of(
          HttpResponseStatus.BAD_REQUEST,
          "view: expected none, or at /mcp "
              + Endpoint.FIND
              + ", found "
              + HttpRefusal.shown(endpoint.view())
              + (endpoint.view().contains("=") ? KNOWN_PARAMETERS : ""));
    }
    if (!endpoint.profile().isEmpty() && !endpoint.server().isEmpty()) {
      return HttpRefusal.of(
          HttpResponseStatus.BAD_REQUEST, "profile: expected none beside a server, only at /mcp");
    }
    String allowed = methods(endpoint);
    if (!List.of(allowed.split(", ")).contains(method.name())) {
      return HttpRefusal.method(allowed);
    }
    return method.equals(HttpMethod.GET) && endpoint.isOfSessions() && !accepts(exchange, EVENTS)
        ? notAcceptable(exchange, EVENTS)
        : null;
  }

  /** The methods of an endpoint, for {@code Allow}. */
  static String methods(Endpoint endpoint) {
    return switch (endpoint.kind()) {
      case MCP -> "GET, POST, DELETE, OPTIONS";
      case SSE -> "GET, POST, OPTIONS";
      default -> "GET, HEAD";
    };
  }

  private HttpRefusal post(Exchange exchange) {
    HttpRefusal refusal = json(exchange);
    if (refusal != null) {
      return refusal;
    }
    boolean legacy = exchange.endpoint.kind() == Endpoint.Kind.SSE;
    if (!legacy && !(accepts(exchange, JSON) && accepts(exchange, EVENTS))) {
      return notAcceptable(exchange, JSON + ", " + EVENTS);
    }
    return length(HttpUtil.getContentLength(exchange.request, 0L));
  }

  /** Null when the body is JSON as it is. */
  static HttpRefusal json(Exchange exchange) {
    for (String coding : exchange.request.headers().getAll(HttpHeaderNames.CONTENT_ENCODING)) {
      if (!coding.isEmpty() && !HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(coding)) {
        return HttpRefusal.of(
            HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
            "Content-Encoding: expected none, found " + HttpRefusal.shown(coding));
      }
    }
    CharSequence type = HttpUtil.getMimeType(exchange.request);
    if (type == null || !JSON.contentEquals(type.toString().strip().toLowerCase(Locale.ROOT))) {
      return HttpRefusal.of(
          HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
          "Content-Type: expected "
              + JSON
              + ", found "
              + HttpRefusal.shown(exchange.header(HttpHeaderNames.CONTENT_TYPE)));
    }
    return null;
  }

  private static HttpRefusal notAcceptable(Exchange exchange, String expected) {
    String found = String.join(", ", exchange.request.headers().getAll(HttpHeaderNames.ACCEPT));
    return HttpRefusal.of(
        HttpResponseStatus.NOT_ACCEPTABLE,
        "Accept: expected " + expected + ", found " + HttpRefusal.shown(found));
  }

  /** Null when a body may be as long. */
  HttpRefusal length(long bytes) {
    int limit = maxBodyBytes.getAsInt();
    return bytes <= limit
        ? null
        : HttpRefusal.over(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "body bytes", bytes, limit);
  }

  /** Whether a request is of the version that its session has. */
  static HttpRefusal version(Exchange exchange, HttpSession session) {
    String version = exchange.header(PROTOCOL_VERSION);
    boolean fits =
        version.isEmpty() || version.equals(session.version()) || Revision.isKnown(version);
    return fits
        ? null
        : HttpRefusal.of(
            HttpResponseStatus.BAD_REQUEST,
            "MCP-Protocol-Version: "
                + HttpRefusal.shown(version)
                + " is not spoken here; the session has "
                + session.version());
  }

  private static boolean accepts(Exchange exchange, String type) {
    String group = type.substring(0, type.indexOf('/')) + "/*";
    for (String range : accepted(exchange)) {
      if (range.equals(type) || range.equals("*/*") || range.equals(group)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the client names events before JSON: it then gets them also where JSON would do. */
  static boolean prefersEvents(Exchange exchange) {
    return accepted(exchange)[0].equals(EVENTS);
  }

  /** Who names nothing takes everything (RFC 9110, section 12.5.1). */
  private static String[] accepted(Exchange exchange) {
    List<String> all = exchange.request.headers().getAll(HttpHeaderNames.ACCEPT);
    if (all.isEmpty()) {
      return new String[] {"*/*"};
    }
    String[] ranges = String.join(",", all).toLowerCase(Locale.ROOT).split(",");
    for (int i = 0; i < ranges.length; i++) {
      ranges[i] = ranges[i].split(";", 2)[0].strip();
    }
    return ranges;
  }
}
