package dev.mcpmux.core.search;

/**
 * Cuts English words down to a stem that their forms share, so that {@code searching} finds {@code
 * search}.
 *
 * @see <a href="https://tartarus.org/martin/PorterStemmer/def.txt">M. F. Porter, An algorithm for
 *     suffix stripping, 1980</a>
 */
final class Porter {
  private static final String[][] STEP_2 = {
    {"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"}, {"anci", "ance"}, {"izer", "ize"},
    {"abli", "able"}, {"alli", "al"}, {"entli", "ent"}, {"eli", "e"}, {"ousli", "ous"},
    {"ization", "ize"}, {"ation", "ate"}, {"ator", "ate"}, {"alism", "al"}, {"iveness", "ive"},
    {"fulness", "ful"}, {"ousness", "ous"}, {"aliti", "al"}, {"iviti", "ive"}, {"biliti", "ble"}
  };
  private static final String[][] STEP_3 = {
    {"icate", "ic"},
    {"ative", ""},
    {"alize", "al"},
    {"iciti", "ic"},
    {"ical", "ic"},
    {"ful", ""},
    {"ness", ""}
  };
  private static final String[] STEP_4 = {
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ion", "ism", "ate", "iti",
    "ous", "ive", "ize", "al", "er", "ic", "ou"
  };

  /** The words of tools are the same few again and again. */
  private static final Known[] KNOWN = new Known[4096];

  /** What a word was cut down to. */
  private record Known(String word, String stem) {}

  private String word;

  private Porter(String word) {
    this.word = word;
  }

  /**
   * @param word in lower case; one that is not all of a to z, or is short, stays as it is
   */
  static String stem(String word) {
    if (word.length() <= 2 || !isEnglish(word)) {
      return word;
    }
    int place = word.hashCode() & KNOWN.length - 1;
    Known known = KNOWN[place];
    if (known == null || !known.word.equals(word)) {
      known = new Known(word, new Porter(word).stem());
      KNOWN[place] = known;
    }
    return known.stem;
  }

  private static boolean isEnglish(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c < 'a' || c > 'z') {
        return false;
      }
    }
    return true;
  }

  private String stem() {
    plural();
    pastAndProgressive();
    if (word.endsWith("y") && hasVowel(cut(1))) {
      word = cut(1) + "i";
    }
    replaceSuffix(STEP_2);
    replaceSuffix(STEP_3);
    dropSuffix();
    if (word.endsWith("e") && (measure(cut(1)) > 1 || measure(cut(1)) == 1 && !isShort(cut(1)))) {
      word = cut(1);
    }
    if (word.endsWith("ll") && measure(word) > 1) {
      word = cut(1);
    }
    return word;
  }

  private void plural() {
    if (word.endsWith("sses") || word.endsWith("ies")) {
      word = cut(2);
    } else if (word.endsWith("s") && !word.endsWith("ss")) {
      word = cut(1);
    }
  }

  private void pastAndProgressive() {
    if (word.endsWith("eed")) {
      word = measure(cut(3)) > 0 ? cut(1) : word;
    } else if (word.endsWith("ed") && hasVowel(cut(2))) {
      word = mended(cut(2));
    } else if (word.endsWith("ing") && hasVowel(cut(3))) {
      word = mended(cut(3));
    }
  }

  /** What stands before {@code ed} or {@code ing}, as the word is without it. */
  private static String mended(String stem) {
    if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) {
      return stem + "e";
    }
    if (endsDouble(stem) && "lsz".indexOf(stem.charAt(stem.length() - 1)) < 0) {
      return stem.substring(0, stem.length() - 1);
    }
    return measure(stem) == 1 && isShort(stem) ? stem + "e" : stem;
  }

  /** The longest suffix counts, also where it may not be replaced. */
  private void replaceSuffix(String[][] suffixes) {
    String[] longest = null;
    for (String[] each : suffixes) {
      if (word.endsWith(each[0]) && (longest == null || each[0].length() > longest[0].length())) {
        longest = each;
      }
    }
    if (longest != null && measure(cut(longest[0].length())) > 0) {
      word = cut(longest[0].length()) + longest[1];
    }
  }

  private void dropSuffix() {
    String longest = "";
    for (String suffix : STEP_4) {
      if (word.endsWith(suffix) && suffix.length() > longest.length()) {
        longest = suffix;
      }
    }
    String stem = cut(longest.length());
    boolean goes = !longest.equals("ion") || stem.endsWith("s") || stem.endsWith("t");
    if (!longest.isEmpty() && goes && measure(stem) > 1) {
      word = stem;
    }
  }

  private String cut(int chars) {
    return word.substring(0, word.length() - chars);
  }

  private static boolean isVowel(String word, int at) {
    char c = word.charAt(at);
    return "aeiou".indexOf(c) >= 0 || c == 'y' && at > 0 && !isVowel(word, at - 1);
  }

  private static boolean hasVowel(String stem) {
    for (int i = 0; i < stem.length(); i++) {
      if (isVowel(stem, i)) {
        return true;
      }
    }
    return false;
  }

  /** How often a consonant follows a vowel. */
  private static int measure(String stem) {
    int count = 0;
    for (int i = 1; i < stem.length(); i++) {
      if (isVowel(stem, i - 1) && !isVowel(stem, i)) {
        count++;
      }
    }
    return count;
  }

  private static boolean endsDouble(String stem) {
    int last = stem.length() - 1;
    return last > 0 && stem.charAt(last) == stem.charAt(last - 1) && !isVowel(stem, last);
  }

  /** Whether it ends with consonant, vowel, consonant, as {@code hop} does. */
  private static boolean isShort(String stem) {
    int last = stem.length() - 1;
    return last >= 2
        && !isVowel(stem, last)
        && isVowel(stem, last - 1)
        && !isVowel(stem, last - 2)
        && "wxy".indexOf(stem.charAt(last)) < 0;
  }
}
