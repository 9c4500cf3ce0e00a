package dev.mcpmux.netty;

import dev.mcpmux.core.SessionHello;
import dev.mcpmux.core.Target;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * Completes a hello by what the disk says: the project that the client works in, and whether an
 * ad-hoc command means files there. Never on the event loop.
 */
final class ProjectRoots {

  private static final String PROJECT_DIR = "CLAUDE_PROJECT_DIR";

  private ProjectRoots() {}

  /**
   * @param hello of a session
   */
  static SessionHello complete(Hello hello) {
    Target target = hello.target().orElseThrow();
    Path cwd = Path.of(hello.cwd());
    String root = root(hello, cwd);
    boolean namesFiles =
        target instanceof Target.AdHoc adHoc
            && !cwd.equals(Path.of(root))
            && adHoc.command().stream().anyMatch(word -> namesFile(word, cwd));
    return new SessionHello(
        target, hello.cwd(), root, namesFiles, new TreeMap<>(hello.environment()), hello.pid());
  }

  private static String root(Hello hello, Path cwd) {
    String given = hello.environment().getOrDefault(PROJECT_DIR, "");
    if (given.startsWith("/") && isDirectory(given)) {
      return given;
    }
    for (Path directory = cwd; directory != null; directory = directory.getParent()) {
      // a directory, or a file in a linked work tree
      if (Files.exists(directory.resolve(".git"))) {
        return directory.toString();
      }
    }
    return hello.cwd();
  }

  private static boolean isDirectory(String path) {
    try {
      return Files.isDirectory(Path.of(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean namesFile(String word, Path cwd) {
    if (word.startsWith("./") || word.startsWith("../") || word.equals(".") || word.equals("..")) {
      return true;
    }
    if (word.isEmpty() || word.startsWith("-") || word.startsWith("/")) {
      return false;
    }
    try {
      return Files.exists(cwd.resolve(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
