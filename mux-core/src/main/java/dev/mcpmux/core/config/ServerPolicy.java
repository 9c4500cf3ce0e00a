package dev.mcpmux.core.config;

import java.util.Objects;

/**
 * What the config says of how a server is used.
 *
 * @param sharing how sessions share its processes
 * @param life when its processes start and stop
 */
public record ServerPolicy(SharingPolicy sharing, LifePolicy life) {
  private static final ServerPolicy DEFAULTS =
      new ServerPolicy(SharingPolicy.defaults(), LifePolicy.defaults());

  public ServerPolicy {
    Objects.requireNonNull(sharing);
    Objects.requireNonNull(life);
  }

  /** What holds where the config says nothing. */
  public static ServerPolicy defaults() {
    return DEFAULTS;
  }
}
