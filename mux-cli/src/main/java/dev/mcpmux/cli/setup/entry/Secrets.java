package dev.mcpmux.cli.setup.entry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps what may be a credential from the screen. */
public final class Secrets {

  static final String HIDDEN = "***";

  private static final String NAMES =
      "token|secret|key|passw|passphrase|passcode|pass(?![a-z])|pwd|cred|auth|cookie|dsn"
          + "|(?<![a-z])pat(?![a-z])";

  private static final Pattern NAME = Pattern.compile("(?i).*(" + NAMES + "|bearer).*");

  private static final Pattern VALUE =
      Pattern.compile(
          "(sk-|sk_|rk_|pk_|whsec_|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|xapp-|AKIA|ASIA|AIza"
              + "|ya29\\.|eyJ|npm_|pypi-|hf_|ntn_|secret_|lin_api_|dop_v1_|figd_|pplx-|tvly-|xai-"
              + "|gsk_|r8_|shpat_|dckr_pat_|ATATT|sbp_|napi_|sntrys_|SG\\.|PMAK-"
              + "|Bearer |Basic |Token |-----BEGIN).*",
          Pattern.DOTALL);

  /** Letters and figures that mean nothing to people, neither path nor name. */
  private static final Pattern RANDOM =
      Pattern.compile(
          "(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9_+=-]{24,}" // less what is made of words
              + "|(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+=]{14,}"
              + "|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
              + "|[A-Za-z]{20,}(?<=[a-z][A-Z].{0,30}[a-z][A-Z].{0,30}[a-z][A-Z].{0,30}"
              + "[a-z][A-Z].{0,30})");

  /** Names with figures at their ends. */
  private static final Pattern WORDS =
      Pattern.compile("[A-Za-z]+([_-]([A-Za-z]{2,}|[0-9]{1,8}|[a-z]+[0-9]{1,2}))+");

  private static final Pattern HTTP_USER =
      Pattern.compile("(?i)(https?://)([^/@\\s]*@|[^/:\\s]+:(?!\\d+(/|$))\\S*@)");
  private static final Pattern HTTP_USERS = Pattern.compile("(?i)(https?://)[^/\\s]*@");
  private static final Pattern USER = Pattern.compile("(?i)((?<!https?)://)\\S*@");
  private static final Pattern QUERY = Pattern.compile("(://[^?#\\s]*[?#]).+");

  /** In a text of several words: a variable that is set. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)([\\w-]*(?:" + NAMES + ")[\\w-]*(?:=|:\\s*))(?!/)((?:Bearer |Basic )?[^\\s'\";]+)");

  /** A header: all after its name, up to the end of the quotes. */
  private static final Pattern HEADER =
      Pattern.compile("(?i)([\\w-]*(?:" + NAMES + ")[\\w-]*:\\s*)(?![/\\s])([^'\"]+)");

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{[\\w:]+}|\\$\\w+|\\{env:\\w+}");

  private static final String PIECE = "(?:[A-Z]?[a-z]{1,15}|[A-Z]{1,15}|v?[0-9]{1,5}[a-z]{0,2})";

  /** What may follow an option: a word, a number, a host with its port. */
  private static final Pattern PLAIN =
      Pattern.compile(PIECE + "([-_.,/]" + PIECE + "){0,7}(:[0-9]{1,5})?|:?[0-9]{1,5}:[0-9]{1,5}");

  /** A package with its version, or an image. */
  private static final Pattern PACKAGE =
      Pattern.compile(
          "@[a-z0-9._-]+/[a-z0-9._-]+(@[\\w.^~-]+)?|[a-z][a-z0-9._-]*(/[a-z0-9._-]+)+(:[\\w.-]+)?"
              + "|[a-z][a-z0-9._-]*(\\[\\w+])?(@[0-9^~][\\w.-]*|@[a-z]+|[=<>~]=[\\w.]+)");

  /** Options without a value, and those whose value is a package or a name. */
  private static final Set<String> BARE =
      Set.of(
          "-y",
          "--yes",
          "-i",
          "-t",
          "-it",
          "-ti",
          "--rm",
          "--init",
          "-q",
          "--quiet",
          "-m",
          "-jar",
          "--from",
          "--with",
          "--package",
          "--",
          "-s",
          "--stdio");

  /** A password, a user with a password, a key. */
  private static final Set<String> SHORT = Set.of("-p", "-P", "-u", "-U", "-w", "-k", "--user");

  private Secrets() {}

  static boolean isNameOfOne(String name) {
    return NAME.matcher(name).matches();
  }

  private static boolean looksLikeOne(String value) {
    return VALUE.matcher(value).matches()
        || RANDOM.matcher(value).matches() && !WORDS.matcher(value).matches();
  }

  /** A value of a variable or header. */
  public static String hideValue(String value) {
    return REFERENCE.matcher(value).matches() ? value : HIDDEN;
  }

