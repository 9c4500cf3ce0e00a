package dev.mcpmux.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a {@link dev.mcpmux.core.Mux} is told about its servers and bounds.
 *
 * @param servers the configured servers by name, in the order of the config
 * @param limits every bound there is
 * @param rules what it says over the rules that mcpmux brings
 * @param disabled the names of those configured servers that nobody may use for now
 * @param separator what stands between a server and its tool in the names of the aggregate view:
 *     one to four of {@code _} and {@code -}
 */
public record MuxConfig(
    Map<String, ServerConfig> servers,
    Limits limits,
    Rules rules,
    Set<String> disabled,
    String separator) {

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

  public static final String DEFAULT_SEPARATOR = "__";

  private static final Pattern SEPARATOR = Pattern.compile("[_-]{1,4}");

  public MuxConfig {
    servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
    Objects.requireNonNull(limits);
    Objects.requireNonNull(rules);
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

  /** Every server may be used; names are separated by {@link #DEFAULT_SEPARATOR}. */
  public MuxConfig(Map<String, ServerConfig> servers, Limits limits, Rules rules) {
    this(servers, limits, rules, Set.of(), DEFAULT_SEPARATOR);
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
    return new MuxConfig(others, limits, rules, off, separator);
  }

  public MuxConfig withLimits(Limits others) {
    return new MuxConfig(servers, others, rules, disabled, separator);
  }
}
