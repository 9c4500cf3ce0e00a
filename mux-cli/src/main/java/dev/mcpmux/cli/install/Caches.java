package dev.mcpmux.cli.install;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The archives of classes that daemons make outside of their tree: {@code bin/mcpmux} puts that of
 * a tree below a directory of the same path.
 *
 * @param directory the directory of all; null where there is no home
 */
record Caches(Path directory) {

  static Caches of(Map<String, String> environment) {
    String cache = environment.get("XDG_CACHE_HOME");
    String home = environment.get("HOME");
    if (cache != null && cache.startsWith("/")) {
      return new Caches(Path.of(cache, "mcpmux"));
    }
    return new Caches(home == null || home.isEmpty() ? null : Path.of(home, ".cache/mcpmux"));
  }

  /** Removes those of one tree. */
  void remove(Path tree) throws IOException {
    if (directory == null || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Path own = directory.resolve(tree.toString().substring(1));
    Tree.delete(own);
    for (Path above = own.getParent(); above.startsWith(directory); above = above.getParent()) {
      try {
        Files.delete(above);
      } catch (DirectoryNotEmptyException e) {
        return;
      } catch (NoSuchFileException e) {
        // what is above it may be there
      }
    }
  }
}
