package dev.mcpmux.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParagraphTest {

  @Test
  void a_text_is_broken_between_words_and_every_line_fits() {
    String text = Paragraph.of("first  ", "    ", "word ".repeat(40));

    assertThat(text.lines()).allMatch(line -> line.length() <= Paragraph.COLUMNS);
    assertThat(text).startsWith("first  word word").contains("\n    word");
    assertThat(text.split("word", -1)).hasSize(41);
  }

  @Test
  void a_line_that_fits_exactly_is_not_broken() {
    String exact = "x".repeat(40) + " " + "y".repeat(39);

    assertThat(Paragraph.of("", "", exact)).isEqualTo(exact + "\n");
    assertThat(Paragraph.of("", "", exact + "y").lines()).hasSize(2);
  }

  @Test
  void a_word_that_is_longer_than_a_line_stays_whole() {
    String path = "/" + "d".repeat(100);

    assertThat(Paragraph.of("see ", "  ", "in " + path + " then").lines())
        .containsExactly("see in", "  " + path, "  then");
  }

  @Test
  void what_is_cut_fits_one_line_with_its_mark() {
    String cut = Paragraph.cut("  name  ", "x".repeat(200));

    assertThat(cut.strip()).hasSize(Paragraph.COLUMNS - 2).endsWith("…");
    assertThat(Paragraph.cut("", "short")).isEqualTo("short\n");
  }

  @Test
  void what_a_terminal_would_obey_is_taken_out() {
    assertThat(Paragraph.of("", "", "a\u001b[2Jb\nc")).doesNotContain("\u001b").hasSize(9);
  }
}
