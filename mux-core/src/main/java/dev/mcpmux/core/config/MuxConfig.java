package dev.mcpmux.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a {@link dev.mcpmux.core.Mux} is told about its servers and bounds.
 *
 * @param servers the configured servers by name, in the order of the config
 * @param limits every bound there is
 * @param rules what it says over the rules that mcpmux brings
 * @param disabled the names of those configured servers that nobody may use for now
 * @param aggregate what sessions with all servers see
 */
public record MuxConfig(
    Map<String, ServerConfig> servers,
    Limits limits,
    Rules rules,
    Set<String> disabled,
    Aggregate aggregate) {

  /**
   * What the config says over the rules that mcpmux brings.
   *
   * @param wellKnownServers of servers by their command
   * @param sessionEnv which variables belong to a session
   */
  public record Rules(Map<String, WellKnownServer> wellKnownServers, SessionEnv sessionEnv) {
    private static final Rules NONE = new Rules(Map.of(), SessionEnv.none());

    public Rules {
      wellKnownServers = Collections.unmodifiableMap(new LinkedHashMap<>(wellKnownServers));
      Objects.requireNonNull(sessionEnv);
    }

    /** It says nothing. */
    public static Rules none() {
      return NONE;
    }
  }

  public MuxConfig {
    servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
    Objects.requireNonNull(limits);
    Objects.requireNonNull(rules);
    disabled = Set.copyOf(disabled);
    Objects.requireNonNull(aggregate);
  }

  /** Every server may be used. */
  public MuxConfig(Map<String, ServerConfig> servers, Limits limits, Rules rules) {
    this(servers, limits, rules, Set.of(), Aggregate.defaults());
  }

  /** Leaves the rules that mcpmux brings as they are. */
  public MuxConfig(Map<String, ServerConfig> servers, Limits limits) {
    this(servers, limits, Rules.none());
  }

  /** No configured server, default limits: only ad-hoc commands can be attached to. */
  public static MuxConfig empty() {
    return new MuxConfig(Map.of(), Limits.defaults());
  }

  public MuxConfig withServers(Map<String, ServerConfig> others, Set<String> off) {
    return new MuxConfig(others, limits, rules, off, aggregate);
  }
}
