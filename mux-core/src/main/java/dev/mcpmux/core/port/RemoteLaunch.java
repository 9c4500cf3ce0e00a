package dev.mcpmux.core.port;

import dev.mcpmux.core.config.RemoteKind;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a server is reached over HTTP.
 *
 * @param kind how it speaks
 * @param url where, with the scheme {@code http} or {@code https}, a host, and no user
 * @param headers sent with every request to it, beside those of the protocol; names in lower case
 * @param way how a connection to it is made
 * @param secrets what variables stand for in the URL and the headers; like the values of headers,
 *     nobody is shown it in the words of a server; no part of what makes launches equal
 */
public record RemoteLaunch(
    RemoteKind kind, URI url, SortedMap<String, String> headers, Way way, SortedSet<String> secrets)
    implements Launch {

  /**
   * How a connection is made.
   *
   * @param proxy the {@code http} proxy on the way, as the environment names it: it may hold a
   *     password
   * @param caFile a file of certificates in PEM that are trusted in place of Java's
   */
  public record Way(Optional<URI> proxy, Optional<String> caFile) {
    private static final Way STRAIGHT = new Way(Optional.empty(), Optional.empty());

    public Way {
      Objects.requireNonNull(proxy);
      Objects.requireNonNull(caFile);
    }
  }

  public RemoteLaunch {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(url);
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    Objects.requireNonNull(way);
    secrets = Collections.unmodifiableSortedSet(new TreeSet<>(secrets));
  }

  public RemoteLaunch(RemoteKind kind, URI url, Map<String, String> headers) {
    this(kind, url, new TreeMap<>(headers), Way.STRAIGHT, new TreeSet<>());
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof RemoteLaunch other
        && kind == other.kind
        && url.equals(other.url)
        && headers.equals(other.headers)
        && way.equals(other.way);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, url, headers, way);
  }

  public Optional<URI> proxy() {
    return way.proxy;
  }

  public Optional<String> caFile() {
    return way.caFile;
  }

  /** The URL without its query, which may hold a credential; for people. */
  public String address() {
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    return url.getScheme() + "://" + url.getRawAuthority() + path;
  }

  @Override
  public List<String> program() {
    return List.of(kind.configName(), address());
  }

  /** The address; never headers, query or proxy, which hold secrets. */
  @Override
  public String toString() {
    return address();
  }
}
