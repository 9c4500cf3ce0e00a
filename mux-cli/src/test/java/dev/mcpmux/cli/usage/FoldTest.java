package dev.mcpmux.cli.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.config.observe.UsageSettings;
import dev.mcpmux.cli.sqlite.Anew;
import dev.mcpmux.cli.sqlite.Sqlite;
import dev.mcpmux.core.port.CallEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

/** Files of the daemon come into the database once each, whatever happens. */
class FoldTest {

  private static final UsageSettings SETTINGS = new UsageSettings(true, 90, 50);
  private static final LocalDate TODAY = LocalDate.now();

  @TempDir private Path state;

  private Path batches;
  private Path database;

  @BeforeEach
  void makeDirectory() throws IOException {
    batches = Files.createDirectory(state.resolve("usage"));
    database = Fold.database(state);
  }

  private static String head(LocalDate day) {
    long at = day.atTime(12, 0).atZone(ZoneId.systemDefault()).toEpochSecond();
    return "{\"version\":1,\"at\":" + at + "}\n";
  }

  private static String call(String tool, String session, int results, int errors) {
    return "{\"server\":\"s\",\"method\":\"tools/call\",\"tool\":\""
        + tool
        + "\",\"client\":\"c\",\"project\":\"/app\",\"session\":\""
        + session
        + "\",\"ends\":{\"result\":"
        + results
        + ",\"tool_error\":"
        + errors
        + "},\"micros\":1000,\"bytes\":10,\"times\":[20,"
        + results
        + "]}\n";
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(batches.resolve(name + ".jsonl"), text);
  }

  private Optional<String> fold() {
    return fold(SETTINGS);
  }

  private Optional<String> fold(UsageSettings settings) {
    return new Fold(state, settings).run(Map.of());
  }

  private History history() throws SQLException, IOException {
    return History.read(database, LocalDate.EPOCH, EnumSet.allOf(By.class));
  }

  private String tools() throws Exception {
    return history().by(By.TOOL).stream()
        .map(
            group ->
                group.names().get(1)
                    + " "
                    + group.counts().ended(CallEnd.RESULT)
                    + "/"
                    + group.counts().calls())
        .collect(Collectors.joining(", "));
  }

  private List<Path> left() throws IOException {
    try (var files = Files.list(batches)) {
      return files.toList();
    }
  }

