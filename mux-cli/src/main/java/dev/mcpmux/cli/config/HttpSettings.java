package dev.mcpmux.cli.config;

import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.HttpLimits;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The config's {@code http} object.
 *
 * @param listen {@code HOST:PORT}; empty when only {@code serve --http} makes it listen
 */
public record HttpSettings(
    Optional<String> listen,
    boolean token,
    Optional<HttpConfig.Tls> tls,
    Set<String> allowedHosts,
    Set<String> allowedOrigins,
    Optional<Path> root,
    HttpLimits limits) {

  static HttpSettings defaults() {
    return new HttpSettings(
        Optional.empty(),
        true,
        Optional.empty(),
        Set.of(),
        Set.of(),
        Optional.empty(),
        HttpLimits.defaults());
  }

  /**
   * Where and how to listen; empty when nobody wants that.
   *
   * @param option what {@code serve --http} says; null without
   * @throws ConfigException when that cannot be
   */
  public Optional<HttpConfig> resolve(String option) throws ConfigException {
    String where = option != null ? option : listen.orElse(null);
    if (where == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new HttpConfig(
              HttpConfig.address(where),
              tls,
              new HttpConfig.Admission(token, allowedHosts, allowedOrigins),
              root,
              limits));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("http: " + e.getMessage());
    }
  }

  /**
   * What of these settings a daemon that listens already can go by; the address, whether there is
   * TLS, and whether a token is asked for stay as they are.
   */
  public HttpConfig over(HttpConfig begun) {
    return new HttpConfig(
        begun.address(),
        begun.tls().map(before -> tls.orElse(before)),
        new HttpConfig.Admission(begun.token(), allowedHosts, allowedOrigins),
        root,
        limits);
  }
}
