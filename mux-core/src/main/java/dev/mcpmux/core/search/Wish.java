package dev.mcpmux.core.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words that a wish asks for, each with a weight: those that stand there weigh 1, those that
 * may mean the same less. A word counts once, however often it stands there.
 */
final class Wish {
  private static final float COMPOUND = 0.8f;
  private static final float SYNONYM = 0.55f;

  /** A shorter word is not taken for one that was mistyped: too many others are near it. */
  private static final int MIN_TYPO_CHARS = 5;

  private static final int MAX_TYPO_CHARS = 20;

  /** Each takes about a thousand others to be looked up. */
  private static final int MAX_CORRECTED = 10;

  /** Of a long wish, the beginning counts. */
  private static final int MAX_CHARS = 4_000;

  /** Possessive, because a match that can go back is one call for each directory. */
  private static final Pattern PATH =
      Pattern.compile("(?<![\\w:/.])(?:~|\\.{1,2})?(?:/[\\w.\\-]++){2,}+/?");

  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("md", "markdown"),
          Map.entry("doc", "word"),
          Map.entry("docx", "word"),
          Map.entry("pptx", "ppt"),
          Map.entry("xlsx", "excel"),
          Map.entry("txt", "text"),
          Map.entry("py", "code"),
          Map.entry("mp3", "audio"),
          Map.entry("wav", "audio"),
          Map.entry("jpg", "image"),
          Map.entry("jpeg", "image"),
          Map.entry("png", "image"));

  private final ToIntFunction<String> known;
  private final ToDoubleFunction<String> rarity;
  private final Map<String, Float> terms = new LinkedHashMap<>();
  private int corrected;

  /**
   * @param known in how many tools a stem stands, or in the words of how many servers; 0 where it
   *     is to be corrected
   * @param rarity how much a stem counts for being in few tools
   */
  Wish(String text, ToIntFunction<String> known, ToDoubleFunction<String> rarity) {
    this.known = known;
    this.rarity = rarity;
    List<String> words = new ArrayList<>();
    for (String word : Terms.words(withoutPaths(text))) {
      if (!Terms.isStop(word)) {
        words.add(word);
      }
    }
    new LinkedHashSet<>(words).forEach(word -> terms.putIfAbsent(spelled(word), 1f));
    addCompounds(words);
    for (String term : List.copyOf(terms.keySet())) {
      if (terms.get(term) == 1f) {
        addSynonyms(term);
      }
    }
  }

  Map<String, Float> terms() {
    return terms;
  }

  /**
   * The directories of a path say nothing of what is wanted; that it is a file, and of what kind,
   * does.
   */
  private static String withoutPaths(String text) {
    String start = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
    return PATH.matcher(start)
        .replaceAll(path -> Matcher.quoteReplacement(" " + kind(path.group()) + " "));
  }

  private static String kind(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    if (dot < 0) {
      return "folder";
    }
    String extension = file.substring(dot + 1).toLowerCase(Locale.ROOT);
    return "file " + extension + " " + KINDS.getOrDefault(extension, "");
  }

  private void addCompounds(List<String> words) {
    for (int i = 0; i + 1 < words.size(); i++) {
      String compound = Porter.stem(words.get(i) + words.get(i + 1));
      if (known.applyAsInt(compound) > 0) {
        terms.putIfAbsent(compound, COMPOUND);
      }
    }
  }

  /** A synonym that is in fewer tools than the word itself counts no more for that. */
  private void addSynonyms(String term) {
    double own = rarity.applyAsDouble(term);
    for (String synonym : Synonyms.of(term)) {
      if (known.applyAsInt(synonym) > 0) {
        double most = Math.min(1, own / rarity.applyAsDouble(synonym));
        terms.merge(synonym, SYNONYM * (float) most, Math::max);
      }
    }
  }

  /**
   * The stem of a word; of one that no tool has, that of the most usual word one slip away from it.
   */
  private String spelled(String word) {
    String stem = Porter.stem(word);
    if (known.applyAsInt(stem) > 0
        || word.length() < MIN_TYPO_CHARS
        || word.length() > MAX_TYPO_CHARS
        || ++corrected > MAX_CORRECTED) {
      return stem;
    }
    String best = stem;
    for (String near : slips(word)) {
      String candidate = Porter.stem(near);
      if (candidate.length() >= MIN_TYPO_CHARS - 1
          && known.applyAsInt(candidate) > known.applyAsInt(best)) {
        best = candidate;
      }
    }
    return best;
  }

  /**
   * All words that differ by a letter more, less, or another one, or by two that changed places, in
   * the order of the alphabet.
   */
  private static List<String> slips(String word) {
    List<String> slips = new ArrayList<>();
    for (int i = 0; i <= word.length(); i++) {
      String head = word.substring(0, i);
      String tail = word.substring(i);
      for (char c = 'a'; c <= 'z'; c++) {
        slips.add(head + c + tail);
        if (!tail.isEmpty()) {
          slips.add(head + c + tail.substring(1));
        }
      }
      if (!tail.isEmpty()) {
        slips.add(head + tail.substring(1));
      }
      if (tail.length() > 1) {
        slips.add(head + tail.charAt(1) + tail.charAt(0) + tail.substring(2));
      }
    }
    slips.sort(null);
    return slips;
  }
}
