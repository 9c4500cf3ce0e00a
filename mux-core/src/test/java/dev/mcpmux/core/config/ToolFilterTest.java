package dev.mcpmux.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolFilterTest {

  @ParameterizedTest
  @CsvSource({
    "read, read, true",
    "read, reads, false",
    "read_*, read_, true",
    "*, anything, true",
    "*a*b, xxaxxbxxb, true",
    "*a*b, xxaxxbxx, false",
    "r?ad, road, true",
    "r?ad, rad, false",
    "**?, , false",
    "a.c, abc, false",
  })
  void a_star_stands_for_any_characters_and_a_question_mark_for_one(
      String pattern, String name, boolean matches) {
    ToolFilter filter = new ToolFilter(List.of(pattern), List.of());

    assertThat(filter.admits(name == null ? "" : name)).isEqualTo(matches);
  }

  @Test
  void what_is_denied_is_not_allowed_and_without_patterns_everything_is() {
    ToolFilter filter = new ToolFilter(List.of("get_*"), List.of("*_secret"));

    assertThat(filter.admits("get_text")).isTrue();
    assertThat(filter.admits("get_secret")).isFalse();
    assertThat(filter.admits("put_text")).isFalse();
    assertThat(new ToolFilter(List.of(), List.of("x")).admits("y")).isTrue();
    assertThat(ToolFilter.none().admits("x")).isTrue();
  }
}
