package dev.mcpmux.cli.config;

import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.config.ReplaceMode;
import dev.mcpmux.core.config.StartMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads those members of a server's entry that say when its processes start and stop. */
final class LifeReader {

  private LifePolicy life = LifePolicy.defaults();

  LifePolicy life() {
    return life;
  }

  /** How each of these members is read. */
  Map<String, ConfigReader.Member> members(ConfigReader in) {
    Map<String, ConfigReader.Member> members = new LinkedHashMap<>();
    members.put(
        "start",
        key -> life = life.withStart(in.word(StartMode::ofConfigName, "\"lazy\" or \"eager\"")));
    members.put(
        "startTimeout", key -> life = life.with(LifePolicy.Time.START_TIMEOUT, startTimeout(in)));
    members.put("idleStop", key -> life = life.with(LifePolicy.Time.IDLE_STOP, millis(in)));
    members.put(
        "idleStopAttached",
        key -> life = life.with(LifePolicy.Time.IDLE_STOP_ATTACHED, millis(in)));
    members.put("drainTimeout", key -> life = life.with(LifePolicy.Time.DRAIN_TIMEOUT, millis(in)));
    members.put("hangTimeout", key -> life = life.with(LifePolicy.Time.HANG_TIMEOUT, millis(in)));
    members.put(
        "replace",
        key ->
            life =
                life.withReplace(
                    in.word(ReplaceMode::ofConfigName, "\"beside\", \"after\" or \"auto\"")));
    return members;
  }

  private static long startTimeout(ConfigReader in) throws ConfigException {
    Duration timeout = in.duration();
    if (timeout.isZero()) {
      throw in.error("expected a duration such as \"90s\", \"2m\"");
    }
    return timeout.toMillis();
  }

  private static long millis(ConfigReader in) throws ConfigException {
    Duration duration = in.duration();
    return duration.isZero() ? LifePolicy.NEVER : duration.toMillis();
  }
}
