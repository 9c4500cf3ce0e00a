package dev.mcpmux.core.config;

import java.util.Locale;
import java.util.Optional;

/** A kind of request that a server was seen to send, or is known to send, to its client. */
public enum Trait {
  /** {@code roots/list}: what the server does depends on the client's roots. */
  ROOTS,
  /** {@code sampling/createMessage}. */
  SAMPLING,
  /** {@code elicitation/create}. */
  ELICITATION;

  /** The name used in files, which is that of the client's capability. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Trait> ofConfigName(String name) {
    for (Trait trait : values()) {
      if (trait.configName().equals(name)) {
        return Optional.of(trait);
      }
    }
    return Optional.empty();
  }
}
