package dev.mcpmux.cli.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttachOptionsTest {

  @Test
  void a_word_is_the_name_of_a_server() {
    assertThat(parse("slack")).isEqualTo(new AttachOptions(null, "slack", null, List.of()));
    assertThat(parse("--home", "h", "slack"))
        .isEqualTo(new AttachOptions("h", "slack", null, List.of()));
    assertThat(parse("--home=h", "slack"))
        .isEqualTo(new AttachOptions("h", "slack", null, List.of()));
  }

  @Test
  void a_command_stands_behind_two_dashes_and_keeps_its_own_options() {
    assertThat(parse("--", "npx", "--home", "x", "--"))
        .isEqualTo(new AttachOptions(null, null, List.of("npx", "--home", "x", "--"), List.of()));
    assertThat(parse("--home", "h", "--", "é"))
        .isEqualTo(new AttachOptions("h", null, List.of("é"), List.of()));
  }

  @Test
  void without_a_server_it_is_about_all_of_them_or_some() {
    assertThat(parse()).isEqualTo(new AttachOptions(null, null, null, List.of()));
    assertThat(parse("--home", "h")).isEqualTo(new AttachOptions("h", null, null, List.of()));
    assertThat(parse("--only", "a,b"))
        .isEqualTo(new AttachOptions(null, null, null, List.of("a", "b")));
    assertThat(parse("--only=a", "--home=h"))
        .isEqualTo(new AttachOptions("h", null, null, List.of("a")));
    assertThat(parse("--find", "--only=a"))
        .isEqualTo(new AttachOptions(null, null, null, List.of("a"), null, true));
    assertThat(parse("--profile", "web"))
        .isEqualTo(new AttachOptions(null, null, null, List.of(), "web", false));
    assertThat(parse("--profile=web", "--find"))
        .isEqualTo(new AttachOptions(null, null, null, List.of(), "web", true));
  }

  @ParameterizedTest
  @CsvSource({
    "--profile, --profile: a name is missing",
    "--find --only, --only: names are missing",
    "--home, --home: a directory is missing",
    "--profil web, unknown option: --profil"
  })
  void an_option_without_its_value_is_not_called_unknown(String arguments, String message) {
    assertThatThrownBy(() -> parse(arguments.split(" "))).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--only",
        "--only=",
        "--only a,",
        "--only a b",
        "--only a -- b",
        "--find a",
        "--find -- b",
        "--profile",
        "--profile=",
        "--profile a b",
        "--profile a -- b",
        "--profile a --only b",
        "--",
        "a b",
        "--home",
        "-x a",
        "--home h --"
      })
  void anything_else_is_not_understood(String arguments) {
    assertThatThrownBy(() -> parse(arguments.split(" ")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static AttachOptions parse(String... arguments) {
    return AttachOptions.parse(arguments);
  }
}
