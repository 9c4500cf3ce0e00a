package dev.mcpmux.netty.socket;

import dev.mcpmux.core.ServerFacts;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionTraces;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.netty.files.FilePaths;
import dev.mcpmux.netty.io.Lookups;
import dev.mcpmux.netty.wire.Hello;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Asks what the disk has to say to a hello: the project that the client works in, and whether an
 * ad-hoc command means files there.
 *
 * @param cwd the client's
 * @param given what it says to be its project, empty for nothing
 * @param command empty unless it is an ad-hoc one
 * @param words of configured commands, those that may name a file in the cwd
 * @param links directories of its {@code PATH} that only one session has, and that are links to
 *     some that all have
 */
record ProjectLookup(
    String cwd, String given, List<String> command, List<String> words, List<String> links)
    implements Lookups.Question<ProjectLookup.Found> {

  private static final String PROJECT_DIR = "CLAUDE_PROJECT_DIR";
  private static final String PATH = "PATH";

  /** {@code fnm} makes a link of each shell's own to the version of Node that it uses. */
  private static final String LINK = "FNM_MULTISHELL_PATH";

  /**
   * @param root of the project
   * @param namesFiles whether a word of the command means another file in the cwd than in the root
   * @param words those that were looked for
   * @param filesInCwd of the words those that do
   * @param targets what the links lead to
   */
  record Found(
      String root,
      boolean namesFiles,
      Set<String> words,
      Set<String> filesInCwd,
      Map<String, String> targets) {

    /**
     * @param hello that was asked about
     * @param traces of it, so far
     */
    SessionHello complete(Hello hello, SessionTraces traces) {
      return new SessionHello(
          hello.target().orElseThrow(),
          new SessionHello.Place(hello.cwd(), root, namesFiles),
          new SessionHello.Variables(new TreeMap<>(hello.environment()), true),
          hello.pid(),
          new SessionTraces(
              traces.process(), traces.marks(), sharedPath(hello), filesInCwd, Optional.of(words)));
    }

    private Optional<String> sharedPath(Hello hello) {
      if (targets.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          entries(hello).stream()
              .map(entry -> targets.getOrDefault(entry, entry))
              .collect(Collectors.joining(File.pathSeparator)));
    }
  }

  private static List<String> entries(Hello hello) {
    String path = hello.environment().getOrDefault(PATH, "");
    return List.of(path.split(File.pathSeparator, -1));
  }

  /**
   * @param hello of a session
   * @param servers those of the config
   */
  static ProjectLookup of(Hello hello, Map<String, ServerConfig> servers) {
    return new ProjectLookup(
        hello.cwd(),
        hello.environment().getOrDefault(PROJECT_DIR, ""),
        hello.target().orElseThrow() instanceof Target.AdHoc adHoc ? adHoc.command() : List.of(),
        words(hello.target().orElseThrow(), servers),
        links(hello));
  }

  /** Of the commands of the servers that are wanted. */
  private static List<String> words(Target target, Map<String, ServerConfig> servers) {
    Set<String> words = new LinkedHashSet<>();
    for (ServerConfig server : servers.values()) {
      boolean wanted =
          target instanceof Target.Named named
              ? named.name().equals(server.name())
              : target instanceof Target.All;
      if (wanted) {
        words.addAll(ServerFacts.possibleFiles(server));
      }
    }
    return List.copyOf(words);
  }

  private static List<String> links(Hello hello) {
    String link = hello.environment().getOrDefault(LINK, "");
    if (!link.startsWith("/")) {
      return List.of();
    }
    return entries(hello).stream()
        .filter(entry -> entry.equals(link) || entry.startsWith(link + "/"))
        .toList();
  }

  @Override
  public List<Object> key() {
    return List.of("project", cwd, given, command, words, links);
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
    Set<String> filesInCwd =
        words.stream()
            .filter(word -> namesFile(word, directory))
            .collect(Collectors.toUnmodifiableSet());
    return new Found(root, namesFiles, Set.copyOf(words), filesInCwd, targets());
  }

  private Map<String, String> targets() {
    Map<String, String> targets = new HashMap<>();
    for (String entry : links) {
      try {
        targets.put(entry, Path.of(entry).toRealPath().toString());
      } catch (IOException | InvalidPathException e) {
        // it stays as it is
      }
    }
    return targets;
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
