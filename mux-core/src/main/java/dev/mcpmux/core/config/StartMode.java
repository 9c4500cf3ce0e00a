package dev.mcpmux.core.config;

import java.util.Locale;
import java.util.Optional;

/** When the process of a server is started. */
public enum StartMode {
  /** With the first request that needs it. */
  LAZY,
  /** With the first session; later before there is one, if it needs nothing of a session. */
  EAGER;

  /** As it stands in the config. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<StartMode> ofConfigName(String name) {
    for (StartMode mode : values()) {
      if (mode.configName().equals(name)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
