package dev.mcpmux.cli.fallback;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the config says of sessions for which no daemon can be had; the key {@code fallback}.
 *
 * @param runs whether they run the command themselves, where a server says nothing else
 * @param servers what servers say, by name
 */
public record FallbackPolicy(boolean runs, Map<String, Boolean> servers) {

  /** Where the config says nothing. */
  public static final FallbackPolicy RUN = new FallbackPolicy(true, Map.of());

  public FallbackPolicy {
    servers = Map.copyOf(servers);
  }

  /** Whether a session of this server runs its command. */
  public boolean runs(String server) {
    return servers.getOrDefault(server, runs);
  }

  /** This, with what other servers say. */
  public FallbackPolicy with(FallbackPolicy others) {
    Map<String, Boolean> all = new LinkedHashMap<>(servers);
    all.putAll(others.servers);
    return new FallbackPolicy(runs, all);
  }
}
