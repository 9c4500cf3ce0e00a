package dev.mcpmux.core.config;

import java.util.Locale;
import java.util.Optional;

/**
 * What a server's process is told of its clients in {@code initialize}; the key {@code handshake}.
 */
public enum HandshakeMode {
  /**
   * Exactly what its sessions declared: sessions that declare something else get another process.
   */
  CLASS,
  /**
   * The newest version with a handshake and no client capabilities, whatever the sessions declare:
   * one process at any price.
   */
  COMMON;

  /** The name used in the config file: lower case. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<HandshakeMode> ofConfigName(String name) {
    for (HandshakeMode mode : values()) {
      if (mode.configName().equals(name)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
