package dev.mcpmux.cli.config;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.ServerConfig;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The servers of a file, as far as they were read. */
final class ServersReader {
  private final ConfigReader in;
  private final Map<String, String> taken;
  private final Map<String, ServerConfig> configs = new LinkedHashMap<>();
  private final Set<String> disabled = new LinkedHashSet<>();
  private final Set<String> off = new LinkedHashSet<>();
  private final Map<String, Boolean> fallbacks = new LinkedHashMap<>();

  ServersReader(ConfigReader in, Map<String, String> taken) {
    this.in = in;
    this.taken = taken;
  }

  void readAll() throws ConfigException {
    in.object(this::read);
  }

  /** By name; one that is wrong says why it cannot be used. */
  Map<String, ServerConfig> configs() {
    return configs;
  }

  /** Which of them the file switches off. */
  Set<String> disabled() {
    return disabled;
  }

  /** What is wrong with those that are wrong. */
  Set<String> off() {
    return off;
  }

  /** Whether a server runs without a daemon, for each that says so. */
  Map<String, Boolean> fallbacks() {
    return fallbacks;
  }

  /** Switches off those that are not to be used, each for a reason. */
  void refuse(Function<ServerConfig, Optional<String>> why) {
    configs.replaceAll(
        (name, server) -> why.apply(server).map(it -> refuse(server, it)).orElse(server));
  }

  private ServerConfig refuse(ServerConfig server, String why) {
    in.errors().add(why);
    off.add(why);
    return new ServerConfig(
        server.name(),
        new LaunchTemplate.Unusable(why),
        server.sharing(),
        server.life(),
        server.tools());
  }

  private void read(String name) throws ConfigException {
    if (taken.containsKey(name)) {
      throw in.error("there is a server of this name in " + taken.get(name) + " as well");
    }
    ServerReader reader = new ServerReader(name);
    List<String> wrong =
        in.trying(() -> reader.read(in).ifPresent(each -> configs.put(name, each)));
    if (!wrong.isEmpty()) {
      configs.put(name, reader.off(String.join("; ", wrong)));
      in.errors().addAll(wrong);
      off.addAll(wrong);
    }
    if (reader.disabled()) {
      disabled.add(name);
    }
    reader.fallback().ifPresent(runs -> fallbacks.put(name, runs));
  }
}
