package dev.mcpmux.netty;

import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.ToolFilter;
import java.util.LinkedHashMap;
import java.util.Map;

/** The servers that the program around a {@link MuxServer} brings. */
final class Mounts {
  private final Map<String, ServerConfig> servers = new LinkedHashMap<>();

  void add(String name, ServerMount mount, Scope scope) {
    SharingPolicy sharing =
        SharingPolicy.defaults().withShare(scope).withClientIdentity(scope == Scope.SESSION);
    servers.put(name, new ServerConfig(name, new LaunchTemplate.InProcess(mount), sharing));
  }

  void filter(String name, ToolFilter tools) {
    ServerConfig server = servers.get(name);
    if (server == null) {
      throw new IllegalArgumentException("nothing is mounted as \"" + name + "\"");
    }
    servers.put(
        name, new ServerConfig(name, server.launch(), server.sharing(), server.life(), tools));
  }

  /** A config with these servers in it as well. */
  MuxConfig over(MuxConfig config) {
    if (servers.isEmpty()) {
      return config;
    }
    Map<String, ServerConfig> all = new LinkedHashMap<>(config.servers());
    all.putAll(servers);
    return config.withServers(all, config.disabled());
  }
}
