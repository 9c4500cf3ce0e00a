package dev.mcpmux.core.sharing;

import dev.mcpmux.core.text.ByteText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Resolves {@code ${VAR}} and {@code ${VAR:-default}} in strings of the config. */
final class Variables {

  /** Places and names that stand in much of what a server says. */
  private static final Set<String> NO_SECRETS =
      Set.of("HOME", "PATH", "PWD", "SHELL", "USER", "LOGNAME", "TMPDIR", Environments.PROJECT_DIR);

  private Variables() {}

  /** A variable without default that the environment lacks. */
  static final class MissingException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingException(String name) {
      super(name, null, false, false);
    }
  }

  /** A {@code ${} that is never closed stays as it is. An empty variable counts as absent where there is a default. */
  static String resolve(String text, Map<String, String> environment) throws MissingException {
    return resolve(text, environment, (name, value) -> {});
  }

  /**
   * What the environment has for the variables in a text, less what is the same for all that the
   * user runs. A default stands in the config for all to see, and is often a common word.
   */
  static Set<String> values(String text, Map<String, String> environment) throws MissingException {
    Set<String> values = new HashSet<>();
    resolve(
        text,
        environment,
        (name, value) -> {
          if (!NO_SECRETS.contains(name) && !value.isBlank()) {
            values.add(value.strip());
          }
        });
    return values;
  }

  /**
   * @param seen is told each variable, and what the environment has for it
   */
  private static String resolve(
      String text, Map<String, String> environment, BiConsumer<String, String> seen)
      throws MissingException {
    int open = text.indexOf("${");
    if (open < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (open >= 0) {
      int close = text.indexOf('}', open);
      if (close < 0) {
        break;
      }
      String expression = text.substring(open + 2, close);
      String value = value(expression, environment);
      String name = name(expression);
      seen.accept(name, environment.getOrDefault(name, ""));
      out.append(text, from, open).append(value);
      from = close + 1;
      open = text.indexOf("${", from);
    }
    return ByteText.joined(out.append(text, from, text.length()).toString());
  }

  static List<String> resolve(List<String> texts, Map<String, String> environment)
      throws MissingException {
    List<String> resolved = new ArrayList<>();
    for (String text : texts) {
      resolved.add(resolve(text, environment));
    }
    return resolved;
  }

  /** The names of all variables without default that the environment lacks. */
  static SortedSet<String> missing(List<String> texts, Map<String, String> environment) {
    SortedSet<String> missing = new TreeSet<>();
    Map<String, String> supplied = new HashMap<>(environment);
    for (String text : texts) {
      boolean again = true;
      while (again) {
        try {
          resolve(text, supplied);
          again = false;
        } catch (MissingException one) {
          missing.add(one.getMessage());
          supplied.put(one.getMessage(), "");
        }
      }
    }
    return missing;
  }

  private static String name(String expression) {
    int split = expression.indexOf(":-");
    return split < 0 ? expression : expression.substring(0, split);
  }

  private static String value(String expression, Map<String, String> environment)
      throws MissingException {
    int split = expression.indexOf(":-");
    String name = name(expression);
    String value = environment.get(name);
    if (split >= 0 && (value == null || value.isEmpty())) {
      return expression.substring(split + 2);
    }
    if (value == null) {
      throw new MissingException(name);
    }
    return value;
  }
}
