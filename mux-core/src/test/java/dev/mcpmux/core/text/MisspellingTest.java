package dev.mcpmux.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MisspellingTest {

  @ParameterizedTest
  @ValueSource(strings = {"view", "vie", "iew", "vew", "views", "aview", "vixew", "vieu", "veiw"})
  void a_word_with_one_letter_wrong_is_near(String word) {
    assertThat(Misspelling.isNear(word, "view")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v", "ve", "weiv", "viewer", "voew1", "vxxw", "wive"})
  void a_word_with_more_wrong_is_not(String word) {
    assertThat(Misspelling.isNear(word, "view")).isFalse();
  }
}