  @Test
  void what_was_counted_at_several_times_is_one_sum_and_the_files_are_gone() throws Exception {
    write("1", head(TODAY) + call("echo", "a", 2, 1) + call("die", "a", 0, 1));
    write("2", head(TODAY) + call("echo", "a", 3, 0) + call("echo", "b", 1, 0));

    assertThat(fold()).isEmpty();

    assertThat(tools()).isEqualTo("echo 6/7, die 0/1");
    assertThat(history().by(By.SESSION)).hasSize(2);
    assertThat(history().by(By.TOOL).get(0).counts().p95Micros()).isBetween(500L, 700L);
    assertThat(left()).isEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(database)))
        .isEqualTo("rw-------");
  }

  @Test
  void what_each_client_has_used_in_each_project_is_summed_up_for_the_daemon() throws Exception {
    String other = call("echo", "a", 1, 0).replace("/app", "/\\\"web").replace("\"c\"", "\"d\"");
    write("1", head(TODAY.minusDays(1)) + call("echo", "a", 2, 1) + call("old", "a", 9, 0) + other);
    write("2", head(TODAY) + call("echo", "b", 3, 0) + call("die", "a", 0, 4));
    write("3", head(TODAY) + call("nobodys", "", 5, 0).replace("\"c\"", "\"\""));

    assertThat(fold()).isEmpty();

    Path summary = state.resolve("usage.tools");
    assertThat(Files.readString(summary).lines())
        .containsExactly(
            "{\"version\":1}",
            "{\"client\":\"c\",\"project\":\"/app\",\"server\":\"s\",\"tool\":\"echo\","
                + "\"ends\":{\"result\":5}}",
            "{\"client\":\"c\",\"project\":\"/app\",\"server\":\"s\",\"tool\":\"old\","
                + "\"ends\":{\"result\":9}}",
            "{\"client\":\"d\",\"project\":\"/\\\"web\",\"server\":\"s\",\"tool\":\"echo\","
                + "\"ends\":{\"result\":1}}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(summary)))
        .isEqualTo("rw-------");
  }

  @Test
  void a_summary_that_cannot_be_written_is_a_sentence_and_is_made_when_it_can_be()
      throws Exception {
    Path summary = state.resolve("usage.tools");
    write("1", head(TODAY) + call("echo", "a", 1, 0));
    fold();
    Path inTheWay = Files.createDirectories(state.resolve("usage.tools.new/full")).getParent();
    write("2", head(TODAY) + call("echo", "a", 2, 0));

    assertThat(fold()).hasValueSatisfying(what -> assertThat(what).startsWith("which tools"));
    assertThat(left()).isEmpty();
    assertThat(tools()).isEqualTo("echo 3/3");
    assertThat(summary).doesNotExist();

    Files.delete(inTheWay.resolve("full"));
    assertThat(fold()).isEmpty();
    assertThat(summary).content().contains("{\"result\":3}");
    assertThat(inTheWay).doesNotExist();
  }

  @Test
  void what_goes_with_its_days_is_not_summed_up_any_more() throws Exception {
    write("1", head(TODAY.minusDays(10)) + call("old", "a", 1, 0));
    write("2", head(TODAY) + call("echo", "a", 1, 0));
    fold();

    assertThat(fold(new UsageSettings(true, 10, 50))).isEmpty();
    assertThat(state.resolve("usage.tools")).content().contains("echo").doesNotContain("old");
  }

  @Test
  void of_very_many_tools_of_a_client_the_most_used_are_summed_up() throws Exception {
    StringBuilder calls = new StringBuilder(head(TODAY));
    for (int i = 0; i < 190; i++) {
      calls.append(call("t" + i, "a", i + 1, 0));
    }
    write("1", calls.toString());

    fold();

    assertThat(Files.readString(state.resolve("usage.tools")).lines())
        .hasSize(1 + UsedSummary.MAX_TOOLS)
        .anyMatch(line -> line.contains("\"t189\""))
        .noneMatch(line -> line.contains("\"t5\""));
  }

  @Test
  void a_file_that_was_left_there_after_it_was_counted_is_not_counted_again() throws Exception {
    write("1", head(TODAY) + call("echo", "a", 2, 0));
    fold();
    try (UsageDatabase into = UsageDatabase.open(database)) {
      into.begin();
      into.addBatch("2.jsonl"); // as if it had ended between its last two steps
      into.commit();
    }
    write("2", head(TODAY) + call("echo", "a", 2, 0));

    assertThat(fold()).isEmpty();
    assertThat(tools()).isEqualTo("echo 2/2");
    assertThat(left()).isEmpty();
    write("3", head(TODAY) + call("echo", "a", 2, 0));
    fold();
    assertThat(tools()).isEqualTo("echo 4/4");
  }

  @Test
  void a_file_that_ends_in_the_midst_of_a_line_costs_that_line() throws Exception {
    String whole = head(TODAY) + call("echo", "a", 2, 0) + call("die", "a", 1, 0);
    for (int length = 0; length < whole.length(); length += 7) {
      write("cut-" + length, whole.substring(0, length));
    }
    write("whole", whole);

    assertThat(fold()).isEmpty();
    assertThat(history().by(By.TOOL)).hasSize(2).allMatch(group -> group.counts().calls() > 0);
    assertThat(left()).isEmpty();
  }

  @Test
  void a_file_of_something_else_costs_itself() throws Exception {
    Files.write(batches.resolve("0.jsonl"), new byte[] {0, (byte) 0xff, '{', '\n', '[', '1'});
    write("1", "{\"version\":99,\"at\":1}\n" + call("later", "a", 1, 0));
    write("2", head(TODAY) + "[]\n\"text\"\n{\"server\":{}}\n" + call("echo", "a", 1, 0));

    assertThat(fold()).isEmpty();
    assertThat(tools()).isEqualTo("echo 1/1");
  }

  @Test
  void a_file_of_a_later_version_waits_for_it() throws Exception {
    write("1", "{\"version\":99,\"at\":1}\n" + call("later", "a", 1, 0));
    write("2", head(TODAY) + call("echo", "a", 1, 0));

    for (int round = 0; round < 2; round++) {
      assertThat(fold()).isEmpty();
      assertThat(tools()).isEqualTo("echo 1/1");
      assertThat(left()).containsExactly(batches.resolve("1.jsonl"));
    }
  }

  @Test
  void what_a_daemon_that_was_killed_has_begun_goes_and_what_is_written_now_stays()
      throws Exception {
    Path killed = Files.createFile(batches.resolve("1.jsonl.new"));
    Files.setLastModifiedTime(killed, FileTime.from(Instant.now().minusSeconds(2 * 3600)));
    Path written = Files.createFile(batches.resolve("2.jsonl.new"));

    assertThat(fold()).isEmpty();
    assertThat(left()).containsExactly(written);
  }

  @Test
  void a_database_that_is_corrupt_is_moved_aside_and_a_new_one_begins() throws Exception {
    Files.writeString(database, "this is no database ".repeat(1000));
    write("1", head(TODAY) + call("echo", "a", 1, 0));

    assertThat(fold()).hasValueSatisfying(what -> assertThat(what).contains("corrupt", "usage.db"));
    assertThat(tools()).isEqualTo("echo 1/1");
    assertThat(state.resolve("usage.db.corrupt")).content().startsWith("this is no database");
    assertThat(fold()).isEmpty();
  }

  @Test
  void a_database_with_damage_within_is_moved_aside_as_well() throws Exception {
    write(
        "1",
        head(TODAY)
            + IntStream.range(0, 2000)
                .mapToObj(i -> call("echo", "session" + i, 1, 0))
                .collect(Collectors.joining()));
    fold();
    byte[] bytes = Files.readAllBytes(database);
    for (int i = 4096; i < bytes.length; i++) {
      bytes[i] = (byte) 0xA5;
    }
    Files.write(database, bytes);
    write("2", head(TODAY) + call("echo", "a", 1, 0));

    assertThat(fold()).hasValueSatisfying(what -> assertThat(what).contains("corrupt"));
    assertThat(tools()).isEqualTo("echo 1/1");
  }

  @Test
  void damage_that_only_reading_meets_is_moved_aside_as_well() throws Exception {
    Files.writeString(database, "this is no database ".repeat(1000));
    List<String> said = new ArrayList<>();

    assertThat(
            UsageCommand.read(database, LocalDate.EPOCH, EnumSet.of(By.TOOL), said::add)
                .by(By.TOOL))
        .isEmpty();
    assertThat(said)
        .singleElement()
        .satisfies(what -> assertThat(what).contains("corrupt", "usage.db"));
    assertThat(state.resolve("usage.db.corrupt")).content().startsWith("this is no database");
  }

  @Test
  void what_another_process_has_begun_anew_is_not_moved_aside() throws Exception {
    Files.writeString(database, "this is no database ".repeat(1000));
    write("1", head(TODAY) + call("echo", "a", 1, 0));
    List<String> said = new ArrayList<>();
    AtomicBoolean first = new AtomicBoolean(true);

    History history =
        Anew.ifCorrupt(
            database,
            Fold.WHAT,
            said::add,
            () -> {
              if (first.getAndSet(false)) {
                fold(); // the other one, at the same time
                throw new SQLException("", "", SQLiteErrorCode.SQLITE_CORRUPT.code);
              }
              return history();
            });

    assertThat(history.total().calls()).isEqualTo(1);
    assertThat(said).isEmpty();
    assertThat(state.resolve("usage.db.corrupt")).content().startsWith("this is no database");
  }

  @Test
  void several_processes_that_do_it_at_once_count_each_file_once() throws Exception {
    for (int i = 0; i < 40; i++) {
      write("batch-" + i, head(TODAY) + call("echo", "a", 1, 0));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Optional<String>>> folds = threads.invokeAll(Collections.nCopies(4, this::fold));
      for (Future<Optional<String>> each : folds) {
        assertThat(each.get()).isEmpty();
      }
    } finally {
      threads.shutdown();
    }

    assertThat(tools()).isEqualTo("echo 40/40");
    assertThat(left()).isEmpty();
  }

  @Test
  void a_database_that_is_locked_loses_nothing() throws Exception {
    write("1", head(TODAY) + call("echo", "a", 1, 0));
    fold();
    write("2", head(TODAY) + call("echo", "a", 1, 0));
    try (Connection other = Sqlite.open(database);
        Statement lock = other.createStatement()) {
      lock.execute("BEGIN EXCLUSIVE");

      assertThat(fold()).hasValueSatisfying(what -> assertThat(what).contains("locked"));
      assertThat(left()).hasSize(1);
      lock.execute("ROLLBACK");
    }

    assertThat(fold()).isEmpty();
    assertThat(tools()).isEqualTo("echo 2/2");
  }

  @Test
  void a_database_that_cannot_be_had_is_a_sentence() throws Exception {
    Files.createDirectory(database);
    write("1", head(TODAY) + call("echo", "a", 1, 0));

    assertThat(fold()).hasValueSatisfying(what -> assertThat(what).contains("cannot be opened"));
    assertThat(left()).hasSize(1);
  }

  @Test
  void a_database_of_a_later_version_is_left_alone() throws Exception {
    write("1", head(TODAY) + call("echo", "a", 1, 0));
    fold();
    try (Connection other = Sqlite.open(database);
        Statement statement = other.createStatement()) {
      statement.execute("PRAGMA user_version = 2");
    }
    write("2", head(TODAY) + call("echo", "a", 1, 0));

    assertThat(fold()).hasValueSatisfying(what -> assertThat(what).contains("later version"));
    assertThat(left()).hasSize(1);
  }

  @Test
  void what_is_too_old_goes() throws Exception {
    write("1", head(TODAY.minusDays(10)) + call("old", "a", 1, 0));
    write("2", head(TODAY.minusDays(9)) + call("echo", "a", 1, 0));

    fold(new UsageSettings(true, 10, 50));
    assertThat(tools()).isEqualTo("echo 1/1");
  }

  @Test
  void the_oldest_days_go_when_there_is_too_much() throws Exception {
    for (int day = 0; day < 10; day++) {
      int number = day;
      write(
          "day-" + day,
          head(TODAY.minusDays(day))
              + IntStream.range(0, 1000)
                  .mapToObj(i -> call("echo" + i % 50, number + "-session-" + i, 1, 0))
                  .collect(Collectors.joining()));
    }

    fold(new UsageSettings(true, 90, 1));

    assertThat(Files.size(database)).isLessThanOrEqualTo(1 << 20);
    List<History.Group> days = history().by(By.DAY);
    assertThat(days).isNotEmpty().hasSizeLessThan(10);
    assertThat(days.get(days.size() - 1).last()).isEqualTo(TODAY.toString());
    assertThat(days.get(0).last()).isEqualTo(TODAY.minusDays(days.size() - 1L).toString());
  }

  @Test
  void names_that_never_come_again_do_not_grow_it() throws Exception {
    int names = UsageDatabase.MAX_TOOLS_PER_DAY + 100;
    write("0", head(TODAY) + call("echo", "a", 1, 0));
    write(
        "1",
        head(TODAY)
            + IntStream.range(0, names)
                .mapToObj(i -> call("random" + i, "a", 1, 0))
                .collect(Collectors.joining())
            + call("echo", "b", 1, 0));

    fold();

    assertThat(history().by(By.TOOL)).hasSize(UsageDatabase.MAX_TOOLS_PER_DAY + 1);
    assertThat(history().total().calls()).isEqualTo(names + 2);
    assertThat(tools()).contains("echo 2/2").contains("other 101/101");
  }

  @Test
  void it_answers_what_was_used_before_in_a_project_by_a_client() throws Exception {
    write("1", head(TODAY) + call("echo", "a", 2, 0) + call("die", "b", 1, 0));
    fold();

    try (Connection reading = Sqlite.openToRead(database);
        Statement select = reading.createStatement();
        ResultSet found =
            select.executeQuery(
                "SELECT server, tool, SUM(calls) FROM call WHERE project = '/app' AND client = 'c'"
                    + " AND tool != '' GROUP BY server, tool ORDER BY 3 DESC")) {
      assertThat(found.next()).isTrue();
      assertThat(found.getString(2)).isEqualTo("echo");
      assertThat(found.getLong(3)).isEqualTo(2);
    }
  }

  @Test
  void full_text_search_can_be_had() throws Exception {
    try (Connection connection = Sqlite.open(state.resolve("other.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE VIRTUAL TABLE tools USING fts5(name, description)");
      statement.execute("INSERT INTO tools VALUES ('echo', 'says what it is told')");
      try (ResultSet found =
          statement.executeQuery("SELECT name FROM tools WHERE tools MATCH 'told'")) {
        assertThat(found.next()).isTrue();
        assertThat(found.getString(1)).isEqualTo("echo");
      }
    }
  }

  @Test
  void lives_of_servers_are_added_up() throws Exception {
    String life =
        "{\"server\":\"s\",\"sessions\":2,\"starts\":1,\"sessionMillis\":7200000,"
            + "\"processMillis\":3600000}\n";
    write("1", head(TODAY) + life);
    write("2", head(TODAY.minusDays(1)) + life);
    new Fold(state, SETTINGS).run(Map.of("s", 1L << 20));

    Sharing sharing = Sharing.of(history().lives().values());
    assertThat(sharing).isEqualTo(new Sharing(4, 2, 4.0, 2.0, 2.0, 1, 1));
  }

  @Test
  void where_nothing_was_ever_used_nothing_is_made() throws Exception {
    Files.delete(batches);

    assertThat(fold()).isEmpty();
    assertThat(database).doesNotExist();
    assertThat(history().by(By.TOOL)).isEmpty();
  }
}
