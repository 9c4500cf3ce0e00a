package dev.mcpmux.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerPageTest {

  private static final String ROW =
      "\"calls\":412,\"results\":400,\"known\":0,\"toolErrors\":9,\"errors\":1,\"cancelled\":1,"
          + "\"timeouts\":0,\"lost\":1,\"refused\":0,\"open\":0,\"bytesIn\":2048,\"bytesOut\":99999,"
          + "\"p50Micros\":1200,\"p95Micros\":12000,\"p99Micros\":1200000";

  private static String status(String name) {
    return "{\"servers\":[{\"name\":\"elsewhere\",\"processes\":[]},{\"name\":\""
        + name
        + "\",\"numbers\":{"
        + ROW
        + ",\"inFlight\":0,\"waiting\":0},\"methods\":[{\"name\":\"tools/call\","
        + ROW
        + "}],\"tools\":[{\"name\":\"a_tool_\\u202e\\u001b[31m_with_a_rather_long_name_indeed_and_more\","
        + ROW
        + "}],\"life\":{\"starts\":3,\"restarts\":2,\"startFailures\":0,\"crashes\":2,"
        + "\"questionsRefused\":0,\"crashReasons\":{\"exited with code 3\":2}},"
        + "\"lastError\":{\"what\":\"echo \\u0007 failed\",\"secondsAgo\":70},\"processes\":[{\"pid\":4310,"
        + "\"state\":\"ready\",\"sessions\":8,\"uptimeSeconds\":7440,\"memoryKib\":97280,"
        + "\"cpuMillis\":12345,\"treeProcesses\":3,"
        + "\"cache\":{\"results\":12,\"bytes\":34816,\"hits\":100,\"misses\":40,\"oldestMillis\":131000},"
        + "\"numbers\":{"
        + ROW
        + "}}]}],\"sessions\":[{\"id\":\"7\",\"client\":\"claude-code 2.1.197\",\"server\":\""
        + name
        + "\",\"project\":\"/home/ann/app\",\"numbers\":{"
        + ROW
        + "}},{\"id\":\"8\",\"server\":\"elsewhere\"}]}";
  }

  @Test
  void one_server_is_shown_in_full() {
    assertThat(ServerPage.of(status("slack"), "slack", 80, Colours.NONE))
        .startsWith("slack: ready\n")
        .contains(
            "PID  STATE  SESSIONS  UPTIME  MEMORY  TREE   CPU  CALLS\n"
                + "4310  ready         8   2h 4m   95 MB     3  12 s    412\n",
            "\nCache: 12 results, 34 kB, the oldest for 2m 11s; answered 100 of 140 calls\n",
            "Since the daemon began: started 3 times, 2 of these in place of another,",
            " crashes (exited with code 3, 2 times)",
            "Last error, 1m 10s ago: echo ? failed\n",
            "412 calls, 9 failed, 1 answered with an error, 1 lost, 1 cancelled, 2.0 kB in,",
            "half within 1.2 ms, 95 % within 12 ms, 99 % within 1.2 s",
            "\nSESSION  CLIENT ",
            "mcpmux logs slack")
        .doesNotContain("elsewhere");
  }

  @Test
  void nothing_is_wider_than_the_screen_and_no_name_is_obeyed_by_it() {
    String page = ServerPage.of(status("slack"), "slack", 80, Colours.NONE);

    assertThat(page.lines()).allMatch(line -> line.length() <= 80);
    assertThat(page).doesNotContain("\u001b", "\u202e", "\u0007").contains("a_tool_?");
  }

  @Test
  void why_it_failed_fits_the_screen_in_its_colour_and_is_whole_elsewhere() {
    String failure = "server said why in a sentence ".repeat(9).strip();
    String status =
        "{\"servers\":[{\"name\":\"s\",\"idle\":\"stopped: "
            + failure
            + "\",\"failure\":\""
            + failure
            + "\",\"processes\":[]}]}";

    String plain = ServerPage.of(status, "s", 80, Colours.NONE);
    String coloured = ServerPage.of(status, "s", 80, new Colours(true));

    assertThat(plain.lines()).allMatch(line -> line.length() <= 80);
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
    assertThat(ServerPage.of(status, "s", Integer.MAX_VALUE, Colours.NONE)).contains(failure);
  }

  @Test
  void the_caches_of_all_processes_are_one_with_the_tools_that_need_to_be_named() {
    String process =
        "{\"pid\":1,\"state\":\"ready\",\"cache\":{\"results\":2,\"bytes\":1024,\"hits\":3,"
            + "\"misses\":1,\"oldestMillis\":%d000,\"unmarked\":[\"read_file\",\"%s\"]}}";
    String page =
        ServerPage.of(
            "{\"servers\":[{\"name\":\"s\",\"processes\":["
                + process.formatted(5, "read_it")
                + ","
                + process.formatted(70, "look")
                + "]}]}",
            "s",
            80,
            Colours.NONE);

    assertThat(page)
        .contains(
            """

            Cache: 4 results, 2.0 kB, the oldest for 1m 10s; answered 6 of 8 calls
              not kept, as the server marks them as read-only, but not as idempotent: look,
              read_file, read_it; what cache.tools names without * and ? is kept all the
              same
            """)
        .containsOnlyOnce("Cache:")
        .contains("mcpmux logs s");
  }

  @Test
  void a_server_in_process_has_no_log_of_its_own_to_look_into() {
    String page =
        ServerPage.of(
            "{\"servers\":[{\"name\":\"s\",\"processes\":[{\"pid\":null,\"inProcess\":true,"
                + "\"state\":\"ready\"}]}]}",
            "s",
            80,
            Colours.NONE);

    assertThat(page).contains("ready in process").doesNotContain("mcpmux logs");
  }

  @Test
  void a_server_that_nobody_knows_has_no_page() {
    assertThat(ServerPage.of(status("slack"), "nosuch", 80, Colours.NONE)).isNull();
  }

  @Test
  void a_server_without_numbers_says_that_nobody_has_called_it() {
    assertThat(
            ServerPage.of(
                "{\"servers\":[{\"name\":\"s\",\"idle\":\"not started\",\"processes\":[]}]}",
                "s",
                80,
                Colours.NONE))
        .startsWith("s: not started\n")
        .contains("Nobody has called it");
  }
}
