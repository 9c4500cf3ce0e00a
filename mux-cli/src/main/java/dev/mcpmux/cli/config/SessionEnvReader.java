package dev.mcpmux.cli.config;

import dev.mcpmux.core.config.SessionEnv;
import java.util.List;
import java.util.Map;

/** Reads {@code sessionEnv}. */
final class SessionEnvReader {
  private List<String> add = List.of();
  private List<String> keep = List.of();

  void read(ConfigReader in) throws ConfigException {
    in.object(members(in));
  }

  Map<String, ConfigReader.Member> members(ConfigReader in) {
    return Map.of("add", key -> add = in.strings(), "keep", key -> keep = in.strings());
  }

  SessionEnv sessionEnv() {
    return new SessionEnv(add, keep);
  }
}
