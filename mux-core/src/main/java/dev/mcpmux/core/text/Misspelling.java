package dev.mcpmux.core.text;

/** A word that is almost another. */
public final class Misspelling {

  private Misspelling() {}

  /** Whether one letter at most is too many, missing or wrong, or two are swapped. */
  public static boolean isNear(String word, String known) {
    int longer = word.length() - known.length();
    if (Math.abs(longer) > 1) {
      return false;
    }
    int at = 0;
    while (at < word.length() && at < known.length() && word.charAt(at) == known.charAt(at)) {
      at++;
    }
    String rest = word.substring(at);
    String knownRest = known.substring(at);
    return switch (longer) {
      case 1 -> rest.substring(1).equals(knownRest);
      case -1 -> rest.equals(knownRest.substring(1));
      default ->
          rest.isEmpty()
              || rest.substring(1).equals(knownRest.substring(1))
              || areSwapped(rest, knownRest);
    };
  }

  private static boolean areSwapped(String rest, String known) {
    return rest.length() > 1
        && rest.charAt(0) == known.charAt(1)
        && rest.charAt(1) == known.charAt(0)
        && rest.substring(2).equals(known.substring(2));
  }
}
