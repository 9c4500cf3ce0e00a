package dev.mcpmux.core;

import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a session says of itself before its first frame.
 *
 * @param target the server it wants
 * @param cwd the client's working directory, absolute
 * @param projectRoot {@code CLAUDE_PROJECT_DIR}, else the top level of the git work tree around
 *     {@code cwd}, else {@code cwd}
 * @param namesFilesInCwd whether a word of an ad-hoc command names a file relative to {@code cwd}:
 *     such a command means something else in another directory, so it runs in {@code cwd}
 * @param environment the client's whole environment
 * @param pid the relay's process id, 0 if unknown
 */
public record SessionHello(
    Target target,
    String cwd,
    String projectRoot,
    boolean namesFilesInCwd,
    SortedMap<String, String> environment,
    long pid) {

  public SessionHello {
    Objects.requireNonNull(target);
    Objects.requireNonNull(cwd);
    Objects.requireNonNull(projectRoot);
    environment = new TreeMap<>(environment);
  }

  public SessionHello(Target target, String cwd, Map<String, String> environment) {
    this(target, cwd, cwd, false, new TreeMap<>(environment), 0);
  }

  /** Never prints the environment, which holds secrets. */
  @Override
  public String toString() {
    return target + " from pid " + pid + " in " + cwd;
  }
}
