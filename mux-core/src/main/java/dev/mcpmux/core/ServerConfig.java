package dev.mcpmux.core;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One entry of {@code mcpServers} as it stands in the config: strings may still hold {@code ${VAR}}
 * and {@code ${VAR:-default}}, which are resolved from the environment of the session that
 * attaches.
 *
 * @param name the entry's name
 * @param command the program
 * @param args its arguments
 * @param env variables for the process, beside the base environment
 * @param cwd the working directory for {@link Scope#GLOBAL}; empty for the user's home
 * @param sharing who may use the same process, and what a process learns of its sessions
 * @param passEnv names of variables that are taken from the session's environment where it has them
 * @param unwrap whether its program may be run without the launcher in its command, where it is
 *     known what that runs
 * @param life when its processes start and stop
 * @param tools which of its tools are shown and may be called
 */
public record ServerConfig(
    String name,
    String command,
    List<String> args,
    Map<String, String> env,
    Optional<String> cwd,
    SharingPolicy sharing,
    List<String> passEnv,
    boolean unwrap,
    LifePolicy life,
    ToolFilter tools) {

  public ServerConfig {
    Objects.requireNonNull(name);
    Objects.requireNonNull(command);
    args = List.copyOf(args);
    env = Map.copyOf(env);
    Objects.requireNonNull(sharing);
    passEnv = List.copyOf(passEnv);
    Objects.requireNonNull(life);
    Objects.requireNonNull(tools);
  }

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
        command,
        args,
        env,
        cwd,
        sharing,
        passEnv,
        true,
        LifePolicy.defaults(),
        ToolFilter.none());
  }
}
