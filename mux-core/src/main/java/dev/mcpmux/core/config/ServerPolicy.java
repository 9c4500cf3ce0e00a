package dev.mcpmux.core.config;

import java.util.Objects;
import java.util.Optional;

/**
 * What the config says of how a server is used.
 *
 * @param sharing how sessions share its processes
 * @param life when its processes start and stop
 * @param cache which results of its tools are kept; empty for none
 */
public record ServerPolicy(SharingPolicy sharing, LifePolicy life, Optional<CachePolicy> cache) {
  private static final ServerPolicy DEFAULTS =
      new ServerPolicy(SharingPolicy.defaults(), LifePolicy.defaults(), Optional.empty());

  public ServerPolicy {
    Objects.requireNonNull(sharing);
    Objects.requireNonNull(life);
    Objects.requireNonNull(cache);
  }

  /** What holds where the config says nothing. */
  public static ServerPolicy defaults() {
    return DEFAULTS;
  }
}
