package dev.mcpmux.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Some of the servers and some of their tools, under a name, for sessions that are to see no more.
 *
 * @param servers which tools it takes of each of its servers, out of those that the server's own
 *     filter lets through
 */
public record Profile(Map<String, ToolFilter> servers) {
  public Profile {
    servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
  }
}
