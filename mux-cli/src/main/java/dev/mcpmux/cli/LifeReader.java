package dev.mcpmux.cli;

import dev.mcpmux.core.LifePolicy;
import dev.mcpmux.core.StartMode;
import java.time.Duration;

/** Reads those members of a server's entry that say when its processes start and stop. */
final class LifeReader {

  private LifePolicy life = LifePolicy.defaults();

  LifePolicy life() {
    return life;
  }

  /** Whether the member was one of these. */
  boolean read(ConfigReader in, String key) throws ConfigException {
    switch (key) {
      case "start" ->
          life = life.withStart(in.word(StartMode::ofConfigName, "\"lazy\" or \"eager\""));
      case "startTimeout" -> {
        Duration timeout = in.duration();
        if (timeout.isZero()) {
          throw in.error("expected a duration such as \"90s\", \"2m\"");
        }
        life = life.withStartTimeoutMillis(timeout.toMillis());
      }
      case "idleStop" -> life = life.withIdleStopMillis(millis(in));
      case "idleStopAttached" -> life = life.withIdleStopAttachedMillis(millis(in));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static long millis(ConfigReader in) throws ConfigException {
    Duration duration = in.duration();
    return duration.isZero() ? LifePolicy.NEVER : duration.toMillis();
  }
}
