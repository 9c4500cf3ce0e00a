package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
  void a_disk_that_fails_costs_lines_and_nothing_else() {
    ServerLog log = new ServerLog(directory.resolve("no/such/a.log"));

    log.line(1, "stderr", "lost");

    assertThat(directory).isEmptyDirectory();
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
