package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.JsonTree;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mcpmux try}. */
class TryIT {

  private static final String MCPMUX = Installation.MCPMUX.toString();

  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void install() {
    mcpmux = new Installation(directory);
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void a_command_is_started_its_tools_are_listed_and_nothing_is_left() throws Exception {
    Installation.Result result = mcpmux.run("try", "--", MCPMUX, "sample-server");

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .startsWith("mcpmux works: mcpmux-sample 1, MCP 2025-11-25, 5 tools, ready in ")
        .contains("\n  add     Adds two numbers\n");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_server_of_the_config_is_tried_in_the_daemon_that_runs() throws Exception {
    mcpmux.config(
        "{\"mcpServers\":{\"it\":{\"command\":\"" + MCPMUX + "\",\"args\":[\"sample-server\"]}}}");
    mcpmux.start("attach", "it").initialize();
    long server = mcpmux.serverPids().get(0);

    Installation.Result result = mcpmux.run("try", "--json", "it");

    assertThat(result.exitCode()).isZero();
    assertThat(JsonTree.parse(result.out()))
        .containsEntry("server", "it")
        .containsEntry("works", "true")
        .containsEntry("name", "mcpmux-sample");
    assertThat(mcpmux.serverPids()).containsExactly(server);
  }

  @Test
  void what_failed_is_said_with_the_end_of_stderr() throws Exception {
    Installation.Result result =
        mcpmux.run("try", "--", "sh", "-c", "echo the disk is on fire >&2; exit 3", "s3cret");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.out())
        .contains("sh does not work: exited with code 3 before it answered initialize")
        .contains("The end of its stderr:\n  the disk is on fire\n")
        .doesNotContain("s3cret");
  }

  @Test
  void a_server_that_hangs_is_given_up_after_a_time_with_what_it_said() throws Exception {
    Installation.Result result =
        mcpmux.run(
            "try", "--json", "--timeout", "3s", "--", "sh", "-c", "echo wait >&2; exec sleep 60");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    Map<String, Object> json = JsonTree.parse(result.out());
    assertThat(json).containsEntry("reason", "timed-out");
    assertThat(json.get("stderr").toString()).contains("wait");
  }

  @Test
  void a_server_that_ends_when_it_is_asked_for_its_tools_does_not_work() throws Exception {
    String hello =
        "read line; echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"x\","
            + "\"version\":\"1\"}}}' | sed \"s/\\\"id\\\":1/\\\"id\\\":$(echo \"$line\" | sed"
            + " 's/.*\"id\":\\([^,]*\\),.*/\\1/')/\"; read line; exit 4";

    Installation.Result result = mcpmux.run("try", "--timeout", "20s", "--", "sh", "-c", hello);

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.out()).startsWith("sh does not work: ");
  }

  @Test
  void a_name_that_is_not_known_is_answered_with_where_to_look() throws Exception {
    Installation.Result result = mcpmux.run("try", "slack");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err()).contains("there is no server named \"slack\"").contains("mcpmux ls");
  }
}
