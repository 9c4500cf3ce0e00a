package dev.mcpmux.cli.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

/** A database that is corrupt goes aside whole, and from nobody who uses it. */
class AnewTest {

  @TempDir private Path directory;
  private Path database;
  private final List<String> said = new ArrayList<>();
  private int tries;

  @BeforeEach
  void damage() throws IOException {
    database = directory.resolve("a.db");
    Files.writeString(database, "main");
  }

  private void moveAside() throws Exception {
    tries = 0;
    Anew.ifCorrupt(
        database,
        "the file",
        said::add,
        () -> {
          if (tries++ == 0) {
            throw new SQLException("", "", SQLiteErrorCode.SQLITE_CORRUPT.code);
          }
          return null;
        });
  }

  @Test
  void all_that_belongs_to_it_goes_with_it() throws Exception {
    Files.writeString(directory.resolve("a.db-wal"), "wal");
    Files.writeString(directory.resolve("a.db-shm"), "shm");

    moveAside();

    assertThat(directory.resolve("a.db.corrupt")).hasContent("main");
    assertThat(directory.resolve("a.db.corrupt-wal")).hasContent("wal");
    assertThat(Files.list(directory))
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrder("a.db.corrupt", "a.db.corrupt-wal", "a.db.corrupt-shm");
    assertThat(said).singleElement().asString().contains("a.db.corrupt now");
  }

  @Test
  void what_was_interrupted_halfway_is_finished_under_the_same_name() throws Exception {
    Files.writeString(directory.resolve("a.db.corrupt-wal"), "wal");

    moveAside();

    assertThat(directory.resolve("a.db.corrupt")).hasContent("main");
    assertThat(directory.resolve("a.db.corrupt-wal")).hasContent("wal");
  }

  @Test
  void nothing_of_an_earlier_one_is_replaced() throws Exception {
    Files.writeString(directory.resolve("a.db.corrupt"), "earlier");
    Files.writeString(directory.resolve("a.db.corrupt2-wal"), "earlier wal");
    Files.writeString(directory.resolve("a.db-wal"), "wal");

    moveAside();

    assertThat(directory.resolve("a.db.corrupt")).hasContent("earlier");
    assertThat(directory.resolve("a.db.corrupt2-wal")).hasContent("earlier wal");
    assertThat(directory.resolve("a.db.corrupt3")).hasContent("main");
    assertThat(directory.resolve("a.db.corrupt3-wal")).hasContent("wal");
  }

  @Test
  void one_that_another_process_has_open_stays_where_it_is() throws Exception {
    Files.delete(database);
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                database.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("open");

      assertThatThrownBy(this::moveAside)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another process has it open");
      assertThat(database).exists();
      assertThat(said).isEmpty();
    } finally {
      other.getOutputStream().close();
      other.waitFor();
    }

    moveAside();
    assertThat(directory.resolve("a.db.corrupt")).exists();
  }

  /** Another process, which has it open until its input ends. */
  static final class Holder {
    public static void main(String[] arguments) throws Exception {
      try (Connection connection = Sqlite.open(Path.of(arguments[0]));
          Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("CREATE TABLE one (two)");
        System.out.println("open");
        System.in.read();
      }
    }
  }
}
