package dev.mcpmux.core.sharing;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.core.sharing.Variables.MissingException;
import dev.mcpmux.core.text.ByteText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * From the entry of a remote server and a session's environment to how that server is reached.
 * Values may be credentials, so no message shows one.
 */
final class RemoteResolver {
  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

  private RemoteResolver() {}

  /**
   * @throws IllegalArgumentException when it cannot be reached that way, with a clause for people
   *     that follows the server's name
   */
  static RemoteLaunch resolve(LaunchTemplate.Remote remote, Map<String, String> variables)
      throws MissingException {
    SortedMap<String, String> headers = new TreeMap<>();
    SortedSet<String> secrets = new TreeSet<>(Variables.values(remote.url(), variables));
    for (Map.Entry<String, String> header : remote.headers().entrySet()) {
      String value = Variables.resolve(header.getValue(), variables).strip();
      headers.put(name(header.getKey()), value(header.getKey(), value));
      secrets.addAll(Variables.values(header.getValue(), variables));
    }
    URI url = url(utf8("url", Variables.resolve(remote.url(), variables).strip()));
    Optional<String> caFile = Optional.empty();
    if (remote.caFile().isPresent()) {
      caFile = Optional.of(utf8("caFile", Variables.resolve(remote.caFile().get(), variables)));
    }
    return new RemoteLaunch(
        remote.kind(),
        url,
        headers,
        new RemoteLaunch.Way(Proxies.forUrl(url, variables), caFile),
        secrets);
  }

  private static String utf8(String member, String text) {
    if (!ByteText.isUtf8(text)) {
      throw new IllegalArgumentException("its " + member + " has bytes that are not UTF-8");
    }
    return text;
  }

  private static URI url(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("its url is not a URL");
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https") || url.getHost() == null) {
      throw new IllegalArgumentException("its url does not begin with http:// or https://");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "its url holds a user, which belongs into a header (Authorization)");
    }
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return URI.create(scheme + "://" + url.getRawAuthority() + path + query);
  }

  private static String name(String name) {
    if (!name.matches(TOKEN)) {
      throw new IllegalArgumentException("the name of its header " + name + " is not one");
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private static String value(String name, String value) {
    if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7F || c == '\t')) {
      throw new IllegalArgumentException(
          "the value of its header " + name + " has characters that no header may have");
    }
    return value;
  }
}
