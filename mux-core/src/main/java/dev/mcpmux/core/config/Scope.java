package dev.mcpmux.core.config;

import java.util.Locale;
import java.util.Optional;

/**
 * Which sessions may use the same process of a server, all else being equal; the config key {@code
 * share}.
 */
public enum Scope {
  /** All sessions. The process runs in the configured {@code cwd}, else in the user's home. */
  GLOBAL,
  /** Sessions with the same project root, in which the process runs. */
  PROJECT,
  /** Every session has a process of its own, in its own cwd. */
  SESSION;

  /** The name used in the config file: lower case. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Scope> ofConfigName(String name) {
    for (Scope scope : values()) {
      if (scope.configName().equals(name)) {
        return Optional.of(scope);
      }
    }
    return Optional.empty();
  }
}
