package dev.mcpmux.core.script;

import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Servers of a config about which there is nothing special. */
public final class Servers {

  private Servers() {}

  public static ServerConfig plain(String name, String... args) {
    return new ServerConfig(
        name,
        "server",
        List.of(args),
        Map.of(),
        Optional.empty(),
        SharingPolicy.defaults(),
        List.of());
  }
}
