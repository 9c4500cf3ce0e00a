package dev.mcpmux.core.config;

import java.util.Locale;
import java.util.Optional;

/** When the process that takes the place of another is started. */
public enum ReplaceMode {
  /** Beside the old one, which ends when the new one is ready. */
  BESIDE,
  /** When the old one has ended: for a server that can be there only once. */
  AFTER,
  /** Beside the old one; when that fails, after it. */
  AUTO;

  /** As it stands in the config. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ReplaceMode> ofConfigName(String name) {
    for (ReplaceMode mode : values()) {
      if (mode.configName().equals(name)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
