package dev.mcpmux.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void text_without_anything_odd_is_the_same_object() {
    String text = "server \"ünïcode 日本 😀\" is ready";

    assertThat(Printable.line(text)).isSameAs(text);
    assertThat(Printable.lines("a\n\tb")).isEqualTo("a\n\tb");
  }

  @Test
  void no_control_character_and_no_change_of_direction_is_left() {
    for (int c = 0; c <= 0xffff; c++) {
      boolean harmful =
          c < 0x20
              || c >= 0x7f && c < 0xa0
              || c >= 0x2028 && c <= 0x202e
              || c >= 0x2066 && c <= 0x2069
              || c == 0x61c
              || c == 0x200e
              || c == 0x200f
              || Character.isSurrogate((char) c);
      String shown = Printable.line("a" + (char) c + "b");
      assertThat(shown.indexOf(c) < 0).as("U+%04X", c).isEqualTo(harmful);
      boolean isByte = c >= 0xdc80 && c <= 0xdcff;
      assertThat(shown).hasSize(isByte ? 6 : 3);
    }
    assertThat(Printable.line("caf\udce9")).isEqualTo("caf\\xe9");
  }

  @Test
  void colours_are_taken_out_and_other_sequences_made_harmless() {
    assertThat(Printable.line("\u001b[1;32mready\u001b[0m")).isEqualTo("ready");
    assertThat(Printable.line("\u001b]0;title\u0007\u001b[2Jx\u001b["))
        .isEqualTo("?]0;title??[2Jx?[");
    assertThat(Printable.line("\u009b31mx")).isEqualTo("?31mx");
  }

  @Test
  void a_line_end_counts_for_nothing_in_a_line_and_stays_in_lines() {
    assertThat(Printable.line("a\r\nb\tc")).isEqualTo("a??b c");
    assertThat(Printable.lines("a\r\nb\rc")).isEqualTo("a\nb?c");
  }

  @Test
  void a_pair_of_surrogates_stays_and_is_not_cut_in_two() {
    assertThat(Printable.line("😀")).isEqualTo("😀");
    assertThat(Printable.line("ab😀cd", 3)).isEqualTo("ab…");
    assertThat(Printable.line("abc", 3)).isEqualTo("abc");
  }

  @Test
  void json_says_the_same_with_escapes() {
    assertThat(Printable.json("{\"a\":\"x\u009by\u202ez\"}"))
        .isEqualTo("{\"a\":\"x\\u009by\\u202ez\"}");
  }
}
