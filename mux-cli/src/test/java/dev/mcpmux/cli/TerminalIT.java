package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person at a terminal is told; {@code script} of util-linux makes one. */
class TerminalIT {

  private static final Path SCRIPT = Path.of("/usr/bin/script");

  @TempDir private Path directory;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void aTerminal() {
    Assumptions.assumeTrue(Files.isExecutable(SCRIPT), "there is no " + SCRIPT);
  }

  @AfterEach
  void end() throws Exception {
    started.forEach(Process::destroyForcibly);
    new Installation(directory).end();
  }

  /** Runs a command at a terminal; its output goes to the file. */
  private Process atTerminal(Installation mcpmux, Path out, String... words) throws Exception {
    List<String> command = mcpmux.builder(words).command();
    ProcessBuilder builder = mcpmux.builder();
    builder.command(
        SCRIPT.toString(), "-qec", "'" + String.join("' '", command) + "'", "/dev/null");
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    started.add(process);
    return process;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      return "";
    }
  }

  private static void type(Process process, String text) throws Exception {
    process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  @ParameterizedTest
  @EnumSource(RelayKind.class)
  void attach_says_that_it_is_for_clients_and_what_to_do(RelayKind relay) throws Exception {
    Installation mcpmux = new Installation(relay, directory);
    Path out = directory.resolve("out");

    Process process = atTerminal(mcpmux, out, "attach", "--only", "none");
    Installation.await("the hint", () -> read(out).contains("Ctrl-D ends this."));

    assertThat(read(out))
        .startsWith("mcpmux: attach speaks JSON-RPC over stdin and stdout: MCP clients start it.")
        .contains("mcpmux try NAME");
    process.destroyForcibly().waitFor();
  }

  @ParameterizedTest
  @EnumSource(RelayKind.class)
  void a_client_is_told_nothing_of_it(RelayKind relay) throws Exception {
    assertThat(new Installation(relay, directory).run("attach", "none").err())
        .doesNotContain("JSON-RPC");
  }

  @Test
  void stop_says_whose_sessions_would_end_and_asks() throws Exception {
    Installation mcpmux = new Installation(directory);
    mcpmux.start(Installation.attachSample()).initialize();
    Path out = directory.resolve("out");

    Process no = atTerminal(mcpmux, out, "stop");
    Installation.await("the question", () -> read(out).contains("[y/N]"));
    type(no, "\n");

    assertThat(no.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(no.exitValue()).isEqualTo(ExitCode.FAILURE);
    assertThat(read(out)).contains("1 session would end:").contains("test 1 with ");
    assertThat(mcpmux.run("status").exitCode()).isZero();

    Process yes = atTerminal(mcpmux, out, "stop");
    Installation.await("the question", () -> read(out).contains("[y/N]"));
    type(yes, "y\n");

    assertThat(yes.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(yes.exitValue()).isZero();
    assertThat(mcpmux.run("status").exitCode()).isEqualTo(ExitCode.NO_DAEMON);
  }

  @Test
  void stop_asks_nobody_where_that_is_not_wanted() throws Exception {
    Installation mcpmux = new Installation(directory);
    mcpmux.start(Installation.attachSample()).initialize();
    Path out = directory.resolve("out");

    Process process = atTerminal(mcpmux, out, "stop", "--yes");

    assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(read(out)).contains("Stopped the daemon").doesNotContain("[y/N]");
  }
}
