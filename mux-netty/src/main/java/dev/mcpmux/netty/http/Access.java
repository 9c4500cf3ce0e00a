package dev.mcpmux.netty.http;

import dev.mcpmux.netty.config.HttpConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Who may come in: a page of somewhere else that a browser shows must not reach what listens on the
 * loopback interface, whatever name it has its own server resolved to, so {@code Host} and {@code
 * Origin} are held against lists; and a request carries the token.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning">2025-11-25/basic/transports#security-warning</a>
 */
final class Access {

  private static final String SCHEME = "bearer ";

  private final Set<String> hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
  private final Set<String> origins;
  private final byte[] tokenHash;

  /**
   * @param token null where none is wanted
   */
  Access(HttpConfig config, String token) {
    hosts.add(config.listenHost());
    hosts.addAll(config.allowedHosts());
    origins = config.allowedOrigins();
    tokenHash = token == null ? null : hash(token);
  }

  /**
   * Null when the request's host may be asked for.
   *
   * @param authority of the request line; empty without
   */
  HttpRefusal checkHost(HttpRequest request, String authority) {
    List<String> all = request.headers().getAll(HttpHeaderNames.HOST);
    if (all.size() > 1 || all.isEmpty() && request.protocolVersion() != HttpVersion.HTTP_1_0) {
      return HttpRefusal.of(
          HttpResponseStatus.BAD_REQUEST, "Host: expected once, found " + all.size() + " times");
    }
    boolean served = all.isEmpty() || hosts.contains(withoutPort(all.get(0)));
    boolean asked = authority.isEmpty() || hosts.contains(withoutPort(authority));
    return served && asked
        ? null
        : HttpRefusal.of(
            HttpResponseStatus.FORBIDDEN,
            "Host: "
                + HttpRefusal.shown(served ? authority : all.get(0))
                + " is not served here; http.allowedHosts in the config adds names");
  }

  /** Null when there is no origin, or it may ask. */
  HttpRefusal checkOrigin(HttpRequest request) {
    for (String origin : request.headers().getAll(HttpHeaderNames.ORIGIN)) {
      if (!isAllowed(origin.toLowerCase(Locale.ROOT))) {
        return HttpRefusal.of(
            HttpResponseStatus.FORBIDDEN,
            "Origin: "
                + HttpRefusal.shown(origin)
                + " may not come in; http.allowedOrigins in the config adds origins");
      }
    }
    return null;
  }

  private boolean isAllowed(String origin) {
    if (origins.contains(origin)) {
      return true;
    }
    int authority = origin.indexOf("://") + 3;
    return (origin.startsWith("http://") || origin.startsWith("https://"))
        && hosts.contains(withoutPort(origin.substring(authority)));
  }

  /** Null when the request carries the token, or need not. */
  HttpRefusal checkToken(HttpRequest request) {
    if (tokenHash == null) {
      return null;
    }
    List<String> all = request.headers().getAll(HttpHeaderNames.AUTHORIZATION);
    if (all.isEmpty()) {
      return HttpRefusal.unauthorized(
          "a bearer token is missing; \"mcpmux token\" prints the one to send");
    }
    String value = all.get(0);
    boolean bearer = value.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    // hashed, so that neither length nor content shows in the time that it takes
    boolean right =
        MessageDigest.isEqual(
            tokenHash, hash(bearer ? value.substring(SCHEME.length()).strip() : ""));
    return right && all.size() == 1
        ? null
        : HttpRefusal.unauthorized("not the token that \"mcpmux token\" prints");
  }

  /** The origin that a response may be shown to; null for none. */
  static String originOf(HttpHeaders headers) {
    return headers.get(HttpHeaderNames.ORIGIN);
  }

  /** The same for the same token, and nothing that it could be had from; empty without one. */
  String binding() {
    return tokenHash == null
        ? ""
        : StoredSessions.hash("token " + HexFormat.of().formatHex(tokenHash));
  }

  boolean hasTokenOf(Access other) {
    return Arrays.equals(tokenHash, other.tokenHash);
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon >= 0 && authority.indexOf(']', colon) < 0;
    return (port ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
