package dev.mcpmux.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StopCommandTest {

  @Test
  void sessions_of_one_client_in_one_directory_are_one_line() {
    String session =
        "{\"client\":\"claude-code 2.1\",\"server\":\"slack\",\"project\":\"/src/app\"}";
    String other = "{\"client\":\"\",\"server\":\"memory\",\"project\":\"/src/b\"}";

    String text =
        StopCommand.sessions(
            "{\"sessions\":[" + session + "," + other + "," + session + "]}", "would end");

    assertThat(text.lines())
        .containsExactly(
            "3 sessions would end:",
            "  claude-code 2.1 with slack in /src/app, 2 times",
            "  a client that has not said its name with memory in /src/b");
  }

  @Test
  void without_sessions_there_is_nothing_to_ask() {
    assertThat(StopCommand.sessions("{\"sessions\":[]}", "would end")).isEmpty();
  }

  @Test
  void of_many_the_first_are_named() {
    StringBuilder sessions = new StringBuilder("{\"sessions\":[{\"client\":\"c 0\"}");
    for (int i = 1; i < 50; i++) {
      sessions.append(",{\"client\":\"c ").append(i).append("\"}");
    }

    String text = StopCommand.sessions(sessions.append("]}").toString(), "would end");

    assertThat(text).startsWith("50 sessions").endsWith("and others: mcpmux status\n");
    assertThat(text.lines()).hasSizeLessThan(20);
  }
}
