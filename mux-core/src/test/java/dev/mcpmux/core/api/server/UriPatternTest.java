package dev.mcpmux.core.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class UriPatternTest {

  private static boolean matches(String template, String uri) {
    return new UriPattern(template).matches(uri);
  }

  @Test
  void an_expression_stands_for_a_part_of_the_path_that_is_not_empty() {
    assertThat(matches("notes://{year}/{name}", "notes://2026/a.b")).isTrue();
    assertThat(matches("notes://{year}/{name}", "notes://2026/")).isFalse();
    assertThat(matches("notes://{year}/{name}", "notes://2026/a/b")).isFalse();
    assertThat(matches("notes://{year}/{name}", "xnotes://2026/a")).isFalse();
    assertThat(matches("notes://{year}.md", "notes://2026.md.md")).isTrue();
    assertThat(matches("notes://{year}.md", "notes://2026xmd")).isFalse();
    assertThat(matches("notes://all", "notes://all")).isTrue();
    assertThat(matches("notes://all", "notes://al")).isFalse();
    assertThat(matches("a{b", "a{b")).isTrue();
  }

  @Test
  void one_with_a_plus_a_number_sign_or_a_star_stands_for_anything() {
    assertThat(matches("file://{+path}", "file://a/b\n/c")).isTrue();
    assertThat(matches("file://{#path}", "file://a/b")).isTrue();
    assertThat(matches("file://{path*}/end", "file://a/b/end")).isTrue();
    assertThat(matches("file://{+path}", "file://")).isFalse();
    assertThat(matches("{+a}-{b}", "x/-y-z")).isTrue();
    assertThat(matches("{+a}-{b}", "x-y/z")).isFalse();
  }

  @Test
  void expressions_without_anything_between_take_no_longer_than_others() {
    String template = "n://" + "{a}{b}{+c}{d}".repeat(100) + "/end";
    Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          assertThat(matches(template, "n://" + "x".repeat(1900) + "/end")).isTrue();
          assertThat(matches(template, "n://" + "x".repeat(1900) + "/en")).isFalse();
          assertThat(matches(template, "n://" + "x".repeat(399) + "/end")).isFalse();
        });
  }
}
