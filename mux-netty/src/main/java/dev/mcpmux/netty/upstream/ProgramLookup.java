package dev.mcpmux.netty.upstream;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.netty.io.Lookups;
import dev.mcpmux.netty.npx.Unwrapper;
import dev.mcpmux.netty.process.ProcessLauncher;
import java.util.List;
import java.util.Optional;

/**
 * Asks what to start for a server, and so also whether the disks with its directory and program
 * answer: a start has no end where they do not.
 *
 * @param unwrapper may know what to start in the launch's place; empty is the answer where not
 * @param server by name
 */
record ProgramLookup(Unwrapper unwrapper, String server, ProcessLaunch launch)
    implements Lookups.Question<Optional<ProcessLaunch>> {

  @Override
  public List<Object> key() {
    return List.of("program", server, launch.command(), launch.cwd(), launch.environment());
  }

  @Override
  public String what() {
    return "looking for its program and directory";
  }

  @Override
  public Optional<ProcessLaunch> answer() {
    Optional<ProcessLaunch> direct = unwrapper.direct(server, launch);
    ProcessLauncher.look(direct.orElse(launch));
    return direct;
  }
}
