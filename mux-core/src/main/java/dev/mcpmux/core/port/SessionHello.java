package dev.mcpmux.core.port;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a session says of itself before its first frame.
 *
 * @param target the server it wants
 * @param place where the client is
 * @param variables its environment
 * @param pid the relay's process id, 0 if unknown
 * @param traces what the driver has found out about the environment
 */
public record SessionHello(
    Target target, Place place, Variables variables, long pid, SessionTraces traces) {

  /**
   * Where a client is.
   *
   * @param cwd its working directory, absolute
   * @param projectRoot {@code CLAUDE_PROJECT_DIR}, else the top level of the git work tree around
   *     {@code cwd}, else {@code cwd}; null for a client without a project, which then gets a
   *     process of its own where others share one per project
   * @param namesFilesInCwd whether a word of an ad-hoc command names a file relative to {@code
   *     cwd}: such a command means something else in another directory, so it runs in {@code cwd}
   */
  public record Place(String cwd, @Nullable String projectRoot, boolean namesFilesInCwd) {
    public Place {
      Objects.requireNonNull(cwd);
    }
  }

  /**
   * The environment of a client.
   *
   * @param all the client's whole environment; for one that has none, the daemon's own
   * @param own whether it is the client's: else nothing but a server's configured variables is
   *     taken from it, no {@code passEnv}
   */
  public record Variables(SortedMap<String, String> all, boolean own) {
    public Variables {
      all = new TreeMap<>(all);
    }
  }

  private static final String CLIENT_SESSION_ID = "CLAUDE_CODE_SESSION_ID";

  public SessionHello {
    Objects.requireNonNull(target);
    Objects.requireNonNull(place);
    Objects.requireNonNull(variables);
  }

  public SessionHello(Target target, String cwd, Map<String, String> environment) {
    this(
        target,
        new Place(cwd, cwd, false),
        new Variables(new TreeMap<>(environment), true),
        0,
        SessionTraces.none());
  }

  /**
   * For a client that comes over the network, without directory and environment.
   *
   * @param root the project that somebody names for it, absolute; null for none
   * @param home where processes run that are not told another place
   * @param environment the daemon's own
   */
  public static SessionHello ofNetworkClient(
      Target target, @Nullable String root, String home, Map<String, String> environment) {
    return new SessionHello(
        target,
        new Place(root == null ? home : root, root, false),
        new Variables(new TreeMap<>(environment), false),
        0,
        SessionTraces.none());
  }

  /** What the client calls the session, where it says so: {@code CLAUDE_CODE_SESSION_ID}. */
  public Optional<String> clientSessionId() {
    return variables.own
        ? Optional.ofNullable(variables.all.get(CLIENT_SESSION_ID))
        : Optional.empty();
  }

  /** The same, for another server. */
  public SessionHello to(Target other) {
    return new SessionHello(other, place, variables, pid, traces);
  }

  public String cwd() {
    return place.cwd;
  }

  public @Nullable String projectRoot() {
    return place.projectRoot;
  }

  public SortedMap<String, String> environment() {
    return variables.all;
  }

  public boolean ownEnvironment() {
    return variables.own;
  }

  /** Never prints the environment, which holds secrets. */
  @Override
  public String toString() {
    return target + " from pid " + pid + " in " + cwd();
  }
}
