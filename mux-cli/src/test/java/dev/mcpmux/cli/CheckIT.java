package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mcpmux check} of the distribution, with its own sample server. */
class CheckIT {

  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void install() {
    mcpmux = new Installation(directory);
  }

  @Test
  void a_server_that_shares_no_more_than_is_recommended_is_in_order() throws Exception {
    config("\"share\": \"project\"");

    Installation.Result result = mcpmux.run("check", "sample");

    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("Recommended: \"share\": \"global\"")
        .contains("Now it is project, as its share says.")
        .contains("write in the entry \"sample\" of\n")
        .endsWith("\"share\": \"global\"\n");
    assertThat(result.out().lines().filter(line -> !line.contains(directory.toString())))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
  }

  @Test
  void a_command_is_named_by_its_program_and_none_of_its_arguments_is_shown() throws Exception {
    Installation.Result result =
        mcpmux.run("check", "--json", "--", launcher(), "sample-server", "--token=geheim");

    assertThat(result.out() + result.err()).doesNotContain("geheim");
  }

  @Test
  void what_cannot_be_checked_is_said_in_one_line() throws Exception {
    config("\"disabled\": false");

    for (String[] words :
        new String[][] {
          {"check", "unheard-of"},
          {"check", "--", "/no/such/program"},
          {"check", "--start=5s", "--", "true"}
        }) {
      Installation.Result result = mcpmux.run(words);
      assertThat(result.exitCode()).as("%s", result).isEqualTo(ExitCode.FAILURE);
      assertThat(result.err()).startsWith("mcpmux: ");
      assertThat(result.err().lines()).hasSize(1);
      assertThat(result.out()).isEmpty();
    }
    assertThat(mcpmux.run("check").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(mcpmux.run("check", "a", "b").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(mcpmux.run("check", "--start=never", "sample").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void a_check_needs_no_daemon_and_starts_none() throws Exception {
    config("\"share\": \"global\"");

    assertThat(mcpmux.run("check", "sample").exitCode()).isZero();
    assertThat(mcpmux.run("status").exitCode()).isEqualTo(ExitCode.NO_DAEMON);
  }

  private static String launcher() {
    return Installation.MCPMUX.toString();
  }

  private void config(String member) throws Exception {
    mcpmux.config(
        "{\"mcpServers\": {\"sample\": {\"command\": \""
            + launcher()
            + "\", \"args\": [\"sample-server\"], "
            + member
            + "}}}");
  }
}
