package dev.mcpmux.cli.top;

import static dev.mcpmux.cli.top.Given.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.top.Key.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keys make of what is looked at. */
class ModelTest {

  private final Model model = Given.model(Given.look(80, 24));

  private Effect press(Kind kind) {
    return model.on(Key.of(kind));
  }

  private String chosen() {
    return model.listing().chosen(model.listing().rows(model.table())).id();
  }

  private void choose(String server) {
    press(Kind.HOME);
    for (int i = 0; i < 9 && !chosen().equals(server); i++) {
      press(Kind.DOWN);
    }
    assertThat(chosen()).isEqualTo(server);
  }

  @Test
  void a_restart_is_asked_for_and_done_when_the_answer_is_yes() {
    choose("slack");

    assertThat(model.on(Key.of('r'))).isEqualTo(Effect.NONE);
    assertThat(model.question()).isEqualTo(new Model.Question(Deed.RESTART, "slack"));
    assertThat(model.on(Key.of('y'))).isEqualTo(new Effect.Act(Deed.RESTART, "slack"));
    assertThat(model.question()).isNull();
  }

  @ParameterizedTest
  @ValueSource(chars = {'n', 'q', 'r', ' '})
  void any_other_answer_is_no(char answer) {
    choose("slack");
    type(model, "d");

    assertThat(model.on(Key.of(answer))).isEqualTo(Effect.NONE);
    assertThat(model.question()).isNull();
    assertThat(model.notice().text()).isEqualTo("Nothing was done.");
  }

  @Test
  void enter_and_escape_do_not_mean_yes() {
    choose("slack");
    type(model, "r");
    assertThat(press(Kind.ENTER)).isEqualTo(Effect.NONE);
    type(model, "r");
    assertThat(press(Kind.ESCAPE)).isEqualTo(Effect.NONE);
    assertThat(model.detail()).isNull();
  }

  @Test
  void a_server_that_is_disabled_is_enabled_by_the_same_key() {
    choose("notion");
    type(model, "d");
    assertThat(model.question().deed()).isEqualTo(Deed.ENABLE);
    type(model, "n");
    choose("broken");
    type(model, "d");
    assertThat(model.question().deed()).isEqualTo(Deed.DISABLE);
  }

  @Test
  void the_question_is_about_the_server_that_was_chosen_when_it_was_asked() {
    choose("slack");
    type(model, "r");
    model.take(Given.snapshot("{\"servers\":[{\"name\":\"a\"}]}", 9));

    assertThat(model.on(Key.of('y'))).isEqualTo(new Effect.Act(Deed.RESTART, "slack"));
  }

  @Test
  void of_a_session_its_server_is_restarted_and_of_one_with_all_servers_none() {
    type(model, "2r");
    assertThat(model.question().server()).isEqualTo("slack");
    type(model, "n");
    press(Kind.DOWN);
    type(model, "r");

    assertThat(model.question()).isNull();
    assertThat(model.notice().text()).startsWith("Choose a server first");
  }

  @Test
  void enter_looks_into_a_server_and_escape_comes_back_to_the_row() {
    choose("slack");

    assertThat(press(Kind.ENTER)).isEqualTo(Effect.LOOK);
    assertThat(model.detail()).isEqualTo(new Model.Detail(Page.SERVERS, "slack"));
    assertThat(model.logged()).isEqualTo("slack");
    type(model, "r");
    assertThat(model.question().server()).isEqualTo("slack");
    type(model, "n");
    press(Kind.ESCAPE);

    assertThat(model.detail()).isNull();
    assertThat(model.logged()).isNull();
    assertThat(chosen()).isEqualTo("slack");
  }

  @Test
  void at_the_end_of_a_page_it_stays_there_when_lines_come_and_goes_up_from_there() {
    choose("slack");
    press(Kind.ENTER);
    model.scroll(30, 20);
    press(Kind.END);
    assertThat(model.scroll(30, 20)).isEqualTo(10);
    assertThat(model.scroll(40, 20)).isEqualTo(20);
    press(Kind.UP);
    assertThat(model.scroll(40, 20)).isEqualTo(19);
    assertThat(model.scroll(50, 20)).isEqualTo(19);
  }

  @Test
  void enter_on_a_call_looks_into_its_session() {
    type(model, "3");
    press(Kind.DOWN);
    press(Kind.ENTER);

    assertThat(model.detail()).isEqualTo(new Model.Detail(Page.SESSIONS, "2"));
  }

  @Test
  void what_is_typed_after_a_slash_leaves_rows_out_until_escape() {
    type(model, "/SLQ");
    assertThat(model.isTyping()).isTrue();
    press(Kind.BACKSPACE);
    press(Kind.ENTER);

    assertThat(model.isTyping()).isFalse();
    assertThat(model.listing().rows(model.table()))
        .extracting(Table.Row::id)
        .containsExactly("slack");
    assertThat(model.on(Key.of('q'))).isEqualTo(Effect.QUIT);
    press(Kind.ESCAPE);
    assertThat(model.listing().rows(model.table())).hasSize(3);
  }

  @Test
  void the_chosen_row_stays_chosen_where_others_come_and_go() {
    choose("slack");
    model.take(
        Given.snapshot(
            "{\"servers\":[{\"name\":\"aaa\",\"failure\":\"x\"},{\"name\":\"slack\"},{\"name\":\"z\"}]}",
            9));
    assertThat(chosen()).isEqualTo("slack");
    model.take(Given.snapshot("{\"servers\":[{\"name\":\"z\"}]}", 10));
    assertThat(chosen()).isEqualTo("z");
    model.take(Given.snapshot("{\"servers\":[]}", 11));
    assertThat(press(Kind.ENTER)).isEqualTo(Effect.NONE);
    assertThat(press(Kind.DOWN)).isEqualTo(Effect.NONE);
  }

  @Test
  void rows_are_sorted_by_the_next_column_and_turned_around() {
    assertThat(rows()).isEqualTo("broken slack notion");
    type(model, "s");
    assertThat(rows()).isEqualTo("broken notion slack");
    type(model, "S");
    assertThat(rows()).isEqualTo("slack notion broken");
    type(model, "<S");
    assertThat(rows()).isEqualTo("broken slack notion");
    for (int column = 0; column < model.table().columns().size(); column++) {
      type(model, ">");
      assertThat(rows().split(" ")).hasSize(3);
    }
    type(model, ">");
    assertThat(rows()).isEqualTo("broken slack notion");
  }

  private String rows() {
    return String.join(
        " ", model.listing().rows(model.table()).stream().map(Table.Row::id).toList());
  }

  @Test
  void the_daemon_goes_and_comes_again() {
    model.lose("No daemon runs");
    assertThat(model.gone()).isEqualTo("No daemon runs");
    model.take(Given.busy(1, 20));
    assertThat(model.gone()).isNull();
  }

  @Test
  void a_key_after_help_goes_back_and_does_nothing_else() {
    type(model, "?q");
    assertThat(model.isHelping()).isFalse();
  }
}
