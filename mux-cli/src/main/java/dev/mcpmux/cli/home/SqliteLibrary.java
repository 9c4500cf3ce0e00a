package dev.mcpmux.cli.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * SQLite itself. In a distribution it lies beside the jars: out of its jar it would be unpacked
 * into /tmp. Loads nothing of it.
 */
public final class SqliteLibrary {

  private SqliteLibrary() {}

  /** Whether this is a distribution that has none for this machine. */
  public static boolean isMissing() {
    return Distribution.treeIfKnown().filter(tree -> !isThere(file(tree))).isPresent();
  }

  /** Has it loaded from where it is. */
  public static void use() throws IOException {
    Optional<Path> tree = Distribution.treeIfKnown();
    if (tree.isEmpty()) {
      return;
    }
    Path library = file(tree.get());
    if (!isThere(library)) {
      throw new IOException("mcpmux has SQLite for Linux on x86-64 and ARM64 only");
    }
    System.setProperty("org.sqlite.lib.path", library.getParent().toString());
    System.setProperty("org.sqlite.lib.name", library.getFileName().toString());
  }

  private static Path file(Path tree) {
    String arch = System.getProperty("os.arch").replace("amd64", "x86_64");
    return tree.resolve("lib").resolve("libsqlitejdbc_" + arch + ".so");
  }

  private static boolean isThere(Path library) {
    return System.getProperty("os.name").equals("Linux") && Files.exists(library);
  }
}
