package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person sees of servers, calls and logs; {@code tmux} makes the terminal. */
class ObserveIT {

  private static final String HOSTILE = "\\u001b]0;owned\\u0007\\u202e\\u001b[2Jtool";

  @TempDir private Path directory;
  private Installation mcpmux;
  private Process follower;
  private TestTerminal terminal;

  @BeforeEach
  void calls() throws Exception {
    mcpmux = new Installation(directory);
    mcpmux.config(
        "{\"mcpServers\":{\"it\":{\"command\":\""
            + Installation.MCPMUX
            + "\",\"args\":[\"sample-server\"]}}}");
    Client client = mcpmux.start("attach", "it");
    client.initialize();
    client.call(1, "add", "{\"a\":1,\"b\":2}");
    client.call(2, "fail", "{}");
    client.call(3, HOSTILE, "{}");
  }

  @AfterEach
  void end() throws Exception {
    if (follower != null) {
      follower.destroyForcibly();
    }
    if (terminal != null) {
      terminal.end();
    }
    mcpmux.end();
  }

  @Test
  void status_of_one_server_shows_its_tools_and_its_sessions() throws Exception {
    Installation.Result page = mcpmux.run("status", "it");

    assertThat(page.exitCode()).isZero();
    assertThat(page.out())
        .startsWith("it: ready\n")
        .contains("\nadd ", "\nfail ", "\ntools/call ", " test 1 ", "mcpmux logs it")
        .contains("?]0;owned??");
    assertThat(page.out().chars()).noneMatch(c -> c != '\n' && Character.isISOControl(c));
    assertThat(page.out()).doesNotContain("\u202e");
    assertThat(mcpmux.run("status", "it", "--json").out())
        .contains("\"name\":\"add\",\"calls\":1,\"results\":1,", "\"memoryKib\":")
        .contains("\"name\":\"fail\",\"calls\":1,\"results\":0,\"known\":0,\"toolErrors\":1,");
    assertThat(mcpmux.run("status", "--json").out()).contains("\"sharing\":{\"processes\":1,");
    Installation.Result other = mcpmux.run("status", "nosuch");
    assertThat(other.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(other.err()).contains("there is no server named \"nosuch\"; there are: it");
    Installation.Result json = mcpmux.run("status", "nosuch", "--json");
    assertThat(json.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(json.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"80x24", "200x50"})
  void tables_fit_a_terminal_and_have_colours_there_unless_nobody_wants_them(String size)
      throws Exception {
    Assumptions.assumeTrue(TestTerminal.isThere(), TestTerminal.why());
    terminal = new TestTerminal(mcpmux, directory, size);
    String command = "'" + Installation.MCPMUX + "' status";

    String coloured = terminal.printed("TERM=screen " + command);
    String plain = terminal.printed("NO_COLOR=1 " + command);

    assertThat(coloured).contains("\u001b[1mSERVER");
    assertThat(plain)
        .doesNotContain("\u001b")
        .contains("SERVER ", "\nit ", "LAST ERRORS", "SESSION  CLIENT");
    assertThat(plain.lines()).allMatch(line -> line.length() <= 80);
    assertThat(terminal.printed("NO_COLOR=1 " + command + " it"))
        .doesNotContain("\u001b")
        .contains("TOOL ", "\nadd ", "?]0;owned??");
  }

  private void log(String text) throws IOException {
    Files.writeString(
        directory.resolve("logs/it.log"),
        Instant.now() + " 7 stderr: " + text + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  @Test
  void logs_are_followed_over_the_end_of_a_file_until_somebody_interrupts() throws Exception {
    Path out = directory.resolve("followed");
    ProcessBuilder logs =
        mcpmux.builder("logs", "-f").redirectErrorStream(true).redirectOutput(out.toFile());
    // what runs in the background of a script ignores SIGINT, and so would the command
    logs.command().addAll(0, List.of("env", "--default-signal=INT"));
    follower = logs.start();
    Installation.await("what there is", () -> read(out).contains(" it "));

    log("first \u001b[2J");
    Installation.await("the first line", () -> read(out).contains(" it 7 stderr: first ?[2J\n"));
    Files.move(directory.resolve("logs/it.log"), directory.resolve("logs/it.log.1"));
    log("second");
    Installation.await("the second line", () -> read(out).contains(" it 7 stderr: second\n"));
    String before = read(out);
    new ProcessBuilder("/bin/sh", "-c", "kill -INT " + follower.pid()).start().waitFor();

    assertThat(follower.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(follower.exitValue()).isEqualTo(130);
    // nothing is said of it, though another line of a log may have come
    assertThat(read(out).substring(before.length()).lines())
        .allMatch(line -> line.startsWith("20"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
