package dev.mcpmux.core.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes text apart into the words that are looked for. */
final class Terms {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+");
  private static final Pattern CASE_CHANGE =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  /** Scripts without spaces between words. */
  private static final Pattern UNSPACED =
      Pattern.compile(
          "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}]");

  /** No words in any text are longer; what is, is no word. */
  private static final int MAX_CHARS = 64;

  private static final Set<String> STOP =
      Set.of(
          ("a an the of to in on for from with and or by is are be it its this that these those i"
                  + " me my we our you your can could please want need would like how what which"
                  + " who where when do does did so into at as via using use all any some if then"
                  + " there here has have let us s t will about up out not no each every just also"
                  + " them they he she his her their one")
              .split(" "));

  private Terms() {}

  /** The words of a text as they stand there, in lower case; of text without spaces, each pair. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      String word = matcher.group();
      if (isPlain(word)) {
        add(words, word);
      } else {
        for (String part : CASE_CHANGE.split(word)) {
          add(words, part.toLowerCase(Locale.ROOT));
        }
      }
    }
    return words;
  }

  /** Whether it is one word in lower case, as most are: saves the search for more. */
  private static boolean isPlain(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  /** Such words as indexed. */
  static List<String> stems(String text) {
    List<String> words = words(text);
    words.replaceAll(Porter::stem);
    return words;
  }

  /** Whether it says nothing of what is wanted. */
  static boolean isStop(String word) {
    return STOP.contains(word);
  }

  private static void add(List<String> words, String word) {
    if (isPlain(word) || !UNSPACED.matcher(word).find()) {
      words.add(word.length() > MAX_CHARS ? word.substring(0, MAX_CHARS) : word);
    } else if (word.length() == 1) {
      words.add(word);
    } else {
      for (int i = 0; i + 1 < word.length(); i++) {
        words.add(word.substring(i, i + 2));
      }
    }
  }
}
