package dev.mcpmux.cli.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Consumer;

/** Moves a database that is corrupt aside, and has a new one begin. */
public final class Anew {

  /** What SQLite has beside a database, which belongs to that one alone. */
  private static final String[] BESIDE = {"", "-journal", "-wal", "-shm"};

  private static final int MAX_ASIDE = 9;

  /** SQLite locks none so far behind. */
  private static final long LOCK = Long.MAX_VALUE - 1;

  /** What is done with a database. */
  public interface Work<T> {
    T run() throws SQLException, IOException;
  }

  private Anew() {}

  /**
   * Does it, and once more where the database is corrupt. Whatever has it open is closed when that
   * is said.
   *
   * @param what is in it, for people
   * @param said gets a sentence for people, unless another process has moved it
   */
  public static <T> T ifCorrupt(Path database, String what, Consumer<String> said, Work<T> work)
      throws SQLException, IOException {
    Object file = identity(database);
    try {
      return work.run();
    } catch (SQLException e) {
      if (!Sqlite.isCorrupt(e)) {
        throw e;
      }
    }
    Path aside = moveAside(database, file);
    if (aside != null) {
      said.accept(what + " was corrupt: it is in " + aside + " now, and a new one begins");
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

  /**
   * @return where it is; null where another one has its name by now
   */
  private static synchronized Path moveAside(Path database, Object file) throws IOException {
    try (FileChannel channel = FileChannel.open(database, StandardOpenOption.WRITE);
        FileLock lock = channel.lock(LOCK, 1, false)) {
      if (!lock.isValid() || !Objects.equals(file, identity(database))) {
        return null;
      }
      String name = database.getFileName().toString();
      String aside = unused(database, name + ".corrupt");
      for (String beside : BESIDE) {
        try {
          Files.move(
              database.resolveSibling(name + beside),
              database.resolveSibling(aside + beside),
              StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
          // as nearly always
        }
      }
      return database.resolveSibling(aside);
    } catch (NoSuchFileException e) {
      return null; // whoever has moved it has not begun yet
    }
  }

  /** An earlier one is kept as well, up to a number. */
  private static String unused(Path database, String name) {
    String free = name;
    for (int i = 2; i <= MAX_ASIDE && Files.exists(database.resolveSibling(free)); i++) {
      free = name + i;
    }
    return free;
  }
}
