package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mcpmux find} over servers and over a file. */
class FindIT {

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
            + "\"gone\":{\"command\":\"/nowhere/at/all\"},"
            + "\"off\":{\"command\":\"x\",\"disabled\":true}}}");
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void a_wish_finds_the_tool_and_says_which_server_has_it() throws Exception {
    Installation.Result result = mcpmux.run("find", "give back the text, as an echo does");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("it  echo\n    ");
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(result.err()).contains("not searched: gone: ").doesNotContain("off");
    assertThat(mcpmux.run("find", "--json", "-n", "1", "echo").out()).isEqualTo("[\"it/echo\"]\n");
    assertThat(mcpmux.run("find", "--server", "it", "xylophone").exitCode())
        .isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void a_server_that_is_not_there_is_named_with_the_next_step() throws Exception {
    Installation.Result result = mcpmux.run("find", "--server", "other", "echo");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err()).contains("there is no server named \"other\"").contains("mcpmux ls");
  }

  @Test
  void a_config_without_servers_is_answered_with_the_command_that_fills_it() throws Exception {
    mcpmux.config("{}");

    Installation.Result result = mcpmux.run("find", "echo");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err()).contains("there is no server in").contains("mcpmux setup");
  }

  @Test
  void a_server_that_is_off_is_named_with_the_next_step() throws Exception {
    Installation.Result result = mcpmux.run("find", "--server", "off", "echo");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err()).contains("disabled").contains("mcpmux enable off");
  }

  @Test
  void no_tools_at_all_cannot_be_asked_for() throws Exception {
    Installation.Result result = mcpmux.run("find", "-n", "-3", "echo");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("-n: expected at least 1, found -3");
  }

  @Test
  void wishes_from_standard_input_get_a_line_each_in_their_order() throws Exception {
    Path tools = directory.resolve("tools.jsonl");
    Files.writeString(
        tools,
        "{\"server\":\"a\",\"name\":\"send_mail\",\"description\":\"\",\"inputSchema\":{}}\n\n"
            + "{\"server\":\"b\",\"name\":\"say\\u001b[31m\",\"description\":\"speaks\"}\n");

    Installation.Result result =
        mcpmux.runWithInput(
            "{\"query\":\"mail\"}\nno json\n{\"query\":\"speak\"}\n",
            "find",
            "--tools",
            tools.toString(),
            "--stdin",
            "--json");

    assertThat(result.out().lines())
        .containsExactly("[\"a/send_mail\"]", "[]", "[\"b/say\\u001b[31m\"]");
    assertThat(result.err()).contains("line 2: expected {\"query\": \"...\"}");
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void what_a_server_says_of_itself_finds_its_tools_behind_the_others() throws Exception {
    Path tools = directory.resolve("tools.jsonl");
    Files.writeString(
        tools,
        "{\"server\":\"linear\",\"instructions\":\"For the sprints of a team.\"}\n"
            + "{\"server\":\"linear\",\"name\":\"get\"}\n"
            + "{\"server\":\"files\",\"name\":\"read_file\"}\n");

    assertThat(mcpmux.run("find", "--tools", tools.toString(), "--json", "files of a sprint").out())
        .isEqualTo("[\"files/read_file\",\"linear/get\"]\n");
  }

  @Test
  void a_broken_line_of_a_file_is_named() throws Exception {
    Path tools = directory.resolve("tools.jsonl");
    Files.writeString(tools, "{\"server\":\"a\",\"name\":\"x\"}\n{\"server\":\n");

    Installation.Result result = mcpmux.run("find", "--tools", tools.toString(), "x");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err()).contains("tools.jsonl, line 2: ");
  }
}
