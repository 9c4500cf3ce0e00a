package dev.mcpmux.cli.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttachOptionsTest {

  @Test
  void a_word_is_the_name_of_a_server() {
    assertThat(parse("slack")).isEqualTo(new AttachOptions(null, "slack", null));
    assertThat(parse("--home", "h", "slack")).isEqualTo(new AttachOptions("h", "slack", null));
    assertThat(parse("--home=h", "slack")).isEqualTo(new AttachOptions("h", "slack", null));
  }

  @Test
  void a_command_stands_behind_two_dashes_and_keeps_its_own_options() {
    assertThat(parse("--", "npx", "--home", "x", "--"))
        .isEqualTo(new AttachOptions(null, null, List.of("npx", "--home", "x", "--")));
    assertThat(parse("--home", "h", "--", "é"))
        .isEqualTo(new AttachOptions("h", null, List.of("é")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--", "a b", "--home", "--home h", "-x a", "--home h --"})
  void anything_else_is_not_understood(String arguments) {
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");
    assertThatThrownBy(() -> parse(words)).isInstanceOf(IllegalArgumentException.class);
  }

  private static AttachOptions parse(String... arguments) {
    return AttachOptions.parse(arguments);
  }
}
