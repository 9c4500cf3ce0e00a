package dev.mcpmux.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a {@link Mux} is told about its servers and bounds.
 *
 * @param servers the configured servers by name, in the order of the config
 * @param limits every bound there is
 * @param wellKnownServers what the config says of servers by their command, laid over the table
 *     that mcpmux brings
 * @param disabled the names of those configured servers that nobody may use for now
 */
public record MuxConfig(
    Map<String, ServerConfig> servers,
    Limits limits,
    Map<String, WellKnownServer> wellKnownServers,
    Set<String> disabled) {

  public MuxConfig {
    servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
    wellKnownServers = Collections.unmodifiableMap(new LinkedHashMap<>(wellKnownServers));
    disabled = Set.copyOf(disabled);
  }

  /** Every server may be used. */
  public MuxConfig(
      Map<String, ServerConfig> servers,
      Limits limits,
      Map<String, WellKnownServer> wellKnownServers) {
    this(servers, limits, wellKnownServers, Set.of());
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