  /** Less what stands in it for a credential: a word, a URL, a line for a shell. */
  public static String hide(String text) {
    if (VALUE.matcher(text).matches()) {
      return HIDDEN;
    }
    String header = replace(HEADER, text);
    if (header.contains(" ") && header.equals(text)) {
      return String.join(" ", hide(List.of(text.split(" ", -1))));
    }
    String url = HTTP_USER.matcher(header).replaceAll("$1" + HIDDEN + "@");
    url = HTTP_USERS.matcher(url).replaceAll("$1" + HIDDEN + "@");
    url = USER.matcher(url).replaceAll("$1" + HIDDEN + "@");
    url = QUERY.matcher(url).replaceAll("$1" + HIDDEN);
    return bySegment(replace(NAMED, url));
  }

  private static String replace(Pattern named, String text) {
    return named
        .matcher(text)
        .replaceAll(each -> Matcher.quoteReplacement(each.group(1) + hideValue(each.group(2))));
  }

  /** A token may stand in the path of a URL. */
  private static String bySegment(String text) {
    String[] segments = text.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      if (looksLikeOne(segments[i])) {
        segments[i] = HIDDEN;
      }
    }
    return String.join("/", segments);
  }

  /** The words of a command. What follows an option is hidden unless it is plain what it is. */
  public static List<String> hide(List<?> words) {
    List<String> shown = new ArrayList<>();
    String before = "";
    for (Object each : words) {
      String word = String.valueOf(each);
      shown.add(word(before, word));
      before = word;
    }
    return shown;
  }

  private static String word(String before, String word) {
    int equals = word.indexOf('=');
    boolean option = before.matches("--?[A-Za-z][\\w-]*");
    if (option && isNameOfOne(before)) {
      return hideValue(word);
    }
    if (word.matches("--?[A-Za-z][\\w-]*")) {
      return word.matches("-[pPu][^-]{2,}") ? word.substring(0, 2) + HIDDEN : word;
    }
    if (equals > 0 && word.substring(0, equals).matches("-{0,2}[A-Za-z][\\w.-]*")) {
      String name = word.substring(0, equals);
      String value = word.substring(equals + 1);
      boolean variable = before.matches("-e|--env|--header|-H");
      boolean named = isNameOfOne(name) || variable || !value.contains(";") && !isPlain(value);
      return name + "=" + (named ? hideValue(value) : hide(value));
    }
    boolean named = SHORT.contains(before) && !PACKAGE.matcher(word).matches();
    if (named && !word.matches("[0-9:.]+|/.*")) {
      return hideValue(word);
    }
    return option && !BARE.contains(before) && !isPlain(word) ? hideValue(word) : hide(word);
  }

  /** A path, a URL, a package, a short word; hidden in part where a part of it is not. */
  private static boolean isPlain(String word) {
    return word.isEmpty()
        || word.contains("://")
        || word.contains(" ")
        || word.contains("${")
        || word.matches("(~|\\.{0,2})/.*|\\.{1,2}|\\*|--?[\\w-]+|[A-Za-z]:\\\\.*")
        || PLAIN.matcher(word).matches()
        || PACKAGE.matcher(word).matches()
        || word.matches("[A-Z][A-Z0-9_]*|[\\w-]+:\\s*\\S.*|[\\w-]+\\.[a-z]{2,4}");
  }

  /** A member of an entry as it may be shown. */
  public static Object hide(String name, Object value) {
    if (value instanceof Map<?, ?> map) {
      boolean values = !name.equals("command") && !name.equals("transport");
      Map<String, Object> shown = new LinkedHashMap<>();
      map.forEach(
          (key, each) ->
              shown.put(
                  String.valueOf(key),
                  values ? hideValue(String.valueOf(each)) : hide(String.valueOf(key), each)));
      return shown;
    } else if (value instanceof List<?> list) {
      return hide(list);
    } else if (value instanceof String text) {
      return isNameOfOne(name) ? hideValue(text) : hide(text);
    }
    return value;
  }

  /** Every text in a tree that is not to be shown. */
  public static Set<String> in(Map<String, Object> tree) {
    Set<String> found = new LinkedHashSet<>();
    collect("", tree, false, found);
    return found;
  }

  private static void collect(String name, Object value, boolean all, Set<String> found) {
    if (value instanceof Map<?, ?> map) {
      boolean values = name.matches("(http_)?headers|envs?|environment|env_http_headers");
      map.forEach((key, each) -> collect(String.valueOf(key), each, all || values, found));
    } else if (value instanceof List<?> list) {
      List<String> shown = hide(list);
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof String text && !text.equals(shown.get(i))) {
          found.add(text);
        } else if (list.get(i) instanceof Map<?, ?>) {
          collect(name, list.get(i), all, found);
        }
      }
    } else if (value instanceof String text
        && (all || isNameOfOne(name) || !hide(text).equals(text))) {
      found.add(text);
    }
  }
}
