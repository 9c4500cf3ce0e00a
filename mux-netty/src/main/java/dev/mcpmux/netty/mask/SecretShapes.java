package dev.mcpmux.netty.mask;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final Pattern IN_URL = Pattern.compile("(://[^/\\s:@\"<>]*+:)[^@/\\s\"<>]++(?=@)");

  // what a look at the text finds
  private static final int SCHEMES = 1;
  private static final int PREFIXES = 2;
  private static final int NAMES = 4;

  /** Wherever one stands in a name. */
  private static final Set<String> ANYWHERE =
      Set.of(
          "secret",
          "secrets",
          "password",
          "passwords",
          "passwd",
          "passphrase",
          "passcode",
          "pwd",
          "credential",
          "credentials",
          "authorization",
          "apikey",
          "cookie",
          "cookies",
          "bearer",
          "jwt");

  /** Only at the end: {@code tokenType} is none. */
  private static final Set<String> AT_THE_END =
      Set.of("token", "tokens", "auth", "pass", "pat", "dsn", "pin", "otp");

  /** Members that say where a list goes on. A variable or an option of that name is a secret. */
  private static final Set<String> OF_LISTS =
      Set.of("pageToken", "nextPageToken", "next_page_token", "continuationToken");

  /** Before {@code key}, which alone is the key of anything. */
  private static final Set<String> OF_KEYS =
      Set.of("api", "access", "private", "secret", "signing", "encryption", "auth", "account");

  /** Names of the protocol's own. */
  private static final Set<String> OF_PROTOCOL = Set.of("progressToken", "maxTokens");

  /** A shorter text is none of {@link #SHAPES}. */
  private static final int MIN_SHAPE = 8;

  /** The same few names come again and again; bounded, as peers choose them. */
  private static final int MAX_KNOWN = 2048;

  private static final int MAX_KNOWN_CHARS = 64;
  private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^a-z0-9]+");

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

  /** Whether the value under this name is likely to be a secret: a variable, a key, an option. */
  public static boolean isNameOfOne(String name) {
    Boolean known = KNOWN.get(name);
    if (known == null) {
      known = judge(name);
      if (name.length() <= MAX_KNOWN_CHARS && KNOWN.size() < MAX_KNOWN) {
        KNOWN.put(name, known);
      }
    }
    return known;
  }

  /** Whether the value of a member of JSON with this name is likely to be a secret. */
  public static boolean isMemberOfOne(String name) {
    return !OF_LISTS.contains(name) && isNameOfOne(name);
  }

  private static boolean judge(String name) {
    if (OF_PROTOCOL.contains(name)) {
      return false;
    }
    String parted = HUMP.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
    String[] words = BETWEEN_WORDS.split(parted);
    for (String word : words) {
      if (ANYWHERE.contains(word)) {
        return true;
      }
    }
    String last = words.length == 0 ? "" : words[words.length - 1];
    String before = words.length < 2 ? "" : words[words.length - 2];
    return AT_THE_END.contains(last) || last.equals("key") && OF_KEYS.contains(before);
  }
}
