package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees of {@code mcpmux top}, and does with it, in a real terminal. */
class TopIT {

  private static final String AT_REST = "0 1";

  @TempDir private Path directory;
  private Installation mcpmux;
  private Client client;
  private TestTerminal terminal;

  @BeforeEach
  void calls() throws Exception {
    Assumptions.assumeTrue(TestTerminal.isThere(), TestTerminal.why());
    mcpmux = new Installation(directory);
    mcpmux.config(
        "{\"mcpServers\":{\"it\":{\"command\":\""
            + Installation.MCPMUX
            + "\",\"args\":[\"sample-server\"]},"
            + "\"other\":{\"command\":\"sh\",\"args\":[\"-c\",\"[ ! -e '"
            + broken()
            + "' ] || { echo no token >&2; exit 3; }; exec '"
            + Installation.MCPMUX
            + "' sample-server\"]}}}");
    client = mcpmux.start("attach", "it");
    client.initialize();
    client.call(1, "add", "{\"a\":1,\"b\":2}");
    client.send(
        "{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"method\":\"tools/call\",\"params\":"
            + "{\"name\":\"slow\",\"arguments\":{\"steps\":100,\"delayMs\":1000}}}");
  }

  /** While it is there, the other server does not come up. */
  private Path broken() {
    return directory.resolve("broken");
  }

  @AfterEach
  void end() throws Exception {
    if (terminal != null) {
      terminal.end();
    }
    if (mcpmux != null) {
      mcpmux.end();
    }
  }

  private void start(String size, String variables) throws Exception {
    terminal = new TestTerminal(mcpmux, directory, size);
    terminal.line("stty -a > before; stty -g >> before");
    terminal.line(variables + " '" + Installation.MCPMUX + "' top; echo ended with $?");
    terminal.await("? help");
  }

  private void ended(int code) throws Exception {
    terminal.await("ended with " + code);
    assertAsBefore();
  }

