package dev.mcpmux.netty.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * What a browser says of how a request came about. An image, a form, a script, a frame or a link of
 * any page reaches what listens on the loopback interface, often without an {@code Origin}: such a
 * request opens nothing and sends nothing. A page of an origin that may come in asks with {@code
 * fetch}, and says so. Clients that are no browsers say nothing, or no more than that they fetch.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
final class FetchMetadata {

  private static final String SITE = "sec-fetch-site";
  private static final String MODE = "sec-fetch-mode";

  private FetchMetadata() {}

  /** Null when nothing in the request speaks of a page that must not ask; origins are known. */
  static HttpRefusal check(HttpRequest request) {
    for (String mode : request.headers().getAll(MODE)) {
      boolean link = mode.contains("navigate");
      if (link || mode.equals("no-cors") && !request.headers().containsValue(SITE, "none", false)) {
        return refusal(MODE, mode);
      }
    }
    boolean hasOrigin = request.headers().contains(HttpHeaderNames.ORIGIN);
    for (String site : request.headers().getAll(SITE)) {
      if (!hasOrigin && !site.equals("none") && !site.equals("same-origin")) {
        return refusal(SITE, site);
      }
    }
    return null;
  }

  private static HttpRefusal refusal(String header, String value) {
    return HttpRefusal.of(
        HttpResponseStatus.FORBIDDEN,
        header
            + ": "
            + HttpRefusal.shown(value)
            + " may not come in: what a page shows or links to opens no session. A page asks with"
            + " fetch, from an origin that http.allowedOrigins in the config has");
  }
}
