package dev.mcpmux.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatusTableTest {

  private static String inProcess(String state, int seconds) {
    return "{\"pid\":null,\"inProcess\":true,\"state\":\"%s\",\"sessions\":1,\"uptimeSeconds\":%d,"
            .formatted(state, seconds)
        + "\"apart\":{\"from\":null,\"because\":[\"is a process of its own\"]}}";
  }

  @Test
  void connections_of_a_server_in_process_are_one_row_and_no_hint() {
    String status =
        "{\"servers\":[{\"name\":\"context\",\"numbers\":{\"calls\":9},\"processes\":["
            + String.join(
                ",", inProcess("ready", 70), inProcess("ready", 90), inProcess("ready", 3))
            + "]}],\"sessions\":[]}";

    String table = StatusTable.of(status, false, 80, Colours.NONE);

    assertThat(table)
        .containsOnlyOnce("context")
        .containsPattern("context +- +ready in process +3 +1m 30s +- +9 ")
        .doesNotContain("processes");
    assertThat(StatusTable.of(status, true, 80, Colours.NONE)).doesNotContain("of its own");
  }

  @Test
  void why_processes_are_apart_is_not_also_a_hint_to_ask_for_that() {
    String status =
        "{\"servers\":[{\"name\":\"s\",\"processes\":[{\"pid\":7,\"state\":\"ready\"},{\"pid\":8,"
            + "\"state\":\"ready\",\"apart\":{\"from\":7,\"because\":[\"sees other roots\"]}}]}]}";

    assertThat(StatusTable.of(status, false, 80, Colours.NONE)).contains("mcpmux status --why");
    assertThat(StatusTable.of(status, true, 80, Colours.NONE))
        .contains("8 is not shared with the sessions of 7: it\n  - sees other roots")
        .doesNotContain("mcpmux status --why");
  }

  @Test
  void what_a_session_cannot_be_served_stands_below_the_sessions() {
    String table =
        StatusTable.of(
            "{\"servers\":[],\"sessions\":[{\"id\":\"7\",\"client\":\"c\",\"server\":\"all servers\","
                + "\"without\":[\"server \\\"one\\\" needs TOKEN\",\"\\u001b two\"]},"
                + "{\"id\":\"8\",\"client\":\"c\",\"server\":\"s\"}]}",
            false,
            80,
            Colours.NONE);

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
            false,
            80,
            Colours.NONE);

    assertThat(table).containsOnlyOnce("\n\ns: tools/list is cut: ?\n");
  }

  @Test
  void what_went_wrong_lately_is_told_on_lines_of_a_terminal_with_the_log_to_look_into() {
    String table =
        StatusTable.of(
            "{\"servers\":[{\"name\":\"dying\",\"restarts\":5,\"processes\":[{\"pid\":7,"
                + "\"state\":\"ready\",\"sessions\":1,\"uptimeSeconds\":4}]}],\"lately\":["
                + "{\"server\":\"dying\",\"what\":\"exited with code 3 after 2 s\",\"times\":5,"
                + "\"secondsAgo\":70,\"log\":\"/logs/dying.log\"},{\"what\":\"there is no server named"
                + " \\\"nosuch\\\" (configured: dying, broken) (unknown-server)\",\"times\":1,"
                + "\"secondsAgo\":4}],\"sessions\":[]}",
            false,
            80,
            Colours.NONE);

    assertThat(table)
        .contains("dying     7  ready, 5 restarts ")
        .contains(
            """

            LATELY
              1m 10s ago, 5 times so far: dying exited with code 3 after 2 s
                see /logs/dying.log
              4s ago: refused a session: there is no server named "nosuch" (configured:
                dying, broken) (unknown-server)
            """);
  }

  @Test
  void long_names_and_paths_are_cut_to_the_screen_and_whole_elsewhere() {
    String name = "a-server-with-a-rather-long-name-indeed-and-more";
    String status =
        "{\"servers\":[{\"name\":\"%1$s\",\"processes\":[{\"pid\":7,\"state\":\"ready\"}]}],"
            + "\"sessions\":[{\"id\":\"1\",\"client\":\"claude-code 2.1.332\",\"server\":\"%1$s\","
            + "\"pid\":4711,\"project\":\"/home/ann/work/shop/backend\","
            + "\"clientSessionId\":\"0f8fad5b-d9cb-469f-a165-70867728950e\"}]}";

    String screen = StatusTable.of(status.formatted(name), false, 80, Colours.NONE);

    assertThat(screen.lines()).allMatch(line -> line.length() <= 80);
    assertThat(screen).contains("a-server-with", "…", "4711", "shop/backend");
    assertThat(StatusTable.of(status.formatted(name), false, Integer.MAX_VALUE, Colours.NONE))
        .contains(name, "/home/ann/work/shop/backend", "0f8fad5b-d9cb-469f-a165-70867728950e");
  }

  @Test
  void what_is_broken_comes_first_and_then_what_is_used_most() {
    String table =
        StatusTable.of(
            "{\"servers\":[{\"name\":\"idle\",\"idle\":\"not started\",\"processes\":[]},"
                + "{\"name\":\"little\",\"processes\":[{\"pid\":1,\"state\":\"ready\",\"sessions\":1}]},"
                + "{\"name\":\"much\",\"processes\":[{\"pid\":2,\"state\":\"ready\",\"sessions\":9}]},"
                + "{\"name\":\"broken\",\"failure\":\"why\",\"processes\":[]}]}",
            false,
            80,
            Colours.NONE);

    assertThat(table.lines().filter(line -> line.contains("  ")).map(line -> line.split(" ")[0]))
        .startsWith("SERVER", "broken", "much", "little", "idle");
  }

  @Test
  void calls_memory_what_sharing_saves_and_the_last_error_fit_the_screen() {
    String table =
        StatusTable.of(
            "{\"daemon\":{\"version\":\"1\",\"pid\":1,\"uptimeSeconds\":9,\"transport\":\"nio\"},"
                + "\"servers\":[{\"name\":\"slack\",\"numbers\":{\"calls\":412,\"toolErrors\":3},"
                + "\"lastError\":{\"what\":\"echo\\u202e timed out\",\"secondsAgo\":300},\"processes\":[{"
                + "\"pid\":4310,\"state\":\"ready\",\"sessions\":8,\"uptimeSeconds\":7440,"
                + "\"memoryKib\":97280,\"numbers\":{\"calls\":412,\"p95Micros\":12000}},"
                + "{\"pid\":4311,\"state\":\"ready\",\"sessions\":1,\"uptimeSeconds\":0,\"apart\":{"
                + "\"from\":4310,\"because\":[\"has another value of TOKEN\"]}}]}],"
                + "\"sharing\":{\"processes\":7,\"sessions\":12,\"memoryKib\":194560,"
                + "\"withoutKib\":6710886,\"withoutProcesses\":252},"
                + "\"sessions\":[{\"id\":\"1\",\"numbers\":{\"calls\":5}}]}",
            false,
            80,
            Colours.NONE);

    assertThat(table.lines()).allMatch(line -> line.length() <= 80);
    assertThat(table)
        .contains(
            "7 processes for 12 sessions: 190 MB with the daemon and relays; without mcpmux\n"
                + "about 6.4 GB in 252 processes\n",
            "slack   4310  ready         8   2h 4m   95 MB    412  12 ms\n",
            "slack has 2 processes, as one has another value of TOKEN (all reasons: mcpmux\n"
                + "  status --why)\n",
            "LAST ERRORS\n  slack: echo? timed out, 5m 0s ago; 3 of 412 calls failed\n");
  }

  private static String failed(String name, String what, long secondsAgo, String more) {
    return "{\"servers\":[{\"name\":\"%s\",\"numbers\":{\"calls\":456000,\"toolErrors\":123000},"
            .formatted(name)
        + "\"lastError\":{\"what\":\"%s\",\"secondsAgo\":%d},\"processes\":[]}]%s}"
            .formatted(what, secondsAgo, more);
  }

  @Test
  void an_error_of_more_than_an_hour_ago_is_told_of_that_server_only() {
    String recent = failed("s", "echo failed", 3600, "");
    String old = failed("s", "echo failed", 3601, "");

    assertThat(StatusTable.of(recent, false, 80, Colours.NONE)).contains("LAST ERRORS", "echo");
    assertThat(StatusTable.of(old, false, 80, Colours.NONE)).doesNotContain("LAST ERRORS", "echo");
    assertThat(ServerPage.of(old, "s", 80, Colours.NONE)).contains("Last error, 1h 0m ago: echo");
  }

  @Test
  void the_last_error_fits_the_screen_however_long_its_name_is_and_whatever_its_colour() {
    String status =
        failed("a-server-with-a-rather-long-name", "a_tool_failed ".repeat(9), 3599, "");

    String plain = StatusTable.of(status, false, 80, Colours.NONE);

    assertThat(plain).contains("  a-server", "a_tool_failed", "; 123k of 456k calls failed\n");
    assertThat(plain.lines()).allMatch(line -> line.length() <= 80);
    assertThat(
            StatusTable.of(status, false, 80, new Colours(true)).replaceAll("\u001b\\[\\d+m", ""))
        .isEqualTo(plain);
  }

  @Test
  void a_server_that_hung_is_told_of_once() {
    String lately =
        ",\"lately\":[{\"server\":\"s\",\"what\":\"server \\\"s\\\" hung: no sign of life for 5"
            + " min, it was replaced\",\"times\":1,\"secondsAgo\":7}]";

    assertThat(StatusTable.of(failed("s", "hung", 7, lately), false, 80, Colours.NONE))
        .contains("LATELY\n  7s ago: server \"s\" hung: no sign")
        .doesNotContain("LAST ERRORS");
  }

  @Test
  void a_row_has_the_colour_of_its_state() {
    String table =
        StatusTable.of(
            "{\"servers\":[{\"name\":\"s\",\"processes\":[{\"pid\":1,\"state\":\"backoff\"},"
                + "{\"pid\":2,\"state\":\"starting\"},{\"pid\":3,\"state\":\"ready\"}]}]}",
            false,
            80,
            new Colours(true));

    assertThat(table).contains("\u001b[31ms ", "\u001b[33ms ", "\ns ");
  }
}
