package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatusTableTest {

  @Test
  void what_a_session_cannot_be_served_stands_below_the_sessions() {
    String table =
        StatusTable.of(
            "{\"servers\":[],\"sessions\":[{\"id\":\"7\",\"client\":\"c\",\"server\":\"all servers\","
                + "\"without\":[\"server \\\"one\\\" needs TOKEN\",\"\\u001b two\"]},"
                + "{\"id\":\"8\",\"client\":\"c\",\"server\":\"s\"}]}",
            false);

    assertThat(table)
        .endsWith("\nsession 7: server \"one\" needs TOKEN\nsession 7: ? two")
        .doesNotContain("session 8:");
  }

  @Test
  void what_is_left_out_of_lists_stands_below_the_servers_once() {
    String process =
        "{\"pid\":7,\"state\":\"ready\",\"cutLists\":[\"tools/list is cut: \\u0007\"]}";
    String table =
        StatusTable.of(
            "{\"servers\":[{\"name\":\"s\",\"processes\":[" + process + "," + process + "]}]}",
            false);

    assertThat(table).containsOnlyOnce("\n\ns: tools/list is cut: ?\n");
  }
}
