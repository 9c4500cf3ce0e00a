package dev.mcpmux.cli.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.config.observe.UsageSettings;
import dev.mcpmux.cli.home.SqliteLibrary;
import dev.mcpmux.cli.sqlite.Sqlite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A distribution without SQLite for this machine keeps no history, and says so. */
class SqliteLibraryTest {

  private static final String PROPERTY = "mcpmux.dist";

  @TempDir private Path directory;
  private String before;

  @BeforeEach
  void beInDistributionWithoutLibrary() {
    before = System.getProperty(PROPERTY);
    System.setProperty(PROPERTY, directory.toString());
  }

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
  }

  @Test
  void it_is_missing_where_the_distribution_has_none_and_not_outside_of_one() {
    assertThat(SqliteLibrary.isMissing()).isTrue();
    System.clearProperty(PROPERTY);
    assertThat(SqliteLibrary.isMissing()).isFalse();
  }

  @Test
  void no_database_is_made_that_could_not_be_opened() {
    Path database = directory.resolve("usage.db");

    assertThatThrownBy(() -> Sqlite.open(database))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("mcpmux has SQLite");
    assertThat(database).doesNotExist();
  }

  @Test
  void where_nothing_can_be_kept_that_is_said() {
    UsageSettings settings = new UsageSettings(true, 90, 50);

    assertThat(new Fold(directory, settings).run(Map.of()))
        .hasValueSatisfying(what -> assertThat(what).contains("mcpmux has SQLite"));
  }
}
