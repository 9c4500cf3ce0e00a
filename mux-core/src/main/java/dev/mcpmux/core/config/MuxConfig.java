package dev.mcpmux.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a {@link dev.mcpmux.core.Mux} is told about its servers and bounds.
 *
 * @param servers the configured servers by name, in the order of the config
 * @param limits every bound there is
 * @param wellKnownServers what the config says of servers by their command, laid over the table
 *     that mcpmux brings
 * @param disabled the names of those configured servers that nobody may use for now
 * @param separator what stands between a server and its tool in the names of the aggregate view:
 *     one to four of {@code _} and {@code -}
 * @param sessionEnv which variables belong to a session, over the rules that mcpmux brings
 */
public record MuxConfig(
    Map<String, ServerConfig> servers,
    Limits limits,
    Map<String, WellKnownServer> wellKnownServers,
    Set<String> disabled,
    String separator,
    SessionEnv sessionEnv) {

  public static final String DEFAULT_SEPARATOR = "__";

  private static final Pattern SEPARATOR = Pattern.compile("[_-]{1,4}");

  public MuxConfig {
    servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
    wellKnownServers = Collections.unmodifiableMap(new LinkedHashMap<>(wellKnownServers));
    disabled = Set.copyOf(disabled);
    if (!isSeparator(separator)) {
      throw new IllegalArgumentException(
          "separator: \"" + separator + "\" (expected: one to four of _ and -)");
    }
  }

  /** Whether names may be separated by it. */
  public static boolean isSeparator(String text) {
    return SEPARATOR.matcher(text).matches();
  }

  /**
   * Every server may be used; names are separated by {@link #DEFAULT_SEPARATOR}; the rules on
   * variables of sessions are as they are.
   */
  public MuxConfig(
      Map<String, ServerConfig> servers,
      Limits limits,
      Map<String, WellKnownServer> wellKnownServers) {
    this(servers, limits, wellKnownServers, Set.of(), DEFAULT_SEPARATOR, SessionEnv.none());
  }

  /** Leaves the table of well-known servers as it is. */
  public MuxConfig(Map<String, ServerConfig> servers, Limits limits) {
    this(servers, limits, Map.of());
  }

  /** No configured server, default limits: only ad-hoc commands can be attached to. */
  public static MuxConfig empty() {
    return new MuxConfig(Map.of(), Limits.defaults());
  }
}
