package dev.mcpmux.cli.config;

import dev.mcpmux.cli.config.observe.UsageSettings;
import java.util.Map;

/** Reads {@code usage}. */
final class UsageReader {

  /** Ten years. */
  private static final int MAX_DAYS = 3650;

  private static final int MAX_MEGABYTES = 10_000;

  private boolean enabled = UsageSettings.defaults().enabled();
  private int days = UsageSettings.defaults().days();
  private int maxMegabytes = UsageSettings.defaults().maxMegabytes();

  void read(ConfigReader in) throws ConfigException {
    in.object(members(in));
  }

  Map<String, ConfigReader.Member> members(ConfigReader in) {
    return Map.of(
        "enabled", key -> enabled = in.bool(),
        "days", key -> days = number(in, MAX_DAYS),
        "maxMegabytes", key -> maxMegabytes = number(in, MAX_MEGABYTES));
  }

  /** None of it is what {@code enabled} is for. */
  static int number(ConfigReader in, int max) throws ConfigException {
    int number = (int) in.number(max);
    if (number == 0) {
      throw in.error("expected a whole number from 1 to " + max);
    }
    return number;
  }

  UsageSettings settings() {
    return new UsageSettings(enabled, days, maxMegabytes);
  }
}
