package dev.mcpmux.minilm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WordPiecesTest {
  private static final Map<String, Integer> VOCABULARY =
      Map.ofEntries(
          Map.entry("[UNK]", 1),
          Map.entry("[CLS]", 2),
          Map.entry("[SEP]", 3),
          Map.entry("read", 4),
          Map.entry("##ing", 5),
          Map.entry("##er", 6),
          Map.entry("rea", 7),
          Map.entry("cafe", 8),
          Map.entry("-", 9),
          Map.entry("中", 10),
          Map.entry("##s", 11),
          Map.entry("+", 12));

  private final WordPieces pieces = new WordPieces(VOCABULARY);

  private long[] ids(String text) {
    return pieces.ids(text, 20);
  }

  @Test
  void a_word_is_cut_into_the_longest_pieces_from_its_beginning_on() {
    assertThat(ids("reading readers")).containsExactly(2, 4, 5, 4, 6, 11, 3);
  }

  @Test
  void case_and_accents_make_no_difference() {
    assertThat(ids("READ Café CAFE\u0301")).containsExactly(2, 4, 8, 8, 3);
  }

  @Test
  void a_mark_and_a_chinese_character_are_words_of_their_own() {
    assertThat(ids("read-read+read")).containsExactly(2, 4, 9, 4, 12, 4, 3);
    assertThat(ids("read中中")).containsExactly(2, 4, 10, 10, 3);
  }

  @Test
  void a_word_that_is_not_made_of_pieces_is_one_unknown_word() {
    assertThat(ids("readxing 😀 read")).containsExactly(2, 1, 1, 4, 3);
    assertThat(ids("read" + "s".repeat(200))).containsExactly(2, 1, 3);
  }

  @Test
  void what_is_seen_by_nobody_is_left_out() {
    assertThat(ids("\u0000re\u200bad\ufffd\t\r\n\u00a0read\u0007")).containsExactly(2, 4, 4, 3);
    assertThat(ids(" ")).containsExactly(2, 3);
  }

  @Test
  void of_a_long_text_the_beginning_counts() {
    assertThat(pieces.ids("reading ".repeat(1000), 5)).containsExactly(2, 4, 5, 4, 3);
    assertThat(pieces.ids("reading", 4)).containsExactly(2, 4, 5, 3);
  }
}
