package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.JsonTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mcpmux doctor}, on machines in all kinds of states. */
class DoctorIT {

  private static final String SAMPLE =
      "\"sample\":{\"command\":\"" + Installation.MCPMUX + "\",\"args\":[\"sample-server\"]}";

  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void install() {
    mcpmux = new Installation(directory);
    mcpmux.with("HOME", directory.toString()).with("CLAUDE_CONFIG_DIR", null);
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  private static String script(String name, String script) {
    return "\""
        + name
        + "\":{\"command\":\"sh\",\"args\":[\"-c\",\""
        + script
        + "\"],\"env\":{\"TOKEN\":\"s3cret\"}}";
  }

  private void servers(String... entries) throws Exception {
    mcpmux.config("{\"mcpServers\":{" + String.join(",", entries) + "}}");
  }

  @Test
  void without_daemon_and_config_it_works_and_leaves_nothing() throws Exception {
    Installation.Result result = mcpmux.run("doctor");

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("ok      java ")
        .contains("ok      program ")
        .contains("ok      files ")
        .contains("ok      sample     mcpmux-sample 1, MCP 2025-11-25, 5 tools, ready in ")
        .contains("mcpmux works, ");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void each_server_is_started_and_what_failed_is_said_with_the_end_of_its_stderr()
      throws Exception {
    servers(
        SAMPLE,
        script("broken", "echo module x is missing >&2; exit 3"),
        script("hangs", "echo still at it >&2; exec sleep 100"),
        "\"missing\":{\"command\":\"no-such-program\"}",
        "\"unset\":{\"command\":\"sh\",\"args\":[\"${NOT_SET_HERE}\"]}",
        "\"off\":{\"command\":\"sh\",\"disabled\":true}",
        "\"wrong\":{\"command\":7}");

    Installation.Result result = mcpmux.run("doctor", "--timeout", "4s");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.out())
        .contains("ok      sample ")
        .containsPattern("PROBLEM broken +exited with code 3 [^|]*\\| module x is missing\n")
        .containsPattern("PROBLEM hangs +it has not answered initialize [^|]*\\| still at it\n")
        .containsPattern("PROBLEM missing +could not be started: command not found")
        .containsPattern("note    unset +needs the variable NOT_SET_HERE")
        .contains("ok      off        is off; to use it again: mcpmux enable off")
        .containsPattern("PROBLEM wrong [^>]*expected a string")
        .contains("\n4 problems, ")
        .doesNotContain("s3cret");
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 80 || line.contains("/"));
    assertThat(mcpmux.run("status").exitCode()).isEqualTo(ExitCode.NO_DAEMON);
  }

  @Test
  void nothing_is_started_when_it_is_not_to_be() throws Exception {
    servers(script("would-tell", "touch " + directory.resolve("started")));

    Installation.Result result = mcpmux.run("doctor", "--no-start", "--json");

    assertThat(result.exitCode()).isZero();
    assertThat(directory.resolve("started")).doesNotExist();
    List<Map<String, Object>> checks = JsonTree.objects(JsonTree.parse(result.out()), "checks");
    assertThat(checks)
        .anySatisfy(
            check ->
                assertThat(check)
                    .containsEntry("check", "server")
                    .containsEntry("name", "would-tell")
                    .containsEntry("text", "not started"));
  }

  @Test
  void what_a_daemon_remembers_of_a_server_is_not_taken_for_the_server() throws Exception {
    servers(SAMPLE);
    assertThat(mcpmux.start("attach", "sample").initialize()).contains("mcpmux-sample");
    mcpmux.run("stop");
    mcpmux.start("attach", "sample").initialize();

    Installation.Result result = mcpmux.run("doctor");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).containsPattern("ok      daemon +mcpmux .*, pid [0-9]+");
    assertThat(mcpmux.serverPids()).hasSize(1);
  }

  @Test
  void a_config_that_is_no_json_is_a_problem_and_the_rest_is_looked_at() throws Exception {
    mcpmux.config("{\"mcpServers\": {\"slack\": {\"env\": {\"TOKEN\": s3cret}}}}");

    Installation.Result result = mcpmux.run("doctor");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.out())
        .contains("PROBLEM config ")
        .contains("-> mcpmux config check")
        .contains("ok      sample ")
        .doesNotContain("s3cret");
  }

  @Test
  void a_directory_of_the_socket_that_others_may_enter_is_a_problem() throws Exception {
    Path run = Files.createDirectory(directory.resolve("run"));
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxrwxrwx"));

    Installation.Result result = mcpmux.run("doctor", "--no-start");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.out()).contains("PROBLEM files ").contains("-> chmod 700 " + run);
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void another_program_of_this_name_is_told() throws Exception {
    Path other = Files.createDirectory(directory.resolve("bin")).resolve("mcpmux");
    Files.writeString(other, "#!/bin/sh\n");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxr-xr-x"));
    mcpmux.with("PATH", other.getParent() + ":" + System.getenv("PATH"));

    assertThat(mcpmux.run("doctor", "--no-start").out().replaceAll("\\s+", " "))
        .contains("note program another mcpmux is on the PATH: " + other);
  }

  @Test
  void a_client_that_starts_its_servers_by_itself_is_named_until_setup_has_run() throws Exception {
    Files.writeString(
        directory.resolve(".claude.json"),
        "{\"mcpServers\":{\"it\":{\"type\":\"stdio\",\"command\":\""
            + Installation.MCPMUX
            + "\",\"args\":[\"sample-server\"]}}}");

    assertThat(mcpmux.run("doctor", "--no-start").out())
        .contains("note    clients    servers are started past mcpmux by Claude Code\n")
        .contains("-> mcpmux setup\n");

    assertThat(mcpmux.run("setup", "--yes").exitCode()).isZero();
    Installation.Result result = mcpmux.run("doctor");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("ok      it ").doesNotContain("note    clients");
  }

  @Test
  void a_daemon_that_was_killed_is_no_problem() throws Exception {
    Client client = mcpmux.start(Installation.attachSample());
    client.initialize();
    long pid = mcpmux.daemonPid();
    client.endInput().exitCode(); // it would start another
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    Installation.await("the end of the daemon", () -> !Installation.runs(pid));

    Installation.Result result = mcpmux.run("doctor");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("one was killed and has left its socket");
  }

  @Test
  void a_state_that_cannot_be_written_is_told_and_stops_nothing() throws Exception {
    servers(SAMPLE);
    Files.writeString(directory.resolve("state"), "a file, where a directory is to be");

    Installation.Result result = mcpmux.run("doctor");

    assertThat(result.out()).contains("ok      sample ").doesNotContain("Exception");
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.out()).contains("PROBLEM files ");
  }
}
