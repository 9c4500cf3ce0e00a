package dev.mcpmux.cli.config;

import dev.mcpmux.core.config.CachePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code cache} of a server's entry: which results of its tools are kept. */
final class CacheReader {
  private static final Duration DEFAULT_TTL = Duration.ofMinutes(5);

  private List<String> tools = List.of("*");
  private Duration ttl = DEFAULT_TTL;
  private boolean given;

  void read(ConfigReader in) throws ConfigException {
    given = in.object(members(in));
  }

  Map<String, ConfigReader.Member> members(ConfigReader in) {
    return Map.of("tools", key -> tools = ProfileReader.patterns(in), "ttl", key -> ttl = ttl(in));
  }

  private static Duration ttl(ConfigReader in) throws ConfigException {
    Duration ttl = in.duration();
    if (ttl.isZero()) {
      throw in.error("expected a duration such as \"5m\", \"1h\"");
    }
    return ttl;
  }

  Optional<CachePolicy> policy() {
    return given ? Optional.of(new CachePolicy(tools, ttl.toMillis())) : Optional.empty();
  }
}
