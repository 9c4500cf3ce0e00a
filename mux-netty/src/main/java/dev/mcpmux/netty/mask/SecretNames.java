package dev.mcpmux.netty.mask;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Names that say of what they name that it is a secret. */
public final class SecretNames {

  /** In one of the words of a name: {@code PGPASSWORD} is a single one. */
  private static final Pattern IN_A_WORD =
      Pattern.compile("password|passwd|passphrase|passcode|passkey|credential");

  /** One of the words of a name. */
  private static final Set<String> A_WORD =
      Set.of(
          "secret",
          "secrets",
          "pwd",
          "pswd",
          "creds",
          "authorization",
          "apikey",
          "cookie",
          "cookies",
          "bearer",
          "jwt");

  /** The last of them: {@code tokenType} is none. */
  private static final Set<String> LAST_WORD =
      Set.of("token", "tokens", "auth", "pass", "pat", "dsn", "pin", "otp", "totp", "pw");

  /**
   * At the end of all of them together, as many write two words as one. A {@code key} alone is that
   * of anything, and much ends like a {@code pass}.
   */
  private static final Pattern AT_THE_END =
      Pattern.compile(
          ".*(?:secrets?|pwd|token|cookies?|jwt|authorization"
              + "|(?:ssh|db|user|admin|root|ftp|smtp|imap|mail|sql|pg|proxy|key|store|sudo)pass"
              + "|(?:api|access|private|priv|secret|signing|encryption|decryption|auth|account|app"
              + "|admin|master|service|role|client|session|shared|subscription|license|deploy"
              + "|webhook|ssh|hmac)keys?)");

  /** {@code OPENAI_KEY}: written like that, it is a variable of the environment. */
  private static final Pattern KEY_OF_ENVIRONMENT =
      Pattern.compile(
          "[A-Z][A-Z0-9_]*(?<!PUBLIC|PUBLISHABLE|PRIMARY|FOREIGN|UNIQUE|INDEX|CACHE|SORT|PARTITION"
              + "|ROUTING|OBJECT)_KEYS?");

  /**
   * Behind the name of a secret, which then is one more of them, or written in another way. It
   * looks at a place only once, as the names are a server's.
   */
  private static final Pattern SUFFIX =
      Pattern.compile("(?<=[a-z])(?:[^a-z0-9]*+[0-9]++|[^a-z0-9]++(?:value|base64|pem))$");

  /**
   * Members that say where a list goes on. A variable or an option of that name is a secret, and so
   * is what follows the name in plain text, where one does not know what it is ({@link
   * SecretShapes}).
   */
  private static final Set<String> OF_LISTS =
      Set.of(
          "pageToken",
          "pagetoken",
          "nextPageToken",
          "nextpagetoken",
          "next_page_token",
          "continuationToken",
          "continuationtoken");

  /** Names of the protocol's own, of directories, and of a company. */
  private static final Set<String> OF_OTHERS =
      Set.of("progressToken", "progresstoken", "maxTokens", "PWD", "OLDPWD", "auth0");

  /** The same few names come again and again; bounded, as peers choose them. */
  private static final int MAX_KNOWN = 2048;

  private static final int MAX_KNOWN_CHARS = 64;
  private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

  /** {@code dbPassword} and {@code DBPassword}; {@code OAuth} is one word. */
  private static final Pattern HUMP =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?<!(?:^|[^A-Z])O)(?=[A-Z][a-z])");

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^a-z0-9]+");

  private SecretNames() {}

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
    if (OF_OTHERS.contains(name)) {
      return false;
    }
    if (KEY_OF_ENVIRONMENT.matcher(name).matches()) {
      return true;
    }
    String parted = HUMP.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
    String[] words = BETWEEN_WORDS.split(SUFFIX.matcher(parted).replaceFirst(""));
    for (String word : words) {
      if (A_WORD.contains(word) || IN_A_WORD.matcher(word).find()) {
        return true;
      }
    }
    return words.length > 0
        && (LAST_WORD.contains(words[words.length - 1])
            || AT_THE_END.matcher(String.join("", words)).matches());
  }
}
