package dev.mcpmux.core.config;

import java.util.List;

/**
 * Which results of a server's tools are kept, and for how long.
 *
 * @param tools patterns as those of a {@link ToolFilter}. A tool that one of them names without
 *     {@code *} and {@code ?} is cached whatever it is; one that others match only if its server
 *     marks it as read-only and idempotent
 * @param ttlMillis how long a result is given again
 */
public record CachePolicy(List<String> tools, long ttlMillis) {

  public CachePolicy {
    tools = List.copyOf(tools);
  }

  /** Whether a tool's results are kept if it is marked. */
  public boolean matches(String tool) {
    return new ToolFilter(tools, List.of()).admits(tool);
  }

  /** Whether a tool's results are kept whatever its server says of it. */
  public boolean names(String tool) {
    return tools.contains(tool) && tool.indexOf('*') < 0 && tool.indexOf('?') < 0;
  }
}
