package dev.mcpmux.cli.setup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps what may be a credential from the screen. */
final class Secrets {

  static final String HIDDEN = "***";

  private static final Pattern NAME =
      Pattern.compile(
          "(?i).*(token|secret|key|passw|passphrase|credential|auth|bearer|cookie|[_-]pat$|dsn).*");

  private static final Pattern VALUE =
      Pattern.compile(
          "(sk-|gh[pousr]_|github_pat_|glpat-|xox[abp]-|xapp-|AKIA|ASIA|AIza|ya29\\.|eyJ|npm_|pypi-"
              + "|hf_|ntn_|secret_|lin_api_|dop_v1_|Bearer |Basic |-----BEGIN).*",
          Pattern.DOTALL);

  /** Letters and figures that mean nothing to people, neither path nor name. */
  private static final Pattern RANDOM =
      Pattern.compile("(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9_+=-]{24,}");

  private static final Pattern IN_URL = Pattern.compile("(://)[^/@\\s]*@");
  private static final Pattern QUERY = Pattern.compile("(://[^?\\s]*\\?).+");

  /** In a text of several words: a variable that is set, or a header. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)([\\w-]*(?:token|secret|key|passw|passphrase|credential|auth|cookie)[\\w-]*"
              + "(?:=|:\\s*))(?!/)((?:Bearer |Basic )?[^\\s'\";]+)");

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{[\\w:]+}|\\$\\w+|\\{env:\\w+}");

  private Secrets() {}

  static boolean isNameOfOne(String name) {
    return NAME.matcher(name).matches();
  }

  static boolean looksLikeOne(String value) {
    return VALUE.matcher(value).matches() || RANDOM.matcher(value).matches();
  }

  /** A value of a variable or header. */
  static String hideValue(String value) {
    return REFERENCE.matcher(value).matches() ? value : HIDDEN;
  }

  /** Less what stands in it for a credential. */
  static String hide(String text) {
    if (looksLikeOne(text)) {
      return HIDDEN;
    }
    String url = IN_URL.matcher(text).replaceAll("$1" + HIDDEN + "@");
    String cut = QUERY.matcher(url).replaceAll("$1" + HIDDEN);
    return NAMED
        .matcher(cut)
        .replaceAll(each -> Matcher.quoteReplacement(each.group(1) + hideValue(each.group(2))));
  }

  /** The words of a command. */
  static List<String> hide(List<?> words) {
    List<String> shown = new ArrayList<>();
    String before = "";
    for (Object each : words) {
      String word = String.valueOf(each);
      int equals = word.indexOf('=');
      boolean named = equals > 0 && (isNameOfOne(word.substring(0, equals)) || isVariable(before));
      if (named) {
        shown.add(word.substring(0, equals + 1) + hideValue(word.substring(equals + 1)));
      } else if (before.startsWith("-") && isNameOfOne(before) && !before.contains("=")) {
        shown.add(hideValue(word));
      } else {
        shown.add(hide(word));
      }
      before = word;
    }
    return shown;
  }

  private static boolean isVariable(String option) {
    return option.equals("-e") || option.equals("--env") || option.equals("--header");
  }

  /** A member of an entry as it may be shown. */
  static Object hide(String name, Object value) {
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
  static Set<String> in(Map<String, Object> tree) {
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
