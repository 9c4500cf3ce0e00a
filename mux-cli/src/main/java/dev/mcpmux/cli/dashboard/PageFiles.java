package dev.mcpmux.cli.dashboard;

import dev.mcpmux.netty.config.HttpPages.Whole;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files of the page. They are read out of the jar each time, which is seldom, and nothing of
 * them stays in memory.
 */
final class PageFiles {

  /**
   * Scripts and styles of this address alone, no frame around it, and nothing that an injected tag
   * could send elsewhere.
   */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("index.html", "text/html; charset=utf-8"),
          Map.entry("style.css", STYLE),
          Map.entry("icon.svg", "image/svg+xml"),
          Map.entry("app.js", SCRIPT),
          Map.entry("session.js", SCRIPT),
          Map.entry("dom.js", SCRIPT),
          Map.entry("servers.js", SCRIPT),
          Map.entry("plots.js", SCRIPT),
          Map.entry("live.js", SCRIPT),
          Map.entry("uPlot.iife.min.js", SCRIPT),
          Map.entry("uPlot.min.css", STYLE));

  private PageFiles() {}

  /** What every answer says. */
  static Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-security-policy", POLICY);
    headers.put("x-content-type-options", "nosniff");
    headers.put("referrer-policy", "no-referrer");
    headers.put("cross-origin-opener-policy", "same-origin");
    headers.put("cross-origin-resource-policy", "same-origin");
    headers.put("cache-control", "no-store");
    return headers;
  }

  /** Null when there is no such file. */
  static Whole find(String name) throws IOException {
    String type = TYPES.get(name);
    if (type == null) {
      return null;
    }
    try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing in this build");
      }
      return new Whole(200, type, headers(), in.readAllBytes());
    }
  }
}
