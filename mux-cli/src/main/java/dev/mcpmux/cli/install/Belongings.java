package dev.mcpmux.cli.install;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What mcpmux has written for a user, by the names that it gives to files: a home may be a
 * directory that other things lie in. Links lead nowhere here: one that has such a name is removed
 * itself, and a directory that is one is left alone.
 */
public final class Belongings {

  private static final Pattern STATE =
      Pattern.compile(
          "catalog|processes|fallback|setup|usage|(usage|context)\\.db(\\.corrupt[0-9]?)?(-journal|-wal|-shm)?|java|http-token|[a-z-]+\\.json|[a-z-]+\\.key|uid-[0-9-]+"
              + "|(java[0-9]*|[a-z.-]+)\\.new");

  private static final Pattern LOGS = Pattern.compile(".+\\.log(\\.1)?");
  private static final Pattern LOCKS = Pattern.compile("(daemon|start)\\.lock");

  /** What a daemon binds before the socket has its name; behind the letter is its pid. */
  private static final Pattern BINDING = Pattern.compile("s[0-9]{1,18}");

  private static final Pattern CONFIG = Pattern.compile("config\\.json|servers\\.d");
  private static final Pattern ALL = Pattern.compile(".+");

  private final Path user;
  private final List<Path> paths = new ArrayList<>();
  private final List<Path> others = new ArrayList<>();
  private final Set<Path> directories = new LinkedHashSet<>();

  /**
   * @param user the user's home directory: directories in it that are empty in the end go as well
   */
  public Belongings(Path user) {
    this.user = user;
  }

  /**
   * What daemons keep. A home with a long path has its socket where other homes have theirs, so of
   * sockets only this one is to go.
   */
  public Belongings state(Path state, Path logs, Path runtime, Path socket) throws IOException {
    add(logs, LOGS, List.of());
    add(state, STATE, List.of(logs));
    String name = socket.getFileName().toString();
    boolean isThere = socket.getParent().equals(runtime);
    add(
        runtime,
        entry -> LOCKS.matcher(entry).matches() || isLeft(entry) || isThere && entry.equals(name),
        List.of());
    if (!isThere && Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      add(socket.getParent(), name::equals, List.of());
    }
    return this;
  }

  private static boolean isLeft(String name) {
    return BINDING.matcher(name).matches()
        && ProcessHandle.of(Long.parseLong(name.substring(1))).isEmpty();
  }

  /** The archives of classes. */
  public Belongings cache(Map<String, String> environment) throws IOException {
    Path cache = Caches.of(environment).directory();
    if (cache != null) {
      add(cache, ALL, List.of());
    }
    return this;
  }

  /**
   * What the user has written.
   *
   * @param config the config file
   */
  public Belongings config(Path config) throws IOException {
    add(config.getParent(), CONFIG, List.of());
    return this;
  }

  private void add(Path directory, Pattern names, List<Path> known) throws IOException {
    add(directory, names.asMatchPredicate(), known);
  }

  /**
   * @param known what is in it and no stranger, although it does not go by its name
   */
  private void add(Path directory, Predicate<String> names, List<Path> known) throws IOException {
    if (Files.isSymbolicLink(directory)) {
      others.add(directory);
      return;
    }
    if (!Files.isDirectory(directory)) {
      return;
    }
    directories.add(directory);
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.sorted().toList()) {
        if (names.test(entry.getFileName().toString())) {
          paths.add(entry);
        } else if (!known.contains(entry)) {
          others.add(entry);
        }
      }
    }
  }

  /** What is to go; a directory of which nothing stays is one. */
  public List<Path> paths() {
    Set<Path> shown = new LinkedHashSet<>();
    for (Path path : paths) {
      Path whole = path;
      for (Path directory : directories) {
        if (path.startsWith(directory) && others.stream().noneMatch(o -> o.startsWith(directory))) {
          whole = whole.getNameCount() > directory.getNameCount() ? directory : whole;
        }
      }
      shown.add(whole);
    }
    return List.copyOf(shown);
  }

  /** What lies beside it and stays. */
  public List<Path> others() {
    return List.copyOf(others);
  }

  /** Removes it, and the directories that it leaves empty. */
  public void remove() throws IOException {
    for (Path path : paths) {
      Tree.delete(path);
    }
    for (Path directory : directories) {
      removeEmpty(directory, user);
    }
  }

  /**
   * Removes a directory that is empty, and so those above it, as far as they are below the user's
   * home; the first one wherever it is.
   */
  static void removeEmpty(Path directory, Path user) throws IOException {
    Path at = directory;
    do {
      try {
        Files.delete(at);
      } catch (DirectoryNotEmptyException e) {
        return;
      } catch (NoSuchFileException e) {
        // what is above it may be there
      }
      at = at.getParent();
    } while (at != null && at.startsWith(user) && !at.equals(user) && !Files.isSymbolicLink(at));
  }
}
