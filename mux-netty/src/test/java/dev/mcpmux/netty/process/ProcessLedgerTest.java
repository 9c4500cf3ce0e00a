package dev.mcpmux.netty.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.process.ProcessLedger.Leftover;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLedgerTest {

  /** No system has so many. */
  private static final String DEAD_DAEMON = "99999999";

  @TempDir Path state;
  private Path directory;
  private ProcessLedger ledger;

  @BeforeEach
  void open() throws Exception {
    directory = state.resolve("processes");
    ledger = new ProcessLedger(state);
  }

  @Test
  void what_a_dead_daemon_left_is_taken_once() throws Exception {
    Files.writeString(
        directory.resolve(DEAD_DAEMON),
        ProcessTable.bootId() + " 5\n11 111 1 npx -y server\n12 112 0 other\n");

    assertThat(ledger.takeLeftovers())
        .containsExactly(
            new Leftover(11, 111, true, "npx -y server"), new Leftover(12, 112, false, "other"));
    assertThat(ledger.takeLeftovers()).isEmpty();
  }

  @Test
  void what_a_dead_daemon_left_is_this_ones_until_it_is_gone() throws Exception {
    Files.writeString(
        directory.resolve(DEAD_DAEMON),
        ProcessTable.bootId() + " 5\n11 111 1 server\n12 112 0 other\n");
    Path own = directory.resolve(Long.toString(ProcessHandle.current().pid()));

    ledger.takeLeftovers();

    assertThat(directory.resolve(DEAD_DAEMON)).doesNotExist();
    assertThat(Files.readAllLines(own)).contains("11 111 1 server", "12 112 0 other");

    ledger.gone(11, 111);
    ledger.gone(12, 113); // another process that was given the pid

    assertThat(Files.readAllLines(own)).hasSize(2).last().isEqualTo("12 112 0 other");
  }

  @Test
  void processes_of_another_boot_are_forgotten() throws Exception {
    Files.writeString(directory.resolve(DEAD_DAEMON), "another-boot 5\n11 111 1 server\n");

    assertThat(ledger.takeLeftovers()).isEmpty();
    assertThat(directory.resolve(DEAD_DAEMON)).doesNotExist();
  }

  @Test
  void a_daemon_that_lives_keeps_its_processes() throws Exception {
    Process other = new ProcessBuilder("cat").start();
    Path file = directory.resolve(Long.toString(other.pid()));
    Files.writeString(
        file,
        ProcessTable.bootId()
            + " "
            + ProcessTable.find(other.pid()).orElseThrow().start()
            + "\n11 111 1 server\n");

    assertThat(ledger.takeLeftovers()).isEmpty();
    assertThat(file).exists();
    other.destroyForcibly();
  }

  @Test
  void a_daemon_that_has_ended_keeps_nothing_although_nobody_has_looked_at_its_end()
      throws Exception {
    Process parent = new ProcessBuilder("sh", "-c", "sleep 1000 & echo $!; exec cat").start();
    long ended = Long.parseLong(parent.inputReader().readLine());
    while (!parent.info().command().orElse("").endsWith("cat")) {
      Thread.onSpinWait(); // a shell would look
    }
    ProcessHandle.of(ended).orElseThrow().destroyForcibly();
    ProcessTable.Entry zombie = ProcessTable.find(ended).orElseThrow();
    while (!zombie.zombie()) {
      zombie = ProcessTable.find(ended).orElseThrow();
    }
    Files.writeString(
        directory.resolve(Long.toString(ended)),
        ProcessTable.bootId() + " " + zombie.start() + "\n11 111 1 server\n");

    assertThat(ledger.takeLeftovers()).containsExactly(new Leftover(11, 111, true, "server"));
    parent.destroyForcibly();
  }

  @Test
  void a_file_that_is_no_ledger_is_ignored() throws Exception {
    Files.writeString(directory.resolve(DEAD_DAEMON), ProcessTable.bootId() + " 5\nx y\n");
    Files.writeString(directory.resolve("9x"), ProcessTable.bootId() + " 5\n");
    Files.writeString(directory.resolve("99999998"), "");

    assertThat(ledger.takeLeftovers()).isEmpty();
  }

  @Test
  void the_file_is_private_and_a_name_cannot_break_its_lines() throws Exception {
    ledger.started(11, 111, true, "two\nlines");

    Path file = directory.resolve(Long.toString(ProcessHandle.current().pid()));
    assertThat(Files.readAllLines(file)).hasSize(2).last().isEqualTo("11 111 1 two lines");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
