package dev.mcpmux.cli.usage;

import dev.mcpmux.cli.sqlite.Sqlite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Consumer;

/** Moves a database that is corrupt aside, and has a new one begin. */
final class Anew {

  /** What is done with a database. */
  interface Work<T> {
    T run() throws SQLException, IOException;
  }

  private Anew() {}

  /**
   * Does it, and once more where the database is corrupt.
   *
   * @param said gets a sentence for people, unless another process has moved it
   */
  static <T> T ifCorrupt(Path database, Consumer<String> said, Work<T> work)
      throws SQLException, IOException {
    Object file = identity(database);
    try {
      return work.run();
    } catch (SQLException e) {
      if (!Sqlite.isCorrupt(e)) {
        throw e;
      }
    }
    if (Objects.equals(file, identity(database))) {
      Path aside = moveAside(database);
      said.accept(
          "the usage history was corrupt: it is in " + aside + " now, and a new one begins");
    }
    return work.run();
  }

  /** What tells it from another one of the same name; null where there is none. */
  private static Object identity(Path database) throws IOException {
    try {
      return Files.readAttributes(database, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static Path moveAside(Path database) throws IOException {
    // belongs to the one that is corrupt, and must not be there when the new one begins
    Files.deleteIfExists(database.resolveSibling(database.getFileName() + "-journal"));
    Path aside = database.resolveSibling(database.getFileName() + ".corrupt");
    Files.move(database, aside, StandardCopyOption.REPLACE_EXISTING);
    return aside;
  }
}
