package dev.mcpmux.core.port;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a session says of itself before its first frame.
 *
 * @param target the server it wants
 * @param cwd the client's working directory, absolute
 * @param projectRoot {@code CLAUDE_PROJECT_DIR}, else the top level of the git work tree around
 *     {@code cwd}, else {@code cwd}; null for a client without a project, which then gets a process
 *     of its own where others share one per project
 * @param namesFilesInCwd whether a word of an ad-hoc command names a file relative to {@code cwd}:
 *     such a command means something else in another directory, so it runs in {@code cwd}
 * @param environment the client's whole environment; for one that has none, the daemon's own
 * @param ownEnvironment whether it is the client's: else nothing but a server's configured
 *     variables is taken from it, no {@code passEnv}
 * @param pid the relay's process id, 0 if unknown
 * @param traces what the driver has found out about the environment
 */
public record SessionHello(
    Target target,
    String cwd,
    String projectRoot,
    boolean namesFilesInCwd,
    SortedMap<String, String> environment,
    boolean ownEnvironment,
    long pid,
    SessionTraces traces) {

  private static final String CLIENT_SESSION_ID = "CLAUDE_CODE_SESSION_ID";

  public SessionHello {
    Objects.requireNonNull(target);
    Objects.requireNonNull(cwd);
    environment = new TreeMap<>(environment);
  }

  public SessionHello(
      Target target,
      String cwd,
      String projectRoot,
      boolean namesFilesInCwd,
      SortedMap<String, String> environment,
      boolean ownEnvironment,
      long pid) {
    this(
        target,
        cwd,
        projectRoot,
        namesFilesInCwd,
        environment,
        ownEnvironment,
        pid,
        SessionTraces.none());
  }

  public SessionHello(
      Target target,
      String cwd,
      String projectRoot,
      boolean namesFilesInCwd,
      SortedMap<String, String> environment,
      long pid) {
    this(target, cwd, projectRoot, namesFilesInCwd, environment, true, pid);
  }

  public SessionHello(Target target, String cwd, Map<String, String> environment) {
    this(target, cwd, cwd, false, new TreeMap<>(environment), 0);
  }

  /**
   * For a client that comes over the network, without directory and environment.
   *
   * @param root the project that somebody names for it, absolute; null for none
   * @param home where processes run that are not told another place
   * @param environment the daemon's own
   */
  public static SessionHello ofNetworkClient(
      Target target, String root, String home, Map<String, String> environment) {
    String cwd = root == null ? home : root;
    return new SessionHello(target, cwd, root, false, new TreeMap<>(environment), false, 0);
  }

  /** What the client calls the session, where it says so: {@code CLAUDE_CODE_SESSION_ID}. */
  public Optional<String> clientSessionId() {
    return ownEnvironment
        ? Optional.ofNullable(environment.get(CLIENT_SESSION_ID))
        : Optional.empty();
  }

  /** The same, for another server. */
  public SessionHello to(Target other) {
    return new SessionHello(
        other, cwd, projectRoot, namesFilesInCwd, environment, ownEnvironment, pid, traces);
  }

  /** Never prints the environment, which holds secrets. */
  @Override
  public String toString() {
    return target + " from pid " + pid + " in " + cwd;
  }
}
