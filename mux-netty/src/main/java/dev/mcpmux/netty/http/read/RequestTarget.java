package dev.mcpmux.netty.http.read;

/**
 * What a request line names: a path with its query, and in front of that, in the absolute form, an
 * address.
 *
 * @param authority empty for the usual form
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2">RFC 9112, section 3.2.2</a>
 */
public record RequestTarget(String authority, String pathAndQuery) {

  public static RequestTarget of(String uri) {
    for (String scheme : new String[] {"http://", "https://"}) {
      if (uri.regionMatches(true, 0, scheme, 0, scheme.length())) {
        String rest = uri.substring(scheme.length());
        String authority = rest.split("[/?]", 2)[0];
        String path = rest.substring(authority.length());
        if (authority.isEmpty()) {
          return new RequestTarget("", ""); // which is nowhere
        }
        return new RequestTarget(authority, path.startsWith("/") ? path : "/" + path);
      }
    }
    return new RequestTarget("", uri);
  }

  public String path() {
    return pathAndQuery.split("\\?", 2)[0];
  }
}
