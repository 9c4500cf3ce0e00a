package dev.mcpmux.netty.mask;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What looks like a secret, whoever has written it. */
public final class SecretShapes {

  /** None looks at a place more than once: a server may send what makes another endless. */
  private static final List<Pattern> SHAPES =
      List.of(
          Pattern.compile("(?i)(\\b(?:bearer|basic) )(?=\\S*\\d)[A-Za-z0-9._~+/=-]{8,}"),
          Pattern.compile("()\\beyJ[A-Za-z0-9_-]{8,}[A-Za-z0-9._-]*"),
          Pattern.compile("()\\b(?:sk|pk|ghp|gho|xox[abp]|github_pat|glpat)[-_][A-Za-z0-9_-]{10,}"),
          Pattern.compile("(?i)((?:key|token|secret|password|signature)=)[^&\\s\"',;)]{4,}"),
          Pattern.compile(
              "(?i)((?:password|passwd|secret|api[_-]?key|(?<!progress)token)"
                  + "(?:\\\\*+[\"'])?+\\s*+[:=]\\s*+(?:\\\\*+[\"'])?+)"
                  + "[^&\\s\"',;)}\\]]{3,}[^&\\s\"',;)}\\]\\\\]"),
          Pattern.compile("(://[^/\\s:@\"<>]*+:)[^@/\\s\"<>]++(?=@)"));

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
    String shown = text;
    for (Pattern shape : SHAPES) {
      Matcher matcher = shape.matcher(shown);
      shown = matcher.replaceAll("$1" + Matcher.quoteReplacement(instead));
    }
    return shown;
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
    return AT_THE_END.contains(last)
        || last.equals("key") && words.length > 1 && OF_KEYS.contains(words[words.length - 2]);
  }
}
