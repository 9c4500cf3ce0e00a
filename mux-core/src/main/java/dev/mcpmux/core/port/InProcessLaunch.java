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

  /**
   * In the {@code _meta} of {@code initialize}: whether its only session was open in another
   * process of mcpmux, and goes on here.
   */
  public static final String RESUMED = "dev.mcpmux/resumed";

  /**
   * In the {@code _meta} of {@code initialize}: the number of its only session, where that is one
   * with several servers.
   */
  public static final String CLIENT = "dev.mcpmux/client";

  /**
   * The notification that says whether a client reads what the server has answered, once that is
   * certain: its {@code params} have {@link #HEARD}.
   */
  public static final String ANSWERED = "notifications/mcpmux/answered";

  /** What its status says in place of a process. */
  public static final String WORDS = "in process";

  /**
   * A session.
   *
   * @param session its number; empty for none. Where {@link #CLIENT} is said, that is its client's
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
