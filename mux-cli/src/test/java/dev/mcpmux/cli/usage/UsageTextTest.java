package dev.mcpmux.cli.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.Colours;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.core.port.CallEnd;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people and programs get to see of the history. */
class UsageTextTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);
  private static final String HOSTILE = "\u001b[31mred\u202egpj.exe\n<script>";

  private final Groups groups = new Groups(EnumSet.allOf(By.class));

  private void used(String day, String server, String tool, CallEnd end, long times) {
    Counts counts = new Counts();
    counts.addEnded(end, times);
    counts.addMicros(times * 1000);
    counts.addTimes("28 " + times);
    groups.add(
        Map.of(
            "day",
            day,
            "server",
            server,
            "method",
            "tools/call",
            "tool",
            tool,
            "client",
            "claude-code",
            "project",
            "/home/ann/app",
            "session",
            "abc"),
        counts);
  }

  private History history(Map<String, History.Life> lives) {
    return new History(TODAY.minusDays(6), groups, lives);
  }

  private static UsageTable table() {
    return new UsageTable(TODAY, 80, Colours.NONE);
  }

  @Test
  void the_page_answers_what_is_not_used_what_fails_what_takes_time_and_what_was_saved() {
    used("2026-11-30", "slack", "echo", CallEnd.RESULT, 80);
    used("2026-11-29", "slack", "fetch", CallEnd.TOOL_ERROR, 10);
    used("2026-11-29", "slack", "fetch", CallEnd.RESULT, 10);
    used("2026-11-26", "search", "find", CallEnd.TIMEOUT, 1);
    History.Life life = new History.Life(12, 2, 36_000_000, 7_200_000, 1 << 20);

    assertThat(new UsagePage(history(Map.of("slack", life)), table()).text(List.of("notion")))
        .isEqualTo(
            """
            Since 2026-11-24: 101 calls, 11 failed, 101 ms of work

            SERVER  CALLS                 FAILED    TIME     P95  OUT  LAST
            slack     100  ██████████  10 (10 %)  100 ms  2.4 ms  0 B  today
            search      1  ▌           1 (100 %)  1.0 ms  2.4 ms  0 B  2026-11-26

            Nobody has used: notion
              mcpmux disable NAME turns one off

            What fails
            TOOL         FAILED              CALLS  HOW
            slack fetch      10  ██████████     20  10 failed
            search find       1  █               1  1 timed out

            What takes the time
            TOOL           TIME              CALLS     P95
            slack echo    80 ms  ██████████     80  2.4 ms
            slack fetch   20 ms  ██▌            20  2.4 ms
            search find  1.0 ms  ▌               1  2.4 ms

            What sharing saved
            Sessions had a server 12 times, for 10 h in all. 2 starts served them, and
            processes that ran for 2.0 h.
            It saved 10 starts and 8.0 h of processes, or 8.0 GB for an hour.
            """);
  }

  @Test
  void days_come_in_their_order() {
    used("2026-11-30", "s", "echo", CallEnd.RESULT, 1);
    used("2026-11-28", "s", "echo", CallEnd.RESULT, 5);

    assertThat(table().calls(By.DAY, history(Map.of()).by(By.DAY)).lines().skip(1))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("2026-11-28"),
            second -> assertThat(second).startsWith("2026-11-30"));
  }

  @Test
  void no_name_reaches_the_terminal_as_it_is_or_breaks_a_line() {
    used("2026-11-30", HOSTILE, HOSTILE + "x".repeat(500), CallEnd.ERROR, 1);

    String page = new UsagePage(history(Map.of()), table()).text(List.of(HOSTILE));

    assertThat(page).doesNotContain("\u001b", "\u202e");
    assertThat(page.lines()).allMatch(line -> line.length() <= 100);
    assertThat(UsageExport.csv(By.TOOL, history(Map.of()).by(By.TOOL)))
        .doesNotContain("\u001b", "\u202e")
        .hasLineCount(2);
  }

  @Test
  void a_cell_of_a_spreadsheet_is_no_formula_and_is_quoted_where_it_must_be() {
    for (String name :
        List.of("=1+1", "+1", "-1", "@sum", "\u001b[31m=2", "\t=3", "a,\"b\"", "plain")) {
      used("2026-11-30", name, "t", CallEnd.RESULT, 1);
    }

    assertThat(UsageExport.csv(By.SERVER, history(Map.of()).by(By.SERVER)).lines())
        .containsExactlyInAnyOrder(
            "server,calls,results,toolErrors,errors,known,cancelled,timeouts,lost,refused,"
                + "micros,p95Micros,bytesOut,last",
            "'=1+1,1,1,0,0,0,0,0,0,0,1000,2359,0,2026-11-30",
            "'+1,1,1,0,0,0,0,0,0,0,1000,2359,0,2026-11-30",
            "'-1,1,1,0,0,0,0,0,0,0,1000,2359,0,2026-11-30",
            "'@sum,1,1,0,0,0,0,0,0,0,1000,2359,0,2026-11-30",
            "'=2,1,1,0,0,0,0,0,0,0,1000,2359,0,2026-11-30",
            "' =3,1,1,0,0,0,0,0,0,0,1000,2359,0,2026-11-30",
            "\"a,\"\"b\"\"\",1,1,0,0,0,0,0,0,0,1000,2359,0,2026-11-30",
            "plain,1,1,0,0,0,0,0,0,0,1000,2359,0,2026-11-30");
  }

  @Test
  void programs_get_names_as_they_are() {
    used("2026-11-30", HOSTILE, "t", CallEnd.RESULT, 3);

    Map<String, Object> json =
        JsonTree.parse(UsageExport.json(history(Map.of()), By.SERVER, List.of("a\"b")));

    assertThat(JsonTree.objects(json, "rows").get(0))
        .containsEntry("server", HOSTILE)
        .containsEntry("calls", "3")
        .containsEntry("results", "3");
    assertThat(json.get("unused")).isEqualTo(List.of("a\"b"));
  }
}
