package dev.mcpmux.core.sharing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Words of a configured command that mean the client's directory, or a file in it: what is run is
 * another thing in each project, so it is not for all of them.
 */
public final class DirectoryWords {
  private static final String PWD = "${PWD}";

  /** It serves the directories that its arguments name, and without any those of the client. */
  private static final String FILESYSTEM = "filesystem";

  /** Programs whose first argument names a package, and no file. */
  private static final Set<String> PACKAGE_RUNNERS =
      Set.of("npx", "npm", "pnpm", "pnpx", "yarn", "bunx", "uvx", "pipx", "docker", "podman");

  private DirectoryWords() {}

  /**
   * What in a command means the client's directory in any case; empty for nothing.
   *
   * @param words the program and its arguments, with variables as the config has them
   */
  static Optional<String> certain(List<String> words, WellKnownServers table) {
    for (String word : words) {
      String path = value(word);
      if (path.equals(".")
          || path.equals("..")
          || path.startsWith("./")
          || path.startsWith("../")
          || path.contains(PWD)) {
        return Optional.of("\"" + word + "\"");
      }
    }
    return servesNothing(words, table)
        ? Optional.of("a server of files without a directory")
        : Optional.empty();
  }

  private static boolean servesNothing(List<String> words, WellKnownServers table) {
    List<String> start = CommandWords.ofServer(words);
    return table.entries().containsKey(FILESYSTEM)
        && start.stream()
            .anyMatch(word -> CommandWords.names(word, table.entries().get(FILESYSTEM)))
        && words.subList(start.size(), words.size()).stream()
            .allMatch(word -> word.startsWith("-"));
  }

  /**
   * Words that mean a file of the client's directory if there is one of that name.
   *
   * @param words as for {@link #certain}
   */
  public static List<String> candidates(List<String> words) {
    int from = 0;
    if (PACKAGE_RUNNERS.contains(CommandWords.program(words.get(0)))) {
      from = CommandWords.ofServer(words).size();
    } else if (words.get(0).indexOf('/') < 0) {
      from = 1; // it is found on the PATH
    }
    Set<String> candidates = new LinkedHashSet<>();
    for (String word : words.subList(from, words.size())) {
      String path = value(word);
      boolean isOther =
          path.isEmpty()
              || path.startsWith("-")
              || path.startsWith("/")
              || path.startsWith("~")
              || path.contains("${")
              || path.contains("://");
      if (!isOther) {
        candidates.add(path);
      }
    }
    return new ArrayList<>(candidates);
  }

  /** Of {@code --db=data.db} what follows the equals sign. */
  private static String value(String word) {
    int equals = word.startsWith("-") ? word.indexOf('=') : -1;
    return equals < 0 ? word : word.substring(equals + 1);
  }
}
