package dev.mcpmux.core.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One entry of {@code mcpServers} as it stands in the config.
 *
 * @param name the entry's name
 * @param launch how it is run or reached
 * @param sharing who may use the same process, and what a process learns of its sessions
 * @param life when its processes start and stop
 * @param tools which of its tools are shown and may be called
 */
public record ServerConfig(
    String name, LaunchTemplate launch, SharingPolicy sharing, LifePolicy life, ToolFilter tools) {

  public ServerConfig {
    Objects.requireNonNull(name);
    Objects.requireNonNull(launch);
    Objects.requireNonNull(sharing);
    Objects.requireNonNull(life);
    Objects.requireNonNull(tools);
  }

  /** A program, with what holds where the config says nothing of when it runs. */
  public ServerConfig(
      String name,
      String command,
      List<String> args,
      Map<String, String> env,
      Optional<String> cwd,
      SharingPolicy sharing,
      List<String> passEnv) {
    this(
        name,
        new LaunchTemplate.Program(command, args, env, cwd, passEnv, true),
        sharing,
        LifePolicy.defaults(),
        ToolFilter.none());
  }
}
