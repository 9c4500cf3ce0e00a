package dev.mcpmux.core.config;

import java.util.Optional;

/**
 * Who gets a server's {@code notifications/message}, which name no request; the key {@code
 * logRouting}.
 */
public enum LogRouting {
  /** The only session with a request in flight; nobody when there are several or none. */
  IN_FLIGHT("inflight"),
  /** Every session at its own level, though a message may quote what another session sent. */
  BROADCAST("broadcast");

  private final String configName;

  LogRouting(String configName) {
    this.configName = configName;
  }

  /** The name used in the config file. */
  public String configName() {
    return configName;
  }

  public static Optional<LogRouting> ofConfigName(String name) {
    for (LogRouting routing : values()) {
      if (routing.configName().equals(name)) {
        return Optional.of(routing);
      }
    }
    return Optional.empty();
  }
}
