package dev.mcpmux.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import org.junit.jupiter.api.Test;

class StatusTextTest {
  private static final String STATUS =
      """
      {"daemon": {"pid": 1},
       "servers": [
        {"name": "slack", "processes": [{"pid": 5, "state": "ready", "sessions": 8},
          {"pid": 6, "state": "ready", "sessions": 1,
           "apart": {"from": 5, "because": ["has other values of SLACK_TOKEN"]}}]},
        {"name": "broken", "idle": "not started", "processes": [],
         "failure": "ended with exit code 1; the end of its stderr:\\ntoken=geheim"},
        {"name": "files", "idle": "catalog only", "processes": []}],
       "lately": [{"server": "broken", "what": "ended; the end of its stderr:\\ngeheim",
         "times": 2, "secondsAgo": 7}, {"what": "refused /home/geheim", "secondsAgo": 1}],
       "sessions": [{"id": "1", "client": "geheim", "project": "/home/geheim"}]}
      """;

  private final StatusText text = new StatusText(JsonTree.parse(STATUS));

  @Test
  void each_server_has_a_line_with_its_state_and_why_it_failed() {
    assertThat(text.all())
        .contains("slack: ready, 8 sessions; ready, 1 session\n")
        .contains("broken: not started (starts when it is needed)\n")
        .contains("failed the last time: ended with exit code 1\n")
        .contains("broken, 7 s ago: ended\n")
        .contains("restart_server");
  }

  @Test
  void nothing_of_other_sessions_or_of_what_servers_write_is_in_it() {
    assertThat(text.all()).doesNotContain("geheim");
    assertThat(text.apart("slack")).doesNotContain("geheim");
  }

  @Test
  void what_keeps_processes_apart_is_said_in_words() {
    assertThat(text.apart("slack")).isEqualTo("One process has other values of SLACK_TOKEN.");
    assertThat(text.apart("files")).contains("nothing is apart");
    assertThat(text.names()).isEqualTo("slack, broken, files");
  }

  @Test
  void without_servers_that_is_said() {
    assertThat(new StatusText(JsonTree.parse("{\"servers\": []}")).all())
        .isEqualTo("No server is configured or in use.");
  }
}
