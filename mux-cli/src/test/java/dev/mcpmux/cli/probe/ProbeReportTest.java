package dev.mcpmux.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.probe.ProbeResult.Failure;
import dev.mcpmux.cli.probe.ProbeResult.Tool;
import dev.mcpmux.cli.text.JsonTree;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeReportTest {

  private static ProbeReport of(List<Tool> tools, Failure failure) {
    return new ProbeReport(
        "slack", new ProbeResult("slack-mcp", "2.1", "2025-11-25", tools, 1234, failure));
  }

  @Test
  void tools_are_a_line_each_with_the_first_line_of_what_they_say_they_do() {
    String text =
        of(
                List.of(
                    new Tool("post", "Posts a message\nand more"),
                    new Tool("list_channels", "Lists " + "channels ".repeat(40)),
                    new Tool("\u001b[2Jodd", "")),
                null)
            .text();

    assertThat(text)
        .startsWith("slack works: slack-mcp 2.1, MCP 2025-11-25, 3 tools, ready in 1.2 s\n")
        .contains("\n  post           Posts a message\n")
        .doesNotContain("and more")
        .doesNotContain("\u001b");
    assertThat(text.lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void a_failure_is_said_in_words_with_the_end_of_stderr() {
    Failure failure =
        Failure.of(
            "server-failed",
            "server \"slack\" exited with code 3 before it answered initialize; the end of its"
                + " stderr:\nfirst\nlast");

    assertThat(of(List.of(), failure).text())
        .isEqualTo(
            "slack does not work: exited with code 3 before it answered initialize\n"
                + "\nThe end of its stderr:\n  first\n  last\n");
  }

  @Test
  void what_can_be_done_is_said() {
    assertThat(of(List.of(), Failure.of("x", "could not be started: command not found: y")).text())
        .endsWith("-> install the program, or write its whole path\n");
  }

  @Test
  void programs_get_an_object_either_way() {
    assertThat(JsonTree.parse(of(List.of(new Tool("a", "b")), null).json()))
        .containsEntry("works", "true")
        .containsEntry("protocol", "2025-11-25")
        .containsKey("tools");
    assertThat(JsonTree.parse(of(List.of(), Failure.of("no-daemon", "none")).json()))
        .containsEntry("works", "false")
        .containsEntry("reason", "no-daemon")
        .containsEntry("message", "none");
  }
}
