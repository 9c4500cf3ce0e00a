package dev.mcpmux.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes as the system tells of them, in a directory of the test's own. */
class OrphanCheckTest {

  private static final String OF_CLAUDE = "PATH=/bin\0CLAUDECODE=1\0TOKEN=s3cret";
  private static final String SERVER = "node\0/x/mcp-server-slack/index.js\0--token=s3cret";

  @TempDir private Path proc;

  @BeforeEach
  void aFirstProcess() throws IOException {
    process(1, 0, "systemd", "/sbin/init", "", "/dev/null");
  }

  private void process(
      int pid, int parent, String name, String words, String variables, String stdin)
      throws IOException {
    Path directory = Files.createDirectories(proc.resolve(Integer.toString(pid)));
    Files.writeString(directory.resolve("stat"), pid + " (a (b) c) S " + parent + " 1 1 0");
    Files.writeString(directory.resolve("comm"), name + "\n");
    Files.writeString(directory.resolve("cmdline"), words + "\0");
    Files.writeString(directory.resolve("environ"), variables + "\0");
    Files.createDirectories(directory.resolve("fd"));
    Files.createSymbolicLink(directory.resolve("fd/0"), Path.of(stdin));
  }

  private List<Finding> look() throws IOException {
    return new OrphanCheck(proc).look();
  }

  @Test
  void a_server_whose_client_has_died_is_named_by_pid_and_program() throws IOException {
    process(42, 1, "node", SERVER, OF_CLAUDE, "pipe:[7]");

    assertThat(look()).hasSize(1);
    assertThat(look().get(0).level()).isEqualTo(Finding.Level.NOTE);
    assertThat(look().get(0).details())
        .containsExactly("pid 42  node /x/mcp-server-slack/index.js");
    assertThat(look().toString()).doesNotContain("s3cret");
  }

  @Test
  void one_whose_client_lives_is_left_out() throws IOException {
    process(40, 1, "claude", "claude", "", "/dev/pts/0");
    process(42, 40, "node", SERVER, OF_CLAUDE, "pipe:[7]");

    assertThat(look()).isEmpty();
  }

  @Test
  void one_whose_first_process_holds_its_pipe_is_left_out() throws IOException {
    process(42, 1, "node", SERVER, OF_CLAUDE, "pipe:[7]");
    Files.createSymbolicLink(proc.resolve("1/fd/9"), Path.of("pipe:[7]"));

    assertThat(look()).isEmpty();
  }

  @Test
  void one_whose_client_is_the_first_process_is_left_out() throws IOException {
    Files.writeString(proc.resolve("1/comm"), "node\n");
    process(42, 1, "node", SERVER, OF_CLAUDE, "socket:[7]");

    assertThat(look()).isEmpty();
  }

  @Test
  void one_that_the_user_s_own_systemd_has_taken_over_is_named() throws IOException {
    process(30, 1, "systemd", "/lib/systemd/systemd\0--user", "", "/dev/null");
    process(42, 30, "node", SERVER, OF_CLAUDE, "socket:[7]");

    assertThat(look()).hasSize(1);
  }

  @Test
  void one_that_no_client_has_started_is_left_out() throws IOException {
    process(42, 1, "node", SERVER, "PATH=/bin", "pipe:[7]");

    assertThat(look()).isEmpty();
  }

  @Test
  void one_that_somebody_has_put_into_the_background_is_left_out() throws IOException {
    process(42, 1, "node", SERVER, OF_CLAUDE, "/dev/null");

    assertThat(look()).isEmpty();
  }

  @Test
  void what_does_not_look_like_a_server_is_left_out() throws IOException {
    process(42, 1, "node", "node\0/x/webpack.js", OF_CLAUDE, "pipe:[7]");
    process(43, 1, "java", "java\0-cp\0/x/mcpmux/lib\0mcp", OF_CLAUDE, "pipe:[8]");

    assertThat(look()).isEmpty();
  }

  @Test
  void a_process_that_ends_while_it_is_looked_at_disturbs_nothing() throws IOException {
    Files.createDirectories(proc.resolve("41"));
    process(42, 1, "node", SERVER, OF_CLAUDE, "socket:[7]");

    assertThat(look()).hasSize(1);
  }

  @Test
  void a_system_that_does_not_tell_is_no_problem() throws IOException {
    assertThat(new OrphanCheck(proc.resolve("none")).look()).isEmpty();
  }
}
