package dev.mcpmux.netty;

import dev.mcpmux.core.SessionHello;
import dev.mcpmux.core.Target;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/**
 * Asks what the disk has to say to a hello: the project that the client works in, and whether an
 * ad-hoc command means files there.
 *
 * @param cwd the client's
 * @param given what it says to be its project, empty for nothing
 * @param command empty unless it is an ad-hoc one
 */
record ProjectLookup(String cwd, String given, List<String> command)
    implements Lookups.Question<ProjectLookup.Found> {

  private static final String PROJECT_DIR = "CLAUDE_PROJECT_DIR";

  /**
   * @param root of the project
   * @param namesFiles whether a word of the command means another file in the cwd than in the root
   */
  record Found(String root, boolean namesFiles) {

    /**
     * @param hello that was asked about
     */
    SessionHello complete(Hello hello) {
      return new SessionHello(
          hello.target().orElseThrow(),
          hello.cwd(),
          root,
          namesFiles,
          new TreeMap<>(hello.environment()),
          hello.pid());
    }
  }

  /**
   * @param hello of a session
   */
  static ProjectLookup of(Hello hello) {
    return new ProjectLookup(
        hello.cwd(),
        hello.environment().getOrDefault(PROJECT_DIR, ""),
        hello.target().orElseThrow() instanceof Target.AdHoc adHoc ? adHoc.command() : List.of());
  }

  @Override
  public List<Object> key() {
    return List.of("project", cwd, given, command);
  }

  @Override
  public String what() {
    return "the project of " + (given.isEmpty() ? cwd : given);
  }

  @Override
  public Found answer() {
    Path directory = FilePaths.of(cwd);
    String root = root(directory);
    boolean namesFiles =
        !directory.equals(FilePaths.of(root))
            && command.stream().anyMatch(word -> namesFile(word, directory));
    return new Found(root, namesFiles);
  }

  private String root(Path start) {
    if (given.startsWith("/") && isDirectory(given)) {
      return given;
    }
    for (Path directory = start; directory != null; directory = directory.getParent()) {
      // a directory, or a file in a linked work tree
      if (Files.exists(directory.resolve(".git"))) {
        return FilePaths.text(directory);
      }
    }
    return cwd;
  }

  private static boolean isDirectory(String path) {
    try {
      return Files.isDirectory(FilePaths.of(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean namesFile(String word, Path directory) {
    if (word.startsWith("./") || word.startsWith("../") || word.equals(".") || word.equals("..")) {
      return true;
    }
    if (word.isEmpty() || word.startsWith("-") || word.startsWith("/")) {
      return false;
    }
    try {
      return Files.exists(directory.resolve(FilePaths.of(word)));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
