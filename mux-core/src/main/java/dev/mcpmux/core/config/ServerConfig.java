package dev.mcpmux.core.config;

import java.util.Objects;
import java.util.Optional;

/**
 * One entry of {@code mcpServers} as it stands in the config.
 *
 * @param name the entry's name
 * @param launch how it is run or reached
 * @param sharing who may use the same process, and what a process learns of its sessions
 * @param life when its processes start and stop
 * @param tools which of its tools are shown and may be called
 * @param cache which results of its tools are kept; empty for none
 */
public record ServerConfig(
    String name,
    LaunchTemplate launch,
    SharingPolicy sharing,
    LifePolicy life,
    ToolFilter tools,
    Optional<CachePolicy> cache) {

  public ServerConfig {
    Objects.requireNonNull(name);
    Objects.requireNonNull(launch);
    Objects.requireNonNull(sharing);
    Objects.requireNonNull(life);
    Objects.requireNonNull(tools);
    Objects.requireNonNull(cache);
  }

  /** Whose tools are always asked. */
  public ServerConfig(
      String name,
      LaunchTemplate launch,
      SharingPolicy sharing,
      LifePolicy life,
      ToolFilter tools) {
    this(name, launch, sharing, life, tools, Optional.empty());
  }

  /** With what holds where the config says nothing of when it runs, and all its tools. */
  public ServerConfig(String name, LaunchTemplate launch, SharingPolicy sharing) {
    this(name, launch, sharing, LifePolicy.defaults(), ToolFilter.none());
  }
}
