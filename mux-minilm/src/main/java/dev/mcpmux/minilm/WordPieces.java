package dev.mcpmux.minilm;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Cuts a text into the pieces that the model knows, as BERT does without case: words and marks, and
 * of each word the longest pieces from its beginning on.
 */
final class WordPieces {
  private static final int MAX_WORD_CHARS = 100;

  private final Map<String, Integer> vocabulary;
  private final int unknown;
  private final int start;
  private final int end;

  /**
   * @param vocabulary the number of each piece; one that continues a word begins with ##
   */
  WordPieces(Map<String, Integer> vocabulary) {
    this.vocabulary = vocabulary;
    this.unknown = vocabulary.get("[UNK]");
    this.start = vocabulary.get("[CLS]");
    this.end = vocabulary.get("[SEP]");
  }

  /**
   * The numbers of a text's pieces, with that of the start and that of the end.
   *
   * @param most how many, with these two; later ones are left out
   */
  long[] ids(String text, int most) {
    long[] ids = new long[most];
    int count = 0;
    ids[count++] = start;
    for (String word : words(text)) {
      for (int id : pieces(word)) {
        if (count < most - 1) {
          ids[count++] = id;
        }
      }
      if (count == most - 1) {
        break;
      }
    }
    ids[count++] = end;
    return Arrays.copyOf(ids, count);
  }

  private List<Integer> pieces(String word) {
    List<Integer> pieces = new ArrayList<>();
    if (word.length() > MAX_WORD_CHARS) {
      return List.of(unknown);
    }
    int from = 0;
    while (from < word.length()) {
      int to = word.length();
      Integer id = null;
      while (to > from && id == null) {
        id = vocabulary.get((from > 0 ? "##" : "") + word.substring(from, to));
        to--;
      }
      if (id == null) {
        return List.of(unknown);
      }
      pieces.add(id);
      from = to + 1;
    }
    return pieces;
  }

  /** Words in small letters without accents, and marks, each for itself. */
  private static List<String> words(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFD).toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    plain
        .codePoints()
        .forEach(
            each -> {
              if (isSpace(each) || isMark(each) || isIdeograph(each)) {
                endWord(words, word);
                if (!isSpace(each)) {
                  words.add(Character.toString(each));
                }
              } else if (!isLeftOut(each)) {
                word.appendCodePoint(each);
              }
            });
    endWord(words, word);
    return words;
  }

  private static void endWord(List<String> words, StringBuilder word) {
    if (word.length() > 0) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  private static boolean isSpace(int each) {
    return each == '\t'
        || each == '\n'
        || each == '\r'
        || Character.getType(each) == Character.SPACE_SEPARATOR;
  }

  private static boolean isLeftOut(int each) {
    return switch (Character.getType(each)) {
      case Character.NON_SPACING_MARK,
          Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> each == 0xfffd;
    };
  }

  private static boolean isMark(int each) {
    return switch (Character.getType(each)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> "$+<=>^`|~".indexOf(each) >= 0;
    };
  }

  /** Chinese characters, each of which is a word. */
  private static boolean isIdeograph(int each) {
    return each >= 0x3400 && each <= 0x4dbf
        || each >= 0x4e00 && each <= 0x9fff
        || each >= 0xf900 && each <= 0xfaff
        || each >= 0x20000 && each <= 0x2ceaf
        || each >= 0x2f800 && each <= 0x2fa1f;
  }
}
