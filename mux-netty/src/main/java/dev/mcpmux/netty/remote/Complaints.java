package dev.mcpmux.netty.remote;

import dev.mcpmux.core.port.RemoteLaunch;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;

/**
 * What is said to people of answers that are none, in clauses that follow "the server". They name
 * headers, never their values.
 */
final class Complaints {

  private static final int MAX_SHOWN = 200;

  private final String server;
  private final RemoteLaunch launch;
  private final Words words;

  Complaints(String server, RemoteLaunch launch) {
    this.server = server;
    this.launch = launch;
    this.words = new Words(launch);
  }

  Words words() {
    return words;
  }

  /**
   * @param body what stands in the answer, as far as it was read
   */
  String status(HttpResponseStatus status, HttpHeaders headers, String body) {
    String complaint = status(status, headers);
    String behind = complaint.contains(": ") ? "; it says: " : ": ";
    return complaint + words.behind(behind, body);
  }

  /**
   * An answer without an HTTP error that holds neither JSON nor events.
   *
   * @param type empty for none
   */
  String noMessage(String type, String body) {
    String what =
        type.isEmpty()
            ? "accepted a request and gave no reply"
            : "answered with " + shown(type) + " in place of JSON or events";
    return what + words.behind(": ", body);
  }

  /** {@code 400 Bad Request}. */
  String line(HttpResponseStatus status) {
    return words.shown(shown(status.toString()));
  }

  /** {@code 400 Bad Request: Server not initialized}. */
  String line(HttpResponseStatus status, String body) {
    return line(status) + words.behind(": ", body);
  }

  private String status(HttpResponseStatus status, HttpHeaders headers) {
    String answered = "answered " + line(status);
    return switch (status.code()) {
      case 401 -> answered + unauthorized(headers);
      case 403 ->
          answered
              + ": "
              + (launch.headers().isEmpty()
                  ? "it may want credentials; give them in " + place()
                  : "it does not allow this with the credentials in " + place());
      case 407 -> answered + ": the proxy wants a user, http://USER:PASSWORD@HOST:PORT";
      case 301, 302, 303, 307, 308 -> answered + moved(headers);
      default -> answered;
    };
  }

  private String unauthorized(HttpHeaders headers) {
    String scheme = headers.get(HttpHeaderNames.WWW_AUTHENTICATE, "").strip().split("[ ,]", 2)[0];
    String asked = scheme.isEmpty() ? "" : " (it asks for " + shown(scheme) + ")";
    return launch.headers().isEmpty()
        ? asked
            + ": it wants credentials; give them in "
            + place()
            + ", such as {\"Authorization\": \"Bearer ${TOKEN}\"}"
        : asked + ": it does not accept the credentials in " + place();
  }

  /** {@code "headers" of mcpServers.NAME in the config (authorization)}. */
  private String place() {
    String names =
        launch.headers().isEmpty() ? "" : " (" + String.join(", ", launch.headers().keySet()) + ")";
    return "\"headers\" of mcpServers." + server + " in the config" + names;
  }

  private String moved(HttpHeaders headers) {
    String location = headers.get(HttpHeaderNames.LOCATION);
    try {
      URI there = location == null ? null : launch.url().resolve(location.strip());
      if (there != null && there.getHost() != null) {
        String path = there.getRawPath() == null ? "" : there.getRawPath();
        String at = there.getScheme() + "://" + there.getHost() + port(there) + path;
        return ": it is at "
            + shown(at)
            + "; if that is to be trusted, write it as the url of mcpServers."
            + server
            + " in the config";
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    return ": it does not say where it is";
  }

  private static String port(URI uri) {
    return uri.getPort() < 0 ? "" : ":" + uri.getPort();
  }

  /** A server chose it: only what can be printed, and not all of a long one. */
  static String shown(String text) {
    String printable = text.replaceAll("[^\\x20-\\x7E]", "?");
    return printable.length() <= MAX_SHOWN ? printable : printable.substring(0, MAX_SHOWN) + "...";
  }
}
