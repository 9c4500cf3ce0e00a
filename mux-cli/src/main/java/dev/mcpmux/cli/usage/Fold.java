package dev.mcpmux.cli.usage;

import dev.mcpmux.cli.config.observe.UsageSettings;
import dev.mcpmux.cli.home.SqliteLibrary;
import dev.mcpmux.cli.sqlite.Anew;
import dev.mcpmux.cli.sqlite.Sqlite;
import dev.mcpmux.cli.text.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Puts the files that the daemon has left into the database. Whenever it is interrupted, each of
 * them counts once: its name is in the database with its numbers, and then the file goes. Several
 * processes may do it at the same time.
 */
final class Fold {

  /** What is in the database, for people. */
  static final String WHAT = "the usage history";

  private static final String SUFFIX = ".jsonl";

  /** Of a file that is not whole yet. */
  private static final String DRAFT_SUFFIX = SUFFIX + ".new";

  /** Nobody writes for so long. */
  private static final Duration DRAFT_AGE = Duration.ofHours(1);

  private final Path database;
  private final Path batches;
  private final Path summary;
  private final UsageSettings settings;
  private final ZoneId zone = ZoneId.systemDefault();

  /**
   * @param state the state directory
   */
  Fold(Path state, UsageSettings settings) {
    this.database = database(state);
    this.batches = state.resolve("usage");
    this.summary = UsedSummary.file(state);
    this.settings = settings;
  }

  static Path database(Path state) {
    return state.resolve("usage.db");
  }

  /**
   * @param sizes how much a process of a server takes, in KiB, of those that were measured now
   * @return what has gone wrong, a sentence for people; empty when nothing has
   */
  Optional<String> run(Map<String, Long> sizes) {
    try {
      SqliteLibrary.use();
      removeDrafts();
      List<Path> files = files(SUFFIX);
      if (files.isEmpty() && !Files.exists(database)) {
        return Optional.empty(); // nothing was ever used
      }
      return put(files, sizes);
    } catch (SQLException e) {
      return Optional.of(
          "the usage history cannot be kept: " + Sqlite.describe(e) + ": " + database);
    } catch (IOException e) {
      return Optional.of("the usage history cannot be kept: " + Failures.describe(e));
    }
  }

  private Optional<String> put(List<Path> files, Map<String, Long> sizes)
      throws SQLException, IOException {
    List<String> said = new ArrayList<>();
    Anew.ifCorrupt(
        database,
        WHAT,
        said::add,
        () -> {
          putInto(files, sizes, said::add);
          return null;
        });
    return said.stream().findFirst();
  }

  private void putInto(List<Path> files, Map<String, Long> sizes, Consumer<String> said)
      throws SQLException, IOException {
    boolean gone;
    List<Path> done = new ArrayList<>();
    try (UsageDatabase into = UsageDatabase.open(database)) {
      into.begin();
      try {
        for (Path file : files) {
          if (add(into, file)) {
            done.add(file);
          }
        }
        for (Map.Entry<String, Long> size : sizes.entrySet()) {
          into.size(size.getKey(), size.getValue());
        }
        LocalDate today = LocalDate.ofInstant(Instant.now(), zone);
        gone =
            into.bound(
                today.minusDays(settings.days() - 1L), settings.maxMegabytes() * 1024L * 1024L);
        into.commit();
      } catch (SQLException | IOException | RuntimeException e) {
        rollback(into);
        throw e;
      }
      remove(done);
      into.begin();
      for (Path file : done) {
        into.forgetBatch(file.getFileName().toString());
      }
      if (!done.isEmpty() || gone || !Files.exists(summary)) {
        sumUp(said); // before others may write, who have the same draft
      }
      into.commit();
    }
  }

  /** Where that fails, the history is kept all the same, and the next time it is made anew. */
  private void sumUp(Consumer<String> said) throws SQLException, IOException {
    try {
      UsedSummary.write(summary, database);
    } catch (SQLException e) {
      if (Sqlite.isCorrupt(e)) {
        throw e;
      }
      notSummedUp(said, Sqlite.describe(e));
    } catch (IOException e) {
      notSummedUp(said, Failures.describe(e));
    }
  }

  private void notSummedUp(Consumer<String> said, String why) throws IOException {
    said.accept("which tools are used most cannot be told to the daemon: " + why);
    Files.deleteIfExists(summary);
  }

  private static void remove(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  /** SQLite may have done so by itself. */
  private static void rollback(UsageDatabase into) {
    try {
      into.rollback();
    } catch (SQLException e) {
      // what has led here is thrown
    }
  }

  /** Returns whether the file may go: one of a later version waits for that version. */
  private boolean add(UsageDatabase into, Path file) throws SQLException, IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return true; // another process was faster
    }
    if (Batch.isLater(bytes)) {
      return false;
    }
    Batch batch = Batch.parse(bytes, zone);
    if (into.addBatch(file.getFileName().toString())) {
      for (Batch.Call call : batch.calls()) {
        into.add(batch.day(), call.key(), call.counts());
      }
      for (UsageDatabase.Life life : batch.lives()) {
        into.add(batch.day(), life);
      }
    }
    return true;
  }

  /** A daemon that was killed may leave one. */
  private void removeDrafts() throws IOException {
    Instant oldest = Instant.now().minus(DRAFT_AGE);
    for (Path draft : files(DRAFT_SUFFIX)) {
      try {
        if (Files.getLastModifiedTime(draft).toInstant().isBefore(oldest)) {
          Files.delete(draft);
        }
      } catch (NoSuchFileException e) {
        // it is whole now, or another process was faster
      }
    }
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> all = Files.list(batches)) {
      return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
