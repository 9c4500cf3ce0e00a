package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens where no daemon runs, or none can. */
@ParameterizedClass
@EnumSource(RelayKind.class)
class WithoutDaemonIT {

  @Parameter private RelayKind relay;

  @TempDir private Path directory;

  @Test
  void status_and_stop_say_so_on_stderr() throws Exception {
    Installation mcpmux = new Installation(relay, directory);

    for (String[] command : new String[][] {{"status"}, {"status", "--json"}, {"stop"}}) {
      Installation.Result result = mcpmux.run(command);

      assertThat(result.exitCode()).isEqualTo(ExitCode.NO_DAEMON);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).startsWith("mcpmux: no daemon runs").hasLineCount(1);
    }
  }

  @Test
  void a_command_runs_without_sharing_and_a_name_cannot() throws Exception {
    Installation mcpmux = new Installation(relay, directory).with("MCPMUX_HOME", "/dev/null/home");

    Installation.Result command =
        mcpmux.runWithInput("through\n", "attach", "--", "sh", "-c", "cat; exit 9");
    Installation.Result name = mcpmux.run("attach", "slack");

    assertThat(command.out()).isEqualTo("through\n");
    assertThat(command.exitCode()).isEqualTo(9);
    assertThat(command.err()).contains("without sharing");
    assertThat(name.out()).isEmpty();
    assertThat(name.exitCode()).isEqualTo(ExitCode.DAEMON_NOT_STARTED);
    assertThat(name.err()).startsWith("mcpmux: ");
  }

  @Test
  void a_mistake_in_the_config_is_shown_to_whoever_attaches() throws Exception {
    Installation mcpmux = new Installation(relay, directory);
    mcpmux.config("{\"mcpServers\": {\"slack\": {\"command\": 1}}}");

    Installation.Result result = mcpmux.run("attach", "slack");
    mcpmux.end();
    mcpmux.config("{\"mcpServers\": {");
    Installation.Result broken = mcpmux.run("attach", "slack");

    assertThat(result.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(result.err())
        .contains("config.json:1:38: mcpServers.slack.command: expected a string");
    assertThat(broken.exitCode()).isEqualTo(ExitCode.DAEMON_NOT_STARTED);
    assertThat(broken.err()).contains("config.json:1:");
  }

  @Test
  void a_runtime_directory_that_others_can_enter_is_not_used() throws Exception {
    Path run = Files.createDirectory(directory.resolve("run"));
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxrwxrwx"));

    Installation.Result result = new Installation(relay, directory).run("attach", "slack");

    assertThat(result.exitCode()).isEqualTo(ExitCode.DAEMON_NOT_STARTED);
    assertThat(result.err()).contains(run.toString()).contains("0700");
  }

  @Test
  void arguments_that_are_not_understood_are_explained() throws Exception {
    Installation mcpmux = new Installation(relay, directory);

    assertThat(mcpmux.run("attach", "a", "b").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(mcpmux.run("attach", "npx", "-y", "x").err())
        .contains("mcpmux attach -- npx ...")
        .doesNotContain("-y")
        .contains("Usage:");
    assertThat(mcpmux.run("dance").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(mcpmux.run("attach", "--help").out()).contains("Examples:");
    assertThat(mcpmux.run("--help").out()).contains("Examples:").contains("sample-server");
  }
}
