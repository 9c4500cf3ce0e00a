package dev.mcpmux.netty.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Where and for whom mcpmux listens on HTTP: the config's {@code http} object.
 *
 * @param address host and port; port 0 for any free one
 * @param tls empty for plain HTTP
 * @param admission who may come in
 * @param root the project of sessions whose URL names none, absolute
 */
public record HttpConfig(
    InetSocketAddress address,
    Optional<Tls> tls,
    Admission admission,
    Optional<Path> root,
    HttpLimits limits) {

  /** What an address that cannot be used is set by. */
  public static final String SET_BY = " (http.listen in the config, or serve --http)";

  /** A certificate chain and its private key (PKCS #8), both as PEM. */
  public record Tls(Path certificate, Path key) {}

  /**
   * Who may come in.
   *
   * @param token whether each request must carry the bearer token; may be false on a loopback
   *     address only
   * @param hosts names, without port, that a request's {@code Host} may have beside those of the
   *     loopback interface and the address listened on; lower case
   * @param origins origins, such as {@code https://inspector.example}, that a browser's request may
   *     have beside those whose host is allowed; lower case
   */
  public record Admission(boolean token, Set<String> hosts, Set<String> origins) {
    public Admission {
      hosts = Set.copyOf(hosts);
      origins = Set.copyOf(origins);
    }
  }

  /**
   * @throws IllegalArgumentException when the address is not known, or anybody could come in
   */
  public HttpConfig {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "there is no host named " + address.getHostString() + SET_BY);
    }
    if (!admission.token && !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "auth \"none\" is possible on a loopback address only, and "
              + address.getAddress().getHostAddress()
              + " is none"
              + SET_BY);
    }
  }

  public boolean token() {
    return admission.token;
  }

  public Set<String> allowedHosts() {
    return admission.hosts;
  }

  public Set<String> allowedOrigins() {
    return admission.origins;
  }

  /** With a token, without TLS, for the names of the loopback interface. */
  public static HttpConfig on(InetSocketAddress address) {
    return new HttpConfig(
        address,
        Optional.empty(),
        new HttpConfig.Admission(true, Set.of(), Set.of()),
        Optional.empty(),
        HttpLimits.defaults());
  }

  /**
   * Reads {@code HOST:PORT}, {@code [IPv6]:PORT}, or a port alone, which means 127.0.0.1. A name is
   * looked up.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  public static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.isEmpty() || host.indexOf(':') >= 0) {
      throw new IllegalArgumentException(expected(text));
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      return new InetSocketAddress(host, port);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(expected(text), e);
    }
  }

  private static String expected(String text) {
    return "expected HOST:PORT, such as 127.0.0.1:7337, found " + text;
  }

  /** The name by which a client reaches the address, for its {@code Host}. */
  public String listenHost() {
    InetAddress host = address.getAddress();
    if (host.isAnyLocalAddress()) {
      return "localhost";
    }
    String text = host.getHostAddress();
    return text.indexOf(':') < 0 ? text : "[" + text + "]";
  }
}
