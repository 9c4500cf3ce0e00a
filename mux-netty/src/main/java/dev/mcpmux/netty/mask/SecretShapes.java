package dev.mcpmux.netty.mask;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What looks like a secret, whoever has written it. */
public final class SecretShapes {

  // None looks at a place more than once: a server may send what makes another endless.

  private static final Pattern SCHEME =
      Pattern.compile("(?i)(\\b(?:bearer|basic) )(?=\\S*\\d)[A-Za-z0-9._~+/=-]{8,}");
  private static final Pattern JWT = Pattern.compile("()\\beyJ[A-Za-z0-9_-]{8,}[A-Za-z0-9._-]*");
  private static final Pattern PREFIX =
      Pattern.compile("()\\b(?:sk|pk|ghp|gho|xox[abp]|github_pat|glpat)[-_][A-Za-z0-9_-]{10,}");
  private static final Pattern PARAMETER =
      Pattern.compile("(?i)((?:key|token|secret|password|signature)=)[^&\\s\"',;)]{4,}");
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)((?:password|passwd|secret|api[_-]?key|(?<!progress)token)"
              + "(?:\\\\*+[\"'])?+\\s*+[:=]\\s*+(?:\\\\*+[\"'])?+)"
              + "[^&\\s\"',;)}\\]]{3,}[^&\\s\"',;)}\\]\\\\]");
  static final Pattern IN_URL = Pattern.compile("(://[^/\\s:@\"<>]*+:)[^@/\\s\"<>]++(?=@)");

  // what a look at the text finds
  private static final int SCHEMES = 1;
  private static final int PREFIXES = 2;
  private static final int NAMES = 4;

  /** A shorter text has none of them. */
  private static final int MIN_SHAPE = 8;

  private SecretShapes() {}

  /** The text with something else where a secret stands. */
  public static String hide(String text, String instead) {
    if (text.length() < MIN_SHAPE) {
      return text;
    }
    int possible = possible(text); // none in most texts
    String shown = text;
    if ((possible & SCHEMES) != 0) {
      shown = hide(SCHEME, shown, instead);
    }
    if (text.contains("eyJ")) {
      shown = hide(JWT, shown, instead);
    }
    if ((possible & PREFIXES) != 0) {
      shown = hide(PREFIX, shown, instead);
    }
    if ((possible & NAMES) != 0) {
      shown = hide(PARAMETER, shown, instead);
      shown = hide(NAMED, shown, instead);
    }
    return text.contains("://") ? hide(IN_URL, shown, instead) : shown;
  }

  /**
   * Which shapes a text may have: for each of them a certain character stands behind the last
   * letter of a certain word, with nothing but quotes and white space between them.
   */
  private static int possible(String text) {
    int possible = 0;
    char last = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case ' ' -> possible |= "rRcC".indexOf(last) >= 0 ? SCHEMES : 0;
        case '-', '_' -> possible |= "kpoabt".indexOf(last) >= 0 ? PREFIXES : 0;
        case '=', ':' -> possible |= "yYnNtTdDeE".indexOf(last) >= 0 ? NAMES : 0;
        default -> {
          // it begins nothing
        }
      }
      if (c != ' ' && c != '"' && c != '\'' && c != '\\' && (c < '\t' || c > '\r')) {
        last = c;
      }
    }
    return possible;
  }

  private static String hide(Pattern shape, String text, String instead) {
    Matcher matcher = shape.matcher(text);
    return matcher.find() ? matcher.replaceAll("$1" + Matcher.quoteReplacement(instead)) : text;
  }
}
