package dev.mcpmux.cli.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Takes the versions of a prefix away, and what leads to them. */
public final class Uninstall {

  private static final long PATIENCE_MILLIS = 5_000;
  private static final long POLL_MILLIS = 100;

  private final Prefix prefix;
  private final Path user;

  /**
   * @param user the user's home directory: directories in it that are empty in the end go as well
   */
  public Uninstall(Prefix prefix, Path user) {
    this.prefix = prefix;
    this.user = user;
  }

  /** What is to go; empty where nothing is installed, or a package is. */
  public List<Path> paths() throws IOException {
    if (prefix.isOfPackages()) {
      return List.of();
    }
    List<Path> paths = new ArrayList<>();
    if (prefix.hasOurCommand()) {
      paths.add(prefix.command());
    }
    paths.addAll(present(List.of(prefix.bin().resolve(".mcpmux.new"), prefix.current())));
    paths.addAll(prefix.allVersions());
    paths.addAll(prefix.leftovers());
    paths.addAll(present(List.of(prefix.own().resolve(".current.new"), prefix.lock())));
    return paths;
  }

  private static List<Path> present(List<Path> paths) {
    return paths.stream().filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS)).toList();
  }

  /** Whether the system's package manager has to take the versions away. */
  public boolean isOfPackages() {
    return prefix.isOfPackages();
  }

  /**
   * The processes that use a version, when those that are just ending have had their time: sessions
   * of another home, say.
   *
   * @param known those that are not asked for
   */
  public Set<Long> users(Set<Long> known) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    Set<Long> users = usersNow(known);
    while (!users.isEmpty() && System.nanoTime() - deadline < 0) {
      Thread.sleep(POLL_MILLIS);
      users = usersNow(known);
    }
    return users;
  }

  private Set<Long> usersNow(Set<Long> known) throws IOException {
    Set<Long> users = new LinkedHashSet<>();
    if (Users.canBeTold() && !prefix.isOfPackages()) {
      for (Path version : prefix.allVersions()) {
        users.addAll(Users.of(version));
      }
    }
    users.removeAll(known);
    return users;
  }

  /**
   * Removes it all. This process may itself run from there: nothing of it can be loaded afterwards.
   */
  public void remove() throws IOException {
    if (prefix.isOfPackages()) {
      return;
    }
    for (Path path : paths()) {
      Tree.delete(path);
    }
    Belongings.removeEmpty(prefix.versions(), user);
    for (Path directory : List.of(prefix.own(), prefix.own().getParent(), prefix.bin())) {
      boolean isUsers = directory.startsWith(user) && !Files.isSymbolicLink(directory);
      if (directory.equals(prefix.own()) || isUsers) {
        Belongings.removeEmpty(directory, user);
      }
    }
  }
}
