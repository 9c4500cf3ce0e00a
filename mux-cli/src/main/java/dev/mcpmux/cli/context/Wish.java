package dev.mcpmux.cli.context;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes a query for FTS5 of what somebody looks for. None of it is taken for its syntax. */
final class Wish {

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+");
  private static final int MAX_WORDS = 32;

  /** As long as this a word may be the beginning of another one. */
  private static final int MIN_PREFIX = 3;

  private Wish() {}

  /** Empty where there is no word in it. */
  static String query(String wish) {
    Set<String> words = new LinkedHashSet<>();
    Matcher matcher = WORD.matcher(wish);
    while (words.size() < MAX_WORDS && matcher.find()) {
      words.add(matcher.group());
    }
    return words.stream()
        .map(word -> "\"" + word + "\"" + (word.length() < MIN_PREFIX ? "" : "*"))
        .collect(Collectors.joining(" OR "));
  }
}
