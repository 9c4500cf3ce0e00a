package dev.mcpmux.core.sharing;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which proxy the variables {@code HTTP_PROXY}, {@code HTTPS_PROXY}, {@code ALL_PROXY} and {@code
 * NO_PROXY} name for a URL, in lower case or upper; the former is looked at first. What is on this
 * machine is never reached through a proxy.
 */
final class Proxies {
  private static final int DEFAULT_PORT = 80;

  private Proxies() {}

  /**
   * @throws IllegalArgumentException when the variable names something that is no {@code http}
   *     proxy; the message names the variable and nothing of its value
   */
  static Optional<URI> forUrl(URI url, Map<String, String> environment) {
    for (String name : List.of(url.getScheme() + "_proxy", "all_proxy")) {
      String value = either(environment, name);
      if (!value.isEmpty()) {
        return isExempt(url, either(environment, "no_proxy"))
            ? Optional.empty()
            : Optional.of(parse(name, value));
      }
    }
    return Optional.empty();
  }

  private static String either(Map<String, String> environment, String name) {
    String lower = environment.getOrDefault(name, "").strip();
    return lower.isEmpty()
        ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "").strip()
        : lower;
  }

  private static URI parse(String name, String value) {
    try {
      URI proxy = new URI(value.contains("://") ? value : "http://" + value);
      if ("http".equalsIgnoreCase(proxy.getScheme()) && proxy.getHost() != null) {
        int port = proxy.getPort() < 0 ? DEFAULT_PORT : proxy.getPort();
        // decoded, users that differ in bytes that are not UTF-8 would be one
        String user = proxy.getRawUserInfo() == null ? "" : proxy.getRawUserInfo() + "@";
        return new URI("http://" + user + proxy.getHost() + ":" + port);
      }
    } catch (URISyntaxException e) {
      // said below, without the value: it may hold a password
    }
    throw new IllegalArgumentException(
        "the variable " + name + " of the environment is no URL of an http proxy");
  }

  private static boolean isExempt(URI url, String exemptions) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    boolean local =
        host.equals("localhost")
            || host.endsWith(".localhost")
            || host.equals("[::1]")
            || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
    if (local) {
      return true;
    }
    for (String entry : exemptions.toLowerCase(Locale.ROOT).split("[,\\s]+")) {
      if (entry.equals("*") || !entry.isEmpty() && isNamed(host, url.getPort(), entry)) {
        return true;
      }
    }
    return false;
  }

  /** A name stands for itself and what is below it. */
  private static boolean isNamed(String host, int port, String entry) {
    String name = entry;
    int colon = entry.lastIndexOf(':');
    if (colon > 0 && entry.indexOf(':') == colon) {
      name = entry.substring(0, colon);
      if (!entry.substring(colon + 1).equals(Integer.toString(port))) {
        return false;
      }
    }
    name = name.startsWith("*.") ? name.substring(1) : name;
    String below = name.startsWith(".") ? name : "." + name;
    return host.equals(below.substring(1)) || host.equals("[" + name + "]") || host.endsWith(below);
  }
}
