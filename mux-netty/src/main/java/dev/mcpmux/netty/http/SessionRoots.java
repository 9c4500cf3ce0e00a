package dev.mcpmux.netty.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * In which project a client works that says nothing of its directory: the one that its URL names
 * ({@code ?root=/home/ann/project}), else that of the config, else none.
 */
final class SessionRoots {

  private static final Logger LOGGER = System.getLogger("dev.mcpmux");

  private final SessionHost host;
  private final Supplier<Optional<Path>> otherwise;

  /**
   * @param otherwise for a URL that names none
   */
  SessionRoots(SessionHost host, Supplier<Optional<Path>> otherwise) {
    this.host = host;
    this.otherwise = otherwise;
  }

  /**
   * Gives an exchange that opens a session its root.
   *
   * @param then told why it is refused, or null; at once, or when the disk was asked
   */
  void find(Exchange exchange, BiConsumer<Exchange, HttpRefusal> then) {
    List<String> named = exchange.endpoint.roots();
    Optional<Path> configured = otherwise.get();
    if (!opensSession(exchange) || named.isEmpty() && configured.isEmpty()) {
      then.accept(exchange, null);
      return;
    }
    Path root = named.isEmpty() ? configured.get() : path(named);
    if (root == null) {
      then.accept(
          exchange,
          HttpRefusal.of(
              HttpResponseStatus.BAD_REQUEST,
              "root: expected one absolute path without . and .., percent-encoded, found "
                  + String.join(" and ", named)));
      return;
    }
    Consumer<HttpRefusal> without =
        refusal -> then.accept(exchange, named.isEmpty() ? leftOut(refusal) : refusal);
    host.findDirectory(
        root,
        found -> {
          if (found) {
            exchange.root = root.toString();
            then.accept(exchange, null);
          } else {
            without.accept(
                HttpRefusal.of(
                    HttpResponseStatus.NOT_FOUND, "root: there is no directory " + root));
          }
        },
        why ->
            without.accept(
                HttpRefusal.of(HttpResponseStatus.SERVICE_UNAVAILABLE, "root: " + why).later()));
  }

  /** Most servers need no project, and a client takes 404 for the end of its session. */
  private static HttpRefusal leftOut(HttpRefusal refusal) {
    LOGGER.log(Level.WARNING, "http." + refusal.message() + ", so it is left out");
    return null;
  }

  private static boolean opensSession(Exchange exchange) {
    HttpMethod method = exchange.request.method();
    return switch (exchange.endpoint.kind()) {
      case MCP -> method.equals(HttpMethod.POST) && exchange.header(Exchange.SESSION_ID).isEmpty();
      case SSE -> method.equals(HttpMethod.GET);
      default -> false;
    };
  }

  /** Null when it is none, or one that two programs could take for different directories. */
  private static Path path(List<String> named) {
    try {
      Path path = Path.of(named.get(0));
      boolean plain = path.isAbsolute() && path.equals(path.normalize());
      return named.size() == 1 && plain ? path : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
