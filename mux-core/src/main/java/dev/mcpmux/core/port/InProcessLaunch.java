package dev.mcpmux.core.port;

import dev.mcpmux.core.api.server.ServerMount;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A server that is a Java object of the program around mcpmux.
 *
 * @param name what it is mounted under
 * @param cwd the directory of the scope, absolute
 * @param projectRoot where all sessions that may share it are in one project
 * @param owner the only session that it is for, where it is not shared
 */
public record InProcessLaunch(
    String name, ServerMount mount, String cwd, Optional<String> projectRoot, Owner owner)
    implements Launch {

  /**
   * In the {@code _meta} of {@code initialize}: whether the client reads the answer, and not only
   * mcpmux.
   */
  public static final String HEARD = "dev.mcpmux/heard";

  /** What its status says in place of a process. */
  public static final String WORDS = "in process";

  /**
   * A session.
   *
   * @param session its number; empty for none
   * @param clientSessionId what its client calls it, where it says so
   * @param relay the id of the process that has it open, which stays when the daemon is another
   *     one; 0 where there is none
   */
  public record Owner(OptionalInt session, Optional<String> clientSessionId, long relay) {
    public static final Owner NONE = new Owner(OptionalInt.empty(), Optional.empty(), 0);
  }

  public InProcessLaunch {
    Objects.requireNonNull(mount);
    Objects.requireNonNull(cwd);
    Objects.requireNonNull(projectRoot);
    Objects.requireNonNull(owner);
  }

  @Override
  public List<String> program() {
    return List.of(WORDS, name);
  }

  @Override
  public String toString() {
    return WORDS;
  }
}
