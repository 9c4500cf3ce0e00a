package dev.mcpmux.cli.edit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DiffTest {

  @Test
  void only_what_changes_is_shown_with_three_lines_around_it() {
    String before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

    assertThat(diff(before, before.replace("5\n", "five\n")))
        .isEqualTo("@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
    assertThat(diff(before, before)).isEmpty();
  }

  @Test
  void files_that_come_and_go_are_shown_whole() {
    assertThat(diff(null, "a\n")).isEqualTo("@@ -1,0 +1,1 @@\n+a\n");
    assertThat(diff("a\n", null)).isEqualTo("@@ -1,1 +1,0 @@\n-a\n");
    assertThat(diff(null, "")).isEmpty();
  }

  @Test
  void a_missing_line_end_is_told() {
    assertThat(diff("a\nb", "a\nb\n"))
        .isEqualTo("@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
  }

  @Test
  void secrets_are_masked_however_they_are_written() {
    String shown =
        Diff.unified(
            bytes("{\"t\": \"s\\u002d1/\\\"x\", \"u\": \"Bearer s-1/\\\"x\"}\n"),
            bytes("t = 's-1/\"x'\nk = '''line one\nline two'''\n"),
            List.of("s-1/\"x", "", "line one\nline two"));

    assertThat(shown)
        .doesNotContain("s-1")
        .doesNotContain("002d1")
        .doesNotContain("line one")
        .doesNotContain("line two")
        .contains("{\"t\": \"***\", \"u\": \"***\"}")
        .contains("+t = '***'");
  }

  @Test
  void secrets_in_long_lines_are_masked_too() {
    String line = "{\"a\": \"" + "\\n".repeat(500_000) + "\\u0073ecret\", \"b\": \"secret\"}\n";

    assertThat(Diff.unified(null, bytes(line), List.of("secret")))
        .isEqualTo("@@ -1,0 +1,1 @@\n+{\"a\": \"***\", \"b\": \"***\"}\n");
  }

  @Test
  void a_terminal_is_not_obeyed() {
    assertThat(diff("a\n", "a\u001b[31mb\u0007\r\n")).contains("+ab?\n");
  }

  private static String diff(String before, String after) {
    return Diff.unified(bytes(before), bytes(after), List.of());
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }
}
