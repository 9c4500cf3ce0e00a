package dev.mcpmux.core;

import dev.mcpmux.core.sharing.DirectoryWords;
import dev.mcpmux.core.sharing.ServerResolver;
import dev.mcpmux.core.sharing.SharingRules;
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

  /**
   * Words of its command that mean a file of the client's directory if there is one of that name.
   * The scope of such a server is {@link Scope#PROJECT} where the config says nothing else, and it
   * runs there.
   */
  public List<String> possibleFiles() {
    return launch instanceof LaunchTemplate.Program program && program.cwd().isEmpty()
        ? DirectoryWords.candidates(program.words())
        : List.of();
  }

  /**
   * The name under which the table of well-known servers has its command.
   *
   * @param config what it is part of
   */
  public Optional<String> knownAs(MuxConfig config) {
    return launch instanceof LaunchTemplate.Program program
        ? SharingRules.of(config, Map.of()).table().nameOf(program.words())
        : Optional.empty();
  }

  /**
   * Which scope it has, and why, for people: {@code global, by default}. A file that only a
   * client's directory may have is left out of account.
   *
   * @param config what it is part of
   */
  public String explainScope(MuxConfig config) {
    return ServerResolver.explainScope(this, SharingRules.of(config, Map.of()));
  }

  /** How one session runs it by itself; see {@link DirectStart#of}. */
  DirectStart directStart(LaunchTemplate.Program program, MuxConfig config) {
    return ServerResolver.directStart(this, program, SharingRules.of(config, Map.of()));
  }
}
