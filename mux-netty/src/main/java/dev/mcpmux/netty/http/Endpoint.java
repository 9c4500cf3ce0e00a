package dev.mcpmux.netty.http;

import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.text.Misspelling;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * What a request's path means.
 *
 * @param server the name of one, empty for all of them
 * @param session the {@code sessionId} of the query, empty without
 * @param view the {@code view} of the query, empty without; another text where it is not clear
 * @param profile the {@code profile} of the query, empty without
 * @param roots each {@code root} of the query; which may be one, see {@link SessionRoots}
 */
record Endpoint(
    Kind kind, String server, String session, String view, String profile, List<String> roots) {

  enum Kind {
    /** Streamable HTTP. */
    MCP,
    /** An event stream and messages to it, as 2024-11-05 has it. */
    SSE,
    /** Whether the daemon runs. */
    HEALTH,
    /** Whether it takes new sessions. */
    READY,
    /** Numbers for a program that collects them. */
    METRICS,
    UNKNOWN
  }

  static final String SESSION_PARAMETER = "sessionId";

  static final String ROOT_PARAMETER = "root";

  static final String VIEW_PARAMETER = "view";

  static final String PROFILE_PARAMETER = "profile";

  /** Tools are found in place of having them all listed. */
  static final String FIND = "find";

  private static final List<String> KNOWN =
      List.of(VIEW_PARAMETER, PROFILE_PARAMETER, ROOT_PARAMETER);

  /** What says so on the command line. */
  private static final List<String> OF_COMMANDS = List.of("only", FIND);

  private static final Endpoint NONE = new Endpoint(Kind.UNKNOWN, "", "", "", "", List.of());

  static Endpoint of(String pathAndQuery) {
    try {
      // not as forms have it: a plus in a name is one
      QueryStringDecoder decoder =
          QueryStringDecoder.builder()
              .htmlQueryDecoding(false)
              .semicolonIsNormalChar(true)
              .build(pathAndQuery);
      String[] parts = decoder.rawPath().split("/", -1);
      boolean named = parts.length == 3 && !parts[2].isEmpty();
      boolean all = parts.length == 2 || parts.length == 3 && parts[2].isEmpty();
      if (!parts[0].isEmpty() || !named && !all) {
        return NONE;
      }
      Kind kind =
          switch (parts[1]) {
            case "mcp" -> Kind.MCP;
            case "sse" -> Kind.SSE;
            case "healthz" -> named ? Kind.UNKNOWN : Kind.HEALTH;
            case "readyz" -> named ? Kind.UNKNOWN : Kind.READY;
            case "metrics" -> named ? Kind.UNKNOWN : Kind.METRICS;
            default -> Kind.UNKNOWN;
          };
      String server = named ? QueryStringDecoder.decodeComponent(parts[2].replace("+", "%2B")) : "";
      List<String> profiles = decoder.parameters().getOrDefault(PROFILE_PARAMETER, List.of());
      if (profiles.size() > 1 || profiles.contains("")) {
        return NONE; // one that is meant and not named is not all there is
      }
      List<String> roots = decoder.parameters().getOrDefault(ROOT_PARAMETER, List.of());
      return new Endpoint(
          kind,
          server,
          first(decoder, SESSION_PARAMETER),
          view(decoder),
          profiles.isEmpty() ? "" : profiles.get(0),
          roots);
    } catch (IllegalArgumentException e) {
      return NONE; // a broken escape
    }
  }

  /**
   * With whatever else looks as if it said what is to be seen, so that it is refused: one that is
   * left out of account would show all there is.
   */
  private static String view(QueryStringDecoder decoder) {
    StringJoiner view = new StringJoiner(", ");
    decoder
        .parameters()
        .forEach(
            (name, values) -> {
              if (name.equals(VIEW_PARAMETER)) {
                values.forEach(view::add);
              } else if (!KNOWN.contains(name) && isLikeOne(name.toLowerCase(Locale.ROOT))) {
                view.add(name + "=" + String.join(",", values));
              }
            });
    return view.toString();
  }

  private static boolean isLikeOne(String name) {
    return Stream.concat(KNOWN.stream(), OF_COMMANDS.stream())
        .anyMatch(known -> Misspelling.isNear(name, known));
  }

  private static String first(QueryStringDecoder decoder, String parameter) {
    List<String> values = decoder.parameters().get(parameter);
    return values == null ? "" : values.get(0);
  }

  /** Whether a session opened here is found there. */
  boolean isSame(Endpoint other) {
    return kind == other.kind
        && server.equals(other.server)
        && view.equals(other.view)
        && profile.equals(other.profile)
        && roots.equals(other.roots);
  }

  /** What a session attaches to that is opened here. */
  Target target() {
    return server.isEmpty()
        ? new Target.All(List.of(), view.equals(FIND), profile)
        : new Target.Named(server);
  }

  /** Whether a session is had here. */
  boolean isOfSessions() {
    return kind == Kind.MCP || kind == Kind.SSE;
  }

  boolean isHealth() {
    return kind == Kind.HEALTH || kind == Kind.READY;
  }
}
