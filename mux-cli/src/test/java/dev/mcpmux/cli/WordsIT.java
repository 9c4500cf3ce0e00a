package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words that people type first. */
class WordsIT {

  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void install() throws Exception {
    mcpmux = new Installation(directory);
    mcpmux.config(
        "{\"mcpServers\":{"
            + "\"it\":{\"command\":\""
            + Installation.MCPMUX
            + "\",\"args\":[\"sample-server\"]},"
            + "\"away\":{\"url\":\"https://user:s3cret@host.example:8443/mcp?key=s3cret\"},"
            + "\"off\":{\"command\":\"x\",\"args\":[\"--token=s3cret\"],\"disabled\":true},"
            + "\"wrong\":{\"command\":7}}}");
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void help_and_version_are_commands_too() throws Exception {
    assertThat(mcpmux.run("version").out()).isEqualTo(mcpmux.run("--version").out());
    assertThat(mcpmux.run("help", "try").out()).isEqualTo(mcpmux.run("try", "--help").out());
    assertThat(mcpmux.run("help").out()).isEqualTo(mcpmux.run("--help").out());
  }

  @Test
  void ls_lists_the_servers_of_the_config_without_a_daemon() throws Exception {
    Installation.Result result = mcpmux.run("ls");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out().lines())
        .containsExactly(
            "SERVER  STATE  RUNS",
            "it      on     mcpmux",
            "away    on     https://host.example:8443",
            "off     off    x",
            "wrong   wrong");
    assertThat(mcpmux.run("list").out()).isEqualTo(result.out());
    assertThat(mcpmux.run("ls", "--json").out())
        .contains("{\"name\":\"off\",\"state\":\"off\",\"runs\":\"x\"}")
        .doesNotContain("s3cret");
    assertThat(mcpmux.run("ps").exitCode()).isEqualTo(ExitCode.NO_DAEMON);
  }

  @Test
  void logs_say_where_they_are_and_how_they_end() throws Exception {
    assertThat(mcpmux.run("logs").err()).contains("there is no log yet");
    mcpmux.start("attach", "it").initialize();

    Installation.Result daemon = mcpmux.run("logs");
    Installation.Result server = mcpmux.run("logs", "it", "-n", "1");
    Installation.Result other = mcpmux.run("logs", "other");

    assertThat(daemon.out()).startsWith(directory.resolve("logs") + "\n");
    assertThat(daemon.out()).contains(" daemon INFO ", " is ready: pid ", " it ");
    assertThat(mcpmux.run("logs", "--daemon", "--since", "1h").out())
        .startsWith(directory.resolve("logs/daemon.log") + "\n")
        .contains(" is ready: pid ")
        .doesNotContain("mcpmux: started ");
    assertThat(mcpmux.run("logs", "--since", "yesterday").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(server.out().lines()).hasSize(2).last().asString().contains("mcpmux: started ");
    assertThat(other.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(other.err()).contains("there are: daemon.log it.log");
  }
}