  private void assertAsBefore() throws Exception {
    Installation.await("the shell's screen", () -> terminal.modes().equals(AT_REST));
    terminal.line("stty -a > after; stty -g >> after; echo sta''ble");
    terminal.await("stable");
    assertThat(directory.resolve("after")).hasSameTextualContentAs(directory.resolve("before"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"80x24", "200x50"})
  void lists_are_looked_through_filtered_and_looked_into(String size) throws Exception {
    start(size, "");

    String servers = terminal.await("CALLS/S");
    int columns = Integer.parseInt(size.split("x")[0]);
    assertThat(servers.lines()).allMatch(line -> line.codePointCount(0, line.length()) <= columns);
    assertThat(servers).contains("1 session, 1 in flight", "it  ", "other  ");
    assertThat(servers.contains("UPTIME")).isEqualTo(columns == 200);
    assertThat(servers.lines().count()).isLessThanOrEqualTo(columns == 200 ? 50 : 24);
    terminal.key("Tab");
    assertThat(terminal.await("PROJECT")).contains("test 1");
    terminal.key("3");
    assertThat(terminal.await("slow")).contains("at server");
    terminal.key("Enter");
    assertThat(terminal.await("session 1: test 1")).contains("IN FLIGHT", "\"mine\"");
    terminal.key("1", "/");
    terminal.await("Only rows with: _");
    terminal.key("I", "T", "Enter");
    terminal.awaitGone("other ");
    terminal.key("Enter");
    assertThat(terminal.await("it: ready")).contains("TOOL", "add");
    terminal.key("End");
    assertThat(terminal.await("LOG")).contains("mcpmux: started");
    terminal.key("Escape", "Escape");
    terminal.await("other ");
    terminal.key("?");
    terminal.await("quit");
    terminal.key("x", "q");
    ended(0);
  }

  @Test
  void it_follows_the_size_of_the_terminal() throws Exception {
    start("80x24", "");

    terminal.resize(200, 50);
    String wide = terminal.await("UPTIME");
    assertThat(wide.lines().findFirst().orElseThrow()).startsWith("mcpmux ");
    terminal.resize(50, 24);
    terminal.await("too small: 50x24");
    terminal.resize(80, 24);
    String again = terminal.await("CALLS/S");
    assertThat(again.lines().findFirst().orElseThrow()).startsWith("mcpmux ");
    terminal.key("q");
    ended(0);
  }

  @Test
  void a_server_is_restarted_and_disabled_after_a_question() throws Exception {
    start("80x24", "");
    List<Long> before = mcpmux.serverPids();

    terminal.key("/", "i", "t", "Enter", "r");
    terminal.await("Restart it?");
    terminal.key("n");
    terminal.await("Nothing was done.");
    assertThat(mcpmux.serverPids()).isEqualTo(before);
    terminal.key("r");
    terminal.await("Restart it?");
    terminal.key("y");
    terminal.await("it: 1 process replaced.");
    assertThat(mcpmux.serverPids()).anyMatch(pid -> !before.contains(pid));
    terminal.key("d");
    terminal.await("Disable it?");
    terminal.key("y");
    terminal.await("it is disabled.");
    terminal.await("disabled  ");
    terminal.key("d");
    terminal.await("Enable it?");
    terminal.key("y");
    terminal.await("it is enabled.");
  }

  @Test
  void a_restart_that_fails_says_why() throws Exception {
    mcpmux.start("attach", "other").initialize();
    Files.createFile(broken());
    start("160x24", "");

    terminal.key("/", "o", "t", "h", "Enter", "r");
    terminal.await("Restart other?");
    terminal.key("y");
    assertThat(terminal.await("before it answered initialize"))
        .contains("server \"other\" exited with code 3");
  }

  @Test
  void a_daemon_that_goes_and_comes_again_is_no_end() throws Exception {
    start("80x24", "");

    client.kill();
    mcpmux.run("stop");
    terminal.await("No daemon runs");
    assertThat(terminal.screen()).contains("other ");
    mcpmux.start("attach", "it").initialize();
    terminal.awaitGone("No daemon runs");
    terminal.await("1 session, 0 in flight");
  }

  private long pid() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().arguments().map(TopIT::isTop).orElse(false))
        .filter(process -> isHere(process.pid()))
        .findFirst()
        .orElseThrow()
        .pid();
  }

  private static boolean isTop(String[] words) {
    return words.length > 0 && words[words.length - 1].equals("top");
  }

  private boolean isHere(long pid) {
    try {
      Path cwd = Path.of("/proc/" + pid + "/cwd");
      return Files.readSymbolicLink(cwd).equals(directory.toRealPath());
    } catch (java.io.IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP"})
  void the_terminal_is_as_it_was_when_something_ends_it(String signal) throws Exception {
    start("80x24", "");
    assertThat(terminal.modes()).isEqualTo("1 0");

    if (signal.equals("INT")) {
      terminal.key("C-c");
    } else {
      new ProcessBuilder("kill", "-" + signal, "" + pid()).inheritIO().start().waitFor();
    }

    ended(128 + Map.of("HUP", 1, "INT", 2, "TERM", 15).get(signal));
    assertThat(terminal.screen()).doesNotContain("xception", "mcpmux:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "SEGV"})
  void the_terminal_is_as_it_was_when_it_is_killed_or_crashes(String signal) throws Exception {
    start("80x24", "");

    new ProcessBuilder("kill", "-" + signal, "" + pid()).inheritIO().start().waitFor();

    assertAsBefore(); // what the shell said meanwhile stood on the screen that has gone
  }

  @Test
  void the_shell_has_it_while_it_is_stopped() throws Exception {
    start("80x24", "");

    terminal.key("C-z");
    terminal.await("Stopped");
    assertThat(terminal.modes()).isEqualTo(AT_REST);
    terminal.line("stty -a > after; stty -g >> after; echo sta''ble");
    terminal.await("stable");
    assertThat(directory.resolve("after")).hasSameTextualContentAs(directory.resolve("before"));
    terminal.line("fg");
    terminal.await("CALLS/S");
    assertThat(terminal.modes()).isEqualTo("1 0");
    terminal.key("q");
    Installation.await("the end", () -> terminal.modes().equals(AT_REST));
  }

  @Test
  void there_are_colours_unless_nobody_wants_them() throws Exception {
    Files.createFile(broken());
    mcpmux.run("try", "other");
    start("80x24", "NO_COLOR=1");

    String plain = terminal.coloured();
    assertThat(plain).contains("CALLS/S").doesNotContainPattern("\u001b\\[[0-9;]*3[0-7]m");
    terminal.key("q");
    ended(0);
    terminal.line("clear; '" + Installation.MCPMUX + "' top");
    terminal.await("? help");
    assertThat(terminal.coloured()).containsPattern("\u001b\\[[0-9;]*31m");
  }

  @Test
  void without_a_terminal_or_a_daemon_it_says_what_to_do() throws Exception {
    Installation.Result pipe = mcpmux.run("top");
    assertThat(pipe.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(pipe.err()).contains("top needs a terminal", "mcpmux status");
    assertThat(pipe.out()).isEmpty();

    client.kill();
    mcpmux.run("stop");
    terminal = new TestTerminal(mcpmux, directory, "80x24");
    terminal.line("'" + Installation.MCPMUX + "' top; echo ended with $?");
    assertThat(terminal.await("ended with 3")).contains("no daemon runs");
  }
}
