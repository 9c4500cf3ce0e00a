package dev.mcpmux.netty.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.output.StderrTail;
import dev.mcpmux.netty.process.ProcessFixture.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class ProcessLauncherTest {

  @Parameter Transport transport;
  @TempDir Path directory;
  private ProcessFixture processes;

  @BeforeEach
  void open() throws IOException {
    processes = new ProcessFixture(transport, directory);
  }

  @AfterEach
  void close() {
    processes.close();
  }

  @Test
  void a_child_has_exactly_the_environment_and_directory_of_its_launch() throws Exception {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("NAME", "é = \"x\" ");
    environment.put("EMPTY", "");

    Child child = processes.start(environment, "env");
    child.awaitExit();

    assertThat(child.output().lines())
        .containsExactlyInAnyOrder(
            "PATH=/usr/bin:/bin",
            "NAME=é = \"x\" ",
            "EMPTY=",
            "MCPMUX_SERVER=" + ProcessHandle.current().pid());
    Child pwd = processes.sh("pwd");
    pwd.awaitExit();
    assertThat(pwd.output().strip()).isEqualTo(directory.toRealPath().toString());
  }

  @Test
  void a_command_is_searched_on_the_path_of_the_child_and_keeps_its_name() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    program(bin.resolve("greet"), "#!/bin/sh\necho \"hello from $0 $1\"\n");

    Child relative = processes.start(Map.of("PATH", "bin"), "greet", "é");
    relative.awaitExit();
    Child slash = processes.start(Map.of("PATH", "/nowhere"), "bin/greet");
    slash.awaitExit();

    assertThat(relative.output()).endsWith("bin/greet é\n");
    assertThat(slash.output()).isEqualTo("hello from bin/greet \n");
  }

  @Test
  void what_cannot_be_started_says_why() throws Exception {
    program(directory.resolve("script"), "");
    Files.setPosixFilePermissions(
        directory.resolve("script"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> processes.start(Map.of(), "no-such-command"))
        .hasMessage("command not found: no-such-command");
    assertThatThrownBy(() -> processes.start(Map.of("PATH", "/bin"), "./no/such"))
        .hasMessage("command not found: ./no/such");
    assertThatThrownBy(() -> processes.start(Map.of(), "./script"))
        .hasMessageStartingWith("not executable: ");
    assertThatThrownBy(() -> processes.start(Map.of(), "")).hasMessage("command not found: ");
    assertThatThrownBy(() -> processes.start(Map.of(), "a\0b"))
        .hasMessage("command not found: a?b");
    assertThatThrownBy(() -> processes.start(Map.of("A=B", "1", "PATH", "/bin"), "true"))
        .isInstanceOf(IOException.class)
        .hasMessage("the name or value of a variable is one that no system takes");
    assertThatThrownBy(() -> processes.start(Map.of("A", "s3cret\0", "PATH", "/bin"), "true"))
        .isInstanceOf(IOException.class)
        .message()
        .doesNotContain("s3cret");
    ProcessLaunch lost = new ProcessLaunch(List.of("true"), Map.of(), "/no/such/directory");
    assertThatThrownBy(() -> processes.launcher.start("server", lost))
        .hasMessage("working directory does not exist: /no/such/directory");
  }

  @Test
  void an_exit_is_described_with_the_last_lines_of_stderr() throws Exception {
    Child child =
        processes.sh("for i in $(seq 30); do echo line $i >&2; done; printf half >&2; exit 3");

    UpstreamExit exit = child.awaitExit();

    assertThat(exit.what()).isEqualTo("exited with code 3");
    assertThat(exit.stderrTail())
        .hasSize(StderrTail.MAX_LINES)
        .startsWith("line 12")
        .endsWith("half");
    assertThat(processes.sh("kill -9 $$").awaitExit().what()).isEqualTo("was ended by signal 9");
  }

  @Test
  void a_last_line_without_an_end_counts_though_a_grandchild_holds_stderr() throws Exception {
    Child child = processes.sh("sleep 1000 & printf half >&2; exit 3");

    assertThat(child.awaitExit().stderrTail()).containsExactly("half");
  }

  @Test
  void everything_written_before_the_exit_is_read() throws Exception {
    Child child = processes.sh("head -c 300000 /dev/zero | tr '\\0' x; echo end");

    child.awaitExit();

    assertThat(child.output()).hasSize(300_000 + 4).endsWith("xend\n");
  }

  @Test
  void a_server_is_gone_when_its_process_exits_though_a_grandchild_holds_its_pipes()
      throws Exception {
    Child child = processes.sh("echo answer; sleep 1000 & echo $! >&2; exit 7");

    UpstreamExit exit = child.awaitExit();
    child.awaitGone();

    assertThat(exit.what()).isEqualTo("exited with code 7");
    assertThat(child.output()).isEqualTo("answer\n");
    assertThat(ProcessFixture.isAlive(Long.parseLong(exit.stderrTail().get(0)))).isFalse();
  }

  @Test
  void a_grandchild_that_keeps_writing_does_not_keep_the_end_of_its_parent_back() throws Exception {
    Child child =
        processes.sh("(trap '' TERM; while :; do echo on; echo on >&2; sleep 0.01; done) & exit 7");

    assertThat(child.awaitExit().what()).isEqualTo("exited with code 7");
    child.awaitGone();
  }

  @Test
  void much_on_stderr_is_logged_whole_while_stdout_is_carried() throws Exception {
    Child child =
        processes.sh("seq 20000 | sed 's/^/line /' >&2; echo out; printf last >&2; exit 1");

    assertThat(child.awaitExit().stderrTail()).endsWith("line 20000", "last");

    assertThat(child.output()).isEqualTo("out\n");
    assertThat(Files.readString(directory.resolve("logs/server.log")))
        .contains("stderr: line 20000\n", "stderr: last\n");
  }

  @Test
  void stderr_goes_to_a_private_log_file() throws Exception {
    Child child = processes.sh("printf '\\033[31mred\\033[0m\\r\\n' >&2");
    child.awaitExit();

    Path log = directory.resolve("logs/server.log");
    String pid = Long.toString(child.process.pid());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(log))
        .contains(pid + " mcpmux: started sh\n")
        .contains(pid + " stderr: red\n")
        .contains(pid + " mcpmux: exited with code 0\n");
  }

  private static void program(Path path, String text) throws IOException {
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
