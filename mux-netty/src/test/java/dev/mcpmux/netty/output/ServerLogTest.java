package dev.mcpmux.netty.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {

  @TempDir Path directory;

  @Test
  void a_file_at_its_limit_moves_aside_once() throws Exception {
    ServerLog log = new ServerLog(directory.resolve("a.log"));
    log.keepOpen();
    String line = "x".repeat(1000);

    for (int i = 0; i < 3000; i++) {
      log.line(1, "stderr", line);
    }
    log.release();

    assertThat(Files.size(directory.resolve("a.log"))).isLessThanOrEqualTo(ServerLog.MAX_BYTES);
    assertThat(Files.size(directory.resolve("a.log.1")))
        .isLessThanOrEqualTo(ServerLog.MAX_BYTES)
        .isGreaterThan(ServerLog.MAX_BYTES - 2000);
    assertThat(directory).isDirectoryContaining("glob:**.log").isDirectoryContaining("glob:**.1");
  }

  @Test
  void a_log_goes_on_where_an_earlier_daemon_ended() throws Exception {
    for (int i = 0; i < 2; i++) {
      ServerLog log = new ServerLog(directory.resolve("a.log"));
      log.line(1, "stderr", "line " + i);
    }

    assertThat(Files.readAllLines(directory.resolve("a.log"))).hasSize(2);
  }

  @Test
  void a_line_that_is_cut_says_so() throws Exception {
    ServerLog log = new ServerLog(directory.resolve("a.log"));

    log.line(1, "stdout", "x".repeat(ServerLog.MAX_LINE_BYTES));
    log.line(1, "stdout", "x".repeat(ServerLog.MAX_LINE_BYTES + 1));

    assertThat(Files.readAllLines(directory.resolve("a.log")))
        .satisfiesExactly(
            whole -> assertThat(whole).endsWith("x"),
            cut -> assertThat(cut).endsWith("x … (limit: 8192 bytes)"));
  }

  @Test
  void only_a_server_that_runs_holds_its_file_open() {
    ServerLog log = new ServerLog(directory.resolve("a.log"));

    log.line(0, "mcpmux", "could not be started");
    assertThat(log.isOpen()).isFalse();

    log.keepOpen();
    log.keepOpen();
    log.line(1, "stderr", "a line");
    log.release();
    assertThat(log.isOpen()).isTrue();

    log.release();
    assertThat(log.isOpen()).isFalse();
    log.line(1, "stdout", "of a grandchild");
    assertThat(log.isOpen()).isFalse();
  }

  @Test
  void a_disk_that_is_full_costs_lines_and_nothing_else() throws Exception {
    Path file = directory.resolve("a.log");
    Files.createSymbolicLink(file, Path.of("/dev/full"));
    ServerLog log = new ServerLog(file);

    log.line(1, "stderr", "lost");
    Files.delete(file);
    log.line(1, "stderr", "there is room again");

    assertThat(Files.readAllLines(file)).singleElement().asString().endsWith("room again");
  }

  @Test
  void a_file_whose_directory_was_removed_under_a_server_that_runs_comes_back() throws Exception {
    AtomicLong nanos = new AtomicLong();
    Path file = directory.resolve("logs/a.log");
    ServerLog log = new ServerLog(file, nanos::get);
    log.keepOpen();
    log.line(1, "stderr", "one");

    Files.delete(file);
    Files.delete(file.getParent());
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
    log.line(1, "stderr", "two");

    assertThat(Files.readAllLines(file)).singleElement().asString().endsWith("two");
    assertThat(Files.getPosixFilePermissions(file.getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    log.release();
  }

  @Test
  void of_too_many_files_the_oldest_go_but_none_of_a_server_that_runs() throws Exception {
    ServerLogs logs = new ServerLogs(directory);
    Files.writeString(directory.resolve("daemon.log"), "");
    logs.of("first").keepOpen();
    for (int i = 0; i < ServerLogs.MAX_FILES + 10; i++) {
      String name = i == 0 ? "first" : "n" + i;
      logs.of(name).line(1, "stderr", "x");
      Files.setLastModifiedTime(logs.file(name), FileTime.fromMillis(i * 1000L));
    }
    Files.writeString(directory.resolve("n1.log.1"), "");

    logs.clean();

    assertThat(directory.resolve("first.log")).exists();
    assertThat(directory.resolve("daemon.log")).exists();
    assertThat(directory.resolve("n1.log")).doesNotExist();
    assertThat(directory.resolve("n1.log.1")).doesNotExist();
    assertThat(directory.resolve("n10.log")).doesNotExist();
    assertThat(directory.resolve("n11.log")).exists();
    try (var files = Files.list(directory)) {
      assertThat(files.count()).isEqualTo(ServerLogs.MAX_FILES + 1);
    }
  }

  @Test
  void no_two_names_have_one_file_on_a_disk_that_ignores_case_and_none_has_the_daemons() {
    String hashed = ServerLogs.safeName("a b");
    List<String> names =
        List.of(
            "daemon",
            "Daemon",
            "DAEMON",
            "a",
            "A",
            "a b",
            "a_b",
            "a-b",
            "a/b",
            "é",
            "è",
            ".a",
            "_a",
            "x".repeat(80),
            "x".repeat(81),
            "x".repeat(82),
            hashed,
            "",
            " ",
            "daemon.log",
            "a.log.1");

    assertThat(names.stream().map(name -> ServerLogs.safeName(name).toLowerCase(Locale.ROOT)))
        .doesNotHaveDuplicates()
        .doesNotContain("daemon")
        .allMatch(name -> name.matches("[a-z0-9_-][a-z0-9._-]{0,100}"));
  }

  @Test
  void what_a_terminal_would_obey_is_not_written() throws Exception {
    Path file = directory.resolve("a.log");
    ServerLog log = new ServerLog(file);
    byte[] c1 = {'x', (byte) 0xc2, (byte) 0x9b, '2', 'J', (byte) 0x9b};

    log.line(1, "stderr", "\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u202eevil");
    log.line(1, "stdout", c1, 0, c1.length);
    log.line(1, "stdout", "日本 ünï");

    assertThat(Files.readString(file))
        .contains("stderr: red ?]0;title? ?evil\n")
        .contains("stdout: x?2J\uFFFD\n")
        .contains("stdout: 日本 ünï\n");
  }

  @Test
  void names_that_are_no_file_names_stay_apart() {
    assertThat(ServerLogs.safeName("slack")).isEqualTo("slack");
    assertThat(ServerLogs.safeName("npx -y a/b")).startsWith("npx_-y_a_b-");
    assertThat(ServerLogs.safeName("a/b")).isNotEqualTo(ServerLogs.safeName("a_b"));
    assertThat(ServerLogs.safeName("..")).doesNotStartWith(".");
    assertThat(ServerLogs.safeName("x".repeat(500))).hasSizeLessThan(100);
  }
}
