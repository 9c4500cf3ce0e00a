package dev.mcpmux.core.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LaunchTemplateTest {

  @Test
  void a_program_without_words_is_refused_where_it_is_made_and_not_when_a_session_opens() {
    assertThatThrownBy(() -> new LaunchTemplate.Program())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a program");
  }
}
