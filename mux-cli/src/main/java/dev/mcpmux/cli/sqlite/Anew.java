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
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Moves a database that is corrupt aside, and has a new one begin. */
public final class Anew {

  /** What SQLite has beside a database, which belongs to that one alone. */
  private static final List<String> BESIDE = List.of("-shm", "-journal", "-wal");

  private static final int MAX_ASIDE = 9;

  /** SQLite locks none so far behind. */
  private static final long LOCK = Long.MAX_VALUE - 1;

  /** Here SQLite locks a database that it reads; one with a WAL for as long as it is open. */
  private static final long READERS = 0x40000002L;

  private static final long MAX_READERS = 510;

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
   * @throws IOException also where it is corrupt and another process has it open: what that one
   *     writes would be in the file that was moved
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
  public static Object identity(Path database) throws IOException {
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
        FileLock mover = channel.lock(LOCK, 1, false)) {
      if (!mover.isValid() || !Objects.equals(file, identity(database))) {
        return null;
      }
      try (FileLock alone = channel.tryLock(READERS, MAX_READERS, false)) {
        if (alone == null) {
          throw new IOException(database + " is corrupt, and another process has it open");
        }
        return move(database);
      }
    } catch (NoSuchFileException e) {
      return null; // whoever has moved it has not begun yet
    }
  }

  /**
   * The database goes last. While it has its name, nobody begins a new one that would take what
   * belongs to this one for its own; and if this ends halfway, it is found corrupt again and
   * follows the rest.
   */
  private static Path move(Path database) throws IOException {
    Path aside = aside(database);
    for (String beside : BESIDE) {
      if (Files.exists(with(database, beside))) {
        Files.move(
            with(database, beside), with(aside, beside), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return Files.move(database, aside, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A name that takes nothing from an earlier one, of which some are kept. */
  private static Path aside(Path database) {
    Path aside = with(database, ".corrupt");
    for (int i = 2; i <= MAX_ASIDE && !isFree(database, aside); i++) {
      aside = with(database, ".corrupt" + i);
    }
    return aside;
  }

  private static boolean isFree(Path database, Path aside) {
    return !Files.exists(aside)
        && BESIDE.stream()
            .noneMatch(
                beside ->
                    Files.exists(with(database, beside)) && Files.exists(with(aside, beside)));
  }

  private static Path with(Path database, String end) {
    return database.resolveSibling(database.getFileName() + end);
  }
}
