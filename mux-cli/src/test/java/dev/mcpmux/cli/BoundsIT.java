package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.daemon.DaemonLogFile;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose disk is full, or whose files somebody removes. */
class BoundsIT {

  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void install() throws IOException {
    mcpmux = new Installation(directory);
    mcpmux.config(
        "{\"mcpServers\": {\"one\": {\"command\": "
            + RawJson.quote(Installation.MCPMUX.toString())
            + ", \"args\": [\"sample-server\"]}, \"two\": {\"command\": "
            + RawJson.quote(Installation.MCPMUX.toString())
            + ", \"args\": [\"sample-server\", \"two\"]}}}");
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  /** Each write to a file fails for it, as on a disk that is full. */
  @Test
  void a_daemon_that_can_write_nothing_starts_and_serves_and_writes_when_it_can_again()
      throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "there is no prlimit");
    ProcessBuilder builder = mcpmux.builder("serve");
    builder.command(
        "/bin/sh", "-c", "ulimit -S -f 0; exec \"$0\" serve", Installation.MCPMUX.toString());
    Client daemon = new Client(builder.redirectErrorStream(true).start());
    String line = daemon.readLine();
    while (!line.contains(" is ready: ")) {
      line = daemon.readLine();
    }

    Client first = mcpmux.start("attach", "one");
    assertThat(first.initialize()).contains("\"result\"");
    assertThat(first.call(1, "echo", "{\"text\":\"a\"}")).contains("\"result\"");
    assertThat(mcpmux.run("status").exitCode()).isZero();

    assertThat(
            new ProcessBuilder("prlimit", "--pid", "" + daemon.pid(), "--fsize=unlimited")
                .start()
                .waitFor())
        .isZero();
    Client second = mcpmux.start("attach", "two");
    assertThat(second.initialize()).contains("\"result\"");
    assertThat(second.call(1, "echo", "{\"text\":\"b\"}")).contains("\"result\"");
    assertThat(first.call(2, "echo", "{\"text\":\"c\"}")).contains("\"result\"");
    Installation.await("its log is there", () -> sizeOf("logs/two.log") > 0);
    assertThat(ledgers()).isEqualTo(1);
  }

  @Test
  void directories_that_are_removed_come_back_and_no_session_notices() throws Exception {
    Client open = mcpmux.start("attach", "one");
    open.initialize();
    open.call(1, "echo", "{\"text\":\"a\"}");
    delete(directory.resolve("logs"));
    delete(directory.resolve("state"));

    Client next = mcpmux.start("attach", "two");
    next.initialize();

    assertThat(next.call(1, "echo", "{\"text\":\"b\"}")).contains("\"result\"");
    assertThat(open.call(2, "echo", "{\"text\":\"c\"}")).contains("\"result\"");
    Installation.await("the log is there", () -> sizeOf("logs/two.log") > 0);
    Installation.await("so is what is written down of processes", () -> ledgers() == 1);
  }

  @Test
  void without_the_directory_of_the_socket_open_sessions_go_on_and_new_ones_are_served()
      throws Exception {
    Client open = mcpmux.start("attach", "one");
    open.initialize();
    long daemon = mcpmux.daemonPid();
    delete(directory.resolve("run"));
    try {
      Client next = mcpmux.start("attach", "two");
      next.initialize();

      assertThat(next.call(1, "echo", "{\"text\":\"b\"}")).contains("\"result\"");
      assertThat(open.call(2, "echo", "{\"text\":\"c\"}")).contains("\"result\"");
    } finally {
      ProcessHandle.of(daemon).ifPresent(ProcessHandle::destroy);
      Installation.await("the first daemon has ended", () -> !Installation.runs(daemon));
    }
    assertThat(mcpmux.run("status").exitCode()).as("the socket of the other is there").isZero();
  }

  @Test
  void the_log_of_a_daemon_that_runs_is_moved_aside_when_it_gets_too_long() throws Exception {
    mcpmux.run("attach", "unknown");
    Path log = directory.resolve("logs/daemon.log");
    Files.write(log, new byte[(int) DaemonLogFile.MAX_BYTES + 1], StandardOpenOption.APPEND);

    Installation.await(
        "it is moved aside",
        () -> {
          refused();
          return Files.exists(directory.resolve("logs/daemon.log.1"));
        });

    assertThat(Files.size(log)).isLessThan(64 * 1024);
  }

  private static void delete(Path directory) throws IOException {
    List<Path> found;
    try (Stream<Path> all = Files.walk(directory)) {
      found = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : found) {
      Files.deleteIfExists(each);
    }
  }

  private void refused() {
    try {
      assertThat(mcpmux.run("attach", "unknown").exitCode()).isEqualTo(ExitCode.REFUSED);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private long sizeOf(String file) {
    try {
      return Files.size(directory.resolve(file));
    } catch (IOException e) {
      return 0;
    }
  }

  private long ledgers() {
    try (Stream<Path> files = Files.list(directory.resolve("state/processes"))) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).count();
    } catch (IOException e) {
      return 0;
    }
  }
}
