package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.RawJson;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A session of a server of the config where no daemon can be had. */
@ParameterizedClass
@EnumSource(RelayKind.class)
class FallbackIT {

  private static final String SHOW =
      "{\"command\": \"sh\", \"args\": [\"-c\", \"echo $0,$TOKEN,$OTHER,$(pwd); cat\", \"it's\"],"
          + " \"env\": {\"TOKEN\": \"a-${NEEDED}\"}";

  @Parameter private RelayKind relay;

  @TempDir private Path directory;
  private Installation mcpmux;
  private Path home;

  @BeforeEach
  void install() throws Exception {
    home = Files.createDirectory(directory.resolve("user"));
    mcpmux = new Installation(relay, directory);
    mcpmux.with("HOME", home.toString()).with("NEEDED", "n").with("OTHER", "o");
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void the_last_known_command_runs_with_the_environment_and_directory_of_its_process()
      throws Exception {
    remember("{\"mcpServers\": {\"my.show\": " + SHOW + "}}}");
    breakRuntime();

    Installation.Result result = mcpmux.runWithInput("through\n", "attach", "my.show");

    assertThat(result.out()).isEqualTo("it's,a-n,," + home.toRealPath() + "\nthrough\n");
    assertThat(result.err())
        .hasLineCount(1)
        .endsWith("; running the last known command of my.show without sharing\n");
  }

  @Test
  void a_variable_that_the_session_lacks_is_named_in_the_answer() throws Exception {
    remember("{\"mcpServers\": {\"show\": " + SHOW + "}}}");
    breakRuntime();

    Client client = mcpmux.with("NEEDED", null).start("attach", "show");

    assertThat(client.send(Client.INITIALIZE).readLine())
        .contains(
            "server \\\"show\\\" needs the variable NEEDED", "\"mcpmux\":\"unresolved-variable\"");
    assertThat(client.exitCode()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void what_only_a_daemon_can_give_is_refused() throws Exception {
    remember(
        "{\"mcpServers\": {\"off\": {\"command\": \"cat\", \"disabled\": true}, \"cut\":"
            + " {\"command\": \"cat\", \"tools\": {\"deny\": [\"x\"]}}, \"common\": {\"command\":"
            + " \"cat\", \"handshake\": \"common\"}, \"far\": {\"url\": \"http://127.0.0.1:1/\"},"
            + " \"own\": {\"command\": \"cat\", \"fallback\": \"fail\"}}}");
    breakRuntime();

    for (String name : new String[] {"off", "cut", "common", "far", "own", "unknown"}) {
      Installation.Result result = mcpmux.runWithInput(Client.INITIALIZE + "\n", "attach", name);

      assertThat(result.exitCode()).as(name).isEqualTo(ExitCode.DAEMON_NOT_STARTED);
      assertThat(result.out()).as(name).contains("\"error\"", "\"mcpmux\":\"no-daemon\"");
    }
    assertThat(mcpmux.runWithInput(Client.INITIALIZE + "\n", "attach").out())
        .contains("a session with all servers needs the daemon");
  }

  @Test
  void the_config_can_turn_it_off_also_for_commands() throws Exception {
    remember(
        "{\"fallback\": \"fail\", \"mcpServers\": {\"show\": {\"command\": \"cat\"}, \"all the"
            + " same\": {\"command\": \"cat\", \"fallback\": \"run\"}}}");
    breakRuntime();

    assertThat(mcpmux.runWithInput("x\n", "attach", "show").out()).isEmpty();
    assertThat(mcpmux.runWithInput("x\n", "attach", "--", "cat").exitCode())
        .isEqualTo(ExitCode.DAEMON_NOT_STARTED);
    assertThat(mcpmux.runWithInput("x\n", "attach", "all the same").out()).isEqualTo("x\n");
  }

  @Test
  void what_is_written_down_follows_the_config_and_is_private() throws Exception {
    remember(
        "{\"mcpServers\": {\"one\": {\"command\": \"cat\"}, \"two\": {\"command\": \"cat\"}}}");
    Path fallback = directory.resolve("state/fallback");
    mcpmux.config("{\"mcpServers\": {\"two\": {\"command\": \"tac\"}}}");
    mcpmux.run("attach", "two");
    mcpmux.run("reload");

    assertThat(fallback.resolve("one.sh")).doesNotExist();
    assertThat(Files.readString(fallback.resolve("two.sh"))).contains("'tac'");
    assertThat(Files.getPosixFilePermissions(fallback.resolve("two.sh")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(fallback))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    mcpmux.run("disable", "two");
    assertThat(fallback.resolve("two.sh")).doesNotExist();
  }

  @Test
  void a_server_that_attaches_to_itself_does_not_go_on_so_without_end() throws Exception {
    Path loop = directory.resolve("loop.sh");
    Files.writeString(loop, "exec \"$0.launcher\" attach loop");
    Files.createSymbolicLink(directory.resolve("loop.sh.launcher"), relay.launcher());
    remember(
        "{\"mcpServers\": {\"loop\": {\"command\": \"sh\", \"args\": ["
            + RawJson.quote(loop.toString())
            + "], \"passEnv\": [\"MCPMUX_HOME\"]}}}");
    breakRuntime();

    Installation.Result result = mcpmux.runWithInput(Client.INITIALIZE + "\n", "attach", "loop");

    assertThat(result.err()).containsOnlyOnce("without sharing");
    assertThat(result.out()).contains("\"mcpmux\":\"no-daemon\"");
    assertThat(result.exitCode()).isEqualTo(ExitCode.DAEMON_NOT_STARTED);
  }

  @Test
  void a_script_that_others_can_write_is_not_run() throws Exception {
    remember("{\"mcpServers\": {\"one\": {\"command\": \"cat\"}}}");
    Path script = directory.resolve("state/fallback/one.sh");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rw-rw-rw-"));
    breakRuntime();

    Installation.Result result = mcpmux.runWithInput("x\n", "attach", "one");

    assertThat(result.out()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(ExitCode.DAEMON_NOT_STARTED);
  }

  @Test
  void a_lock_that_somebody_holds_who_does_not_listen_is_waited_for_less_long_than_clients_wait()
      throws Exception {
    remember("{\"mcpServers\": {\"one\": {\"command\": \"cat\"}}}");
    mcpmux.run("stop");
    try (FileChannel lock =
        FileChannel.open(directory.resolve("run/daemon.lock"), StandardOpenOption.WRITE)) {
      assertThat(lock.tryLock()).isNotNull();
      long began = System.nanoTime();

      Installation.Result result = mcpmux.runWithInput("x\n", "attach", "one");

      assertThat(result.out()).isEqualTo("x\n");
      assertThat((System.nanoTime() - began) / 1_000_000_000L).isLessThan(30);
    }
  }

  @Test
  void so_is_a_daemon_that_hangs() throws Exception {
    remember("{\"mcpServers\": {\"one\": {\"command\": \"cat\"}}}");
    long daemon = mcpmux.daemonPid();
    signal("STOP", daemon);
    try {
      Installation.Result result = mcpmux.runWithInput("x\n", "attach", "one");

      assertThat(result.out()).isEqualTo("x\n");
      assertThat(result.err()).contains("the daemon has not answered for 25 s", "without sharing");
    } finally {
      signal("CONT", daemon);
    }
  }

  private static void signal(String name, long pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
        .isZero();
  }

  /** Has a daemon read a config and end, or go on. */
  private void remember(String config) throws Exception {
    mcpmux.config(config);
    assertThat(mcpmux.run("attach", "nobody").exitCode()).isEqualTo(ExitCode.REFUSED);
    Installation.await(
        "it is written down",
        () -> {
          try {
            return mcpmux.daemonLog().contains(" is ready: ");
          } catch (java.io.IOException e) {
            return false;
          }
        });
  }

  /** From now on there can be no daemon. */
  private void breakRuntime() throws Exception {
    mcpmux.run("stop");
    Files.move(directory.resolve("run"), directory.resolve("run.before"));
    Files.createFile(directory.resolve("run"));
  }
}
