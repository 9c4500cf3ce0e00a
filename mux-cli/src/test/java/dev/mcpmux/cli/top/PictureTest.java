package dev.mcpmux.cli.top;

import static dev.mcpmux.cli.top.Given.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.top.Key.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines of the screen, for sizes of all kinds. */
class PictureTest {

  private static final String HOSTILE =
      "\\u001b]0;owned\\u0007\\u001b[2J\\r\\n\\u202e\\u200f\\u009b31m<script>" + "日本".repeat(300);

  private static List<String> lines(Model model) {
    return Picture.of(model).stream().map(AttributedString::toString).toList();
  }

  private static String text(Model model) {
    return lines(model).stream().map(String::stripTrailing).collect(Collectors.joining("\n"));
  }

  @Test
  void the_servers_stand_there_with_what_matters_on_80_columns() {
    Model model = Given.model(Given.look(80, 24));

    assertThat(text(model))
        .startsWith(
            """
            mcpmux 1.0: 2 sessions, 2 in flight, 10.0 calls/s; pid 7, up 1m 15s
            1 process for 2 sessions: 4.0 MB with the daemon and relays; without mcpmux
            about 8.0 MB in 2 processes
             1 Servers   2 Sessions   3 Calls in flight
            SERVER         STATE       SESS CALLS/S   LATELY  OPEN  FAIL    P95 MEMORY   CPU
            broken         failed         -       -              -     -      -      -     -
            slack          ready          2    10.0        █     2     3 302 ms 2.0 MB   10%
            notion         disabled       -       -              -     -      -      -     -
            """
                .stripTrailing())
        .endsWith("? help  q quit");
  }

  @Test
  void sessions_and_calls_have_lists_of_their_own() {
    Model model = Given.model(Given.look(120, 24));
    type(model, "2");
    assertThat(text(model)).contains("claude 2", "/home/ann/app", "all servers");
    type(model, "3");
    assertThat(text(model))
        .containsPattern("12 s at server slack +die +1 claude 2 +7 +12")
        .containsPattern("3.0 ms waiting   slack +prompts/list +2 cursor 1");
  }

  @Test
  void a_server_and_a_session_are_shown_in_full_with_what_they_have_in_flight() {
    Model model = Given.model(Given.look(80, 40));
    press(model, Kind.DOWN, Kind.ENTER);
    assertThat(text(model))
        .contains("slack: ready", "Last error, 4s ago: die failed", "IN FLIGHT", "die");
    type(model, "2");
    press(model, Kind.ENTER);
    assertThat(text(model)).contains("session 1: claude 2", "/home/ann/app", "IN FLIGHT", "die");
    model.take(Given.snapshot("{}", 9));
    assertThat(text(model)).contains("Session 1 has ended");
  }

  private static void press(Model model, Kind... kinds) {
    for (Kind kind : kinds) {
      model.on(Key.of(kind));
    }
  }

  @ParameterizedTest
  @CsvSource({"80,24", "200,50", "60,10", "61,11", "133,17", "59,24", "80,9", "10,1", "1,1"})
  void every_screen_has_as_many_lines_as_there_are_rows_and_none_is_wider(int columns, int rows) {
    for (Model model : screens(columns, rows)) {
      List<AttributedString> lines = Picture.of(model);

      assertThat(lines).hasSize(rows);
      assertThat(lines).allMatch(line -> line.columnLength() <= columns);
      assertThat(lines)
          .allMatch(line -> line.chars().noneMatch(c -> c < ' ' || c >= 0x7f && c < 0xa0))
          .allMatch(line -> line.chars().noneMatch(c -> c == 0x202e || c == 0x200f));
    }
  }

  /** All that can be seen, of a daemon whose servers and clients are hostile. */
  private static List<Model> screens(int columns, int rows) {
    List<Model> models = new ArrayList<>();
    for (String keys : List.of("", "2", "3", "?", "/x", "r", "1\n", "2\n", "d", "ss")) {
      Model model = new Model(Given.look(columns, rows), hostile());
      models.add(model);
      for (char key : keys.toCharArray()) {
        model.on(key == '\n' ? Key.of(Kind.ENTER) : Key.of(key));
      }
      if (keys.isEmpty()) {
        model.say("\u001b[2J" + "x".repeat(500), true);
      }
    }
    return models;
  }

  private static Snapshot hostile() {
    String servers =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    "{'name':'"
                        + i
                        + HOSTILE
                        + "','failure':'X','idle':'X','lastError':{'what':'X','secondsAgo':1},"
                        + "'tools':[{'name':'X','calls':1}],"
                        + "'processes':[{'pid':1,'state':'X','url':'X','sessions':1}]}")
            .collect(Collectors.joining(","));
    String json =
        "{'daemon':{'version':'X'},'servers':["
            + servers
            + "],'sessions':[{'id':'X','client':'X','server':'X','project':'/X','without':['X']}],"
            + "'calls':[{'session':'X','server':'X','method':'X','tool':'X','id':'X','ageMillis':1}]}";
    return Given.snapshot(json.replace("X", HOSTILE).replace('\'', '"'), 1);
  }

  @Test
  void the_chosen_row_is_always_in_sight() {
    Model model = new Model(Given.look(80, 12), hostile());
    for (int i = 0; i < 70; i++) {
      int chosen = Math.min(i, 59);
      long marked =
          Picture.of(model).stream()
              .skip(3)
              .limit(8)
              .filter(line -> line.styleAt(0).equals(line.styleAt(0).inverse()))
              .count();
      assertThat(marked).as("row %s", chosen).isEqualTo(1);
      model.on(Key.of('j'));
    }
  }

  @Test
  void without_colours_nothing_has_one() {
    Model model = Given.model(new Look(80, 24, false, false));
    press(model, Kind.DOWN);

    assertThat(Picture.of(model)).allMatch(line -> !line.toAnsi().matches(".*\\[[0-9;]*3[0-9].*"));
    assertThat(lines(model)).allMatch(line -> line.chars().allMatch(c -> c < 0x80));
  }

  @Test
  void the_last_line_says_what_is_asked_what_was_done_and_that_the_daemon_is_gone() {
    Model model = Given.model(Given.look(80, 24));
    press(model, Kind.DOWN);
    type(model, "r");
    assertThat(text(model)).endsWith("Restart slack? Its sessions go on at the new process. [y/N]");
    type(model, "n");
    assertThat(text(model)).endsWith("Nothing was done.");
    model.lose("No daemon runs");
    assertThat(text(model)).endsWith("No daemon runs");
  }
}
